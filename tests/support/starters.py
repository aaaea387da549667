# SPDX-License-Identifier: Apache-2.0
"""Stand-ins for the starter model: a folder like the shipped one around any file, with scores as a test wants them."""

import hashlib
import json
from pathlib import Path

from edgeassist.store.starter import Starter

WHY = "it is no better at that than copying the source"
SCORES: dict[str, object] = {
    "chat": {
        "offered": True,
        "measured": {"perplexity": 14.25},
        "baseline": {"frequencies": 380.5},
        "lower_is_better": True,
    },
    "translate en-es": {"offered": True, "measured": {"chrF": 41.25}, "baseline": {"copy": 17.0}},
    "translate es-en": {"offered": True, "measured": {"chrF": 43.5}, "baseline": {"copy": 17.5, "words": 25.0}},
    "summarize": {"offered": False, "why": WHY, "measured": {"ROUGE-L": 0.21}, "baseline": {"lead-1": 0.3}},
    "intent": {"offered": True, "measured": {"exact": 88.0}, "baseline": {"templates": 61.0}},
}
CONFIG = {
    "vocab_size": 768, "width": 256, "layers": 2, "heads": 4, "kv_heads": 2, "hidden": 256, "context": 512,
    "rope_theta": 10000.0, "norm_eps": 1e-5,
}  # fmt: skip


def shipped_card(path: Path, **changes: object) -> dict[str, object]:
    """Return a card as the recipe writes one, for the file at `path`."""
    content = path.read_bytes()
    plain: dict[str, object] = {
        "name": "Starter",
        "file": path.name,
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "parameters": 6_000_000,
        "quantization": "Q8_0",
        "licence": "CC-BY-4.0",
        "languages": ["en", "es"],
        "config": CONFIG,
        "scores": SCORES,
        "limits": ["It knows little and invents the rest."],
        "training": {"tokens": 1},
    }
    return plain | changes


def stand_in(folder: Path, model: Path | None = None, **changes: object) -> Starter:
    """Return a starter in `folder` whose file is `model`, by default some bytes; `changes` are keys of its card."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "starter.gguf"
    file.write_bytes(b"nothing to load" if model is None else model.read_bytes())
    (folder / "card.json").write_text(json.dumps(shipped_card(file, **changes)))
    (folder / "NOTICE").write_text("A stand-in.\n")
    return Starter(folder)
