# SPDX-License-Identifier: Apache-2.0
"""Turns a model's name into a short folder name that is safe on every system. Touches no disk."""

import re
import unicodedata
from collections.abc import Container

MAX_LENGTH = 48
_RESERVED = frozenset(("con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))))


def slug(text: str) -> str:
    """Return lower-case ASCII words of `text` joined by `-`; dots stay only inside numbers; never empty or reserved."""
    plain = unicodedata.normalize("NFKD", text[:1000]).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"(?<!\d)\.|\.(?!\d)", "-", plain)
    words = re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")[:MAX_LENGTH].strip("-.")
    if not words or words.split(".")[0] in _RESERVED:
        return f"model-{words}".strip("-.")
    return words


def model_id(name: str, quantization: str, taken: Container[str]) -> str:
    """Return an id for the model that is not in `taken`: its name, then its quantization unless the name has it."""
    base, suffix = slug(name), slug(quantization)
    if suffix not in base:
        base = f"{base[: MAX_LENGTH - len(suffix) - 1].strip('-.')}-{suffix}"
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
