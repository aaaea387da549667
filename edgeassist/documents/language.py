# SPDX-License-Identifier: Apache-2.0
"""Tells the language of a text, offline. For the reading child only: the library loads numpy."""

import io
import lzma
import re
from array import array
from functools import cache

import numpy as np
from py3langid import langid

_FEWEST_LETTERS = 12
_SURE = 0.5
_NO_LETTER = re.compile(r"[\W\d_]+")


def language_of(text: str) -> str:
    """Return the two-letter code of the language that most of `text` is in; empty when it cannot be told."""
    words = _NO_LETTER.sub(" ", text).strip()
    if len(words) < _FEWEST_LETTERS:
        return ""
    code, probability = _identifier().classify(words)
    return str(code) if probability >= _SURE else ""


@cache
def _identifier() -> langid.LanguageIdentifier:
    """Load the library's model as it does itself, but for the temporary file: this process may write none."""
    packed = (langid.MODEL_DIR / langid.MODEL_FILE).read_bytes()
    with np.load(io.BytesIO(lzma.decompress(packed)), allow_pickle=False) as data:
        return langid.LanguageIdentifier(
            data["ptc"],
            data["pc"],
            data["classes"].tolist(),
            _numbers(data["nextmove"]),
            data["out_feat"].tolist(),
            norm_probs=True,
            tk_row=_numbers(data["nextmove_row"]),
        )


def _numbers(values: np.ndarray) -> "array[int]":
    """Return `values` as the array type whose elements Python reads fastest."""
    return array({2: "H", 4: "I", 8: "L"}[values.dtype.itemsize], values.tobytes())
