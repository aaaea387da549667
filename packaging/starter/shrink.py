# SPDX-License-Identifier: Apache-2.0
"""Has the app itself make the exported model smaller and prove what that cost, one block type after the other.

Everything runs in children of the app's own environment, in a home that is thrown away: the makers of the starter get
no other quantizer and no other proof than everybody. Trains and exports nothing.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starter.claims import MOST_BYTES

KINDS = ("Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M")
_ROOT = Path(__file__).resolve().parents[2]
_FIGURES = {
    "perplexity": "perplexity",
    "source_perplexity": "source_perplexity",
    "mean_divergence": "mean_kl_nats",
    "agreement": "top_token_agreement",
    "tokens": "tokens",
    "prompt_rate": "prompt_rate",
    "answer_rate": "answer_rate",
    "peak_bytes": "peak_bytes",
}


class ShrinkFailed(RuntimeError):
    """The app would not make or prove a model; what was made before stays in the folder."""


@dataclass(frozen=True, slots=True)
class App:
    """The app's command line: its Python, the home it may use, and a text to calibrate with instead of its own."""

    python: Path
    home: Path
    calibration: Path | None = None

    def models(self, *arguments: str) -> dict[str, Any]:
        """Run `edgeassist models ...` and return its JSON answer; raise `ShrinkFailed` with what it said."""
        command = [str(self.python.absolute()), "-m", "edgeassist", "models", *arguments, "--json"]
        environment = {**os.environ, "EDGEASSIST_HOME": str(self.home.resolve())}
        done = subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            said = done.stderr.strip()[-1000:] or "it said nothing"
            raise ShrinkFailed(f"`edgeassist models {' '.join(arguments)}` ended with {done.returncode}: {said}")
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


def shrink(
    model: Path,
    out: Path,
    app_python: Path,
    *,
    kinds: Sequence[str] = KINDS,
    calibration: Path | None = None,
) -> dict[str, Any]:
    """Make `<name>-<kind>.gguf` in `out` for each kind, and `shrink.json` with what each cost; return its content.

    Figures are the app's own proof against `model` (f16): sizes in bytes, divergence in nats per token, agreement on
    the most likely token from 0 to 1, rates in tokens per second on this machine.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="edgeassist-shrink-") as folder:
        app = App(app_python, Path(folder), calibration)
        source = app.models("import", str(model.resolve()))
        stem = model.stem.removesuffix("-f16")
        rows = {kind: _made(app, source["id"], kind, out / f"{stem}-{kind}.gguf") for kind in kinds}
    whole = {
        "source": {"size_bytes": source["size_bytes"], "sha256": source["sha256"], "type": source["quantization"]},
        "parameters": source["parameters"],
        "calibration": calibration.name if calibration else "EdgeAssist calibration text",
        "types": rows,
        "best": best(rows),
    }
    (out / "shrink.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    return whole


def _made(app: App, source_id: str, kind: str, path: Path) -> dict[str, Any]:
    """Quantize to `kind`, prove it, copy the file to `path`, and return its row."""
    own_text = ("--calibration", str(app.calibration.resolve())) if app.calibration else ()
    card = app.models("quantize", source_id, "--type", kind, "--no-proof", *own_text)
    told = app.models("prove", card["id"])
    shutil.copyfile(app.home / "data" / "models" / card["id"] / card["file"], path)
    figures = {ours: told["proof"][theirs] for theirs, ours in _FIGURES.items()}
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    about = {"file": path.name, "size_bytes": path.stat().st_size, "sha256": digest}
    return {**about, **figures, "verdict": told["sentence"], "text": told["proof"]["text"]}


def best(rows: Mapping[str, Mapping[str, Any]], *, most_bytes: int = MOST_BYTES) -> str:
    """Return the type to ship: the one that keeps most of the original among those small enough, the smaller of equals.

    Raises `ShrinkFailed` when none is small enough.
    """
    fitting = [name for name, row in rows.items() if row["size_bytes"] <= most_bytes]
    if not fitting:
        raise ShrinkFailed(f"No type is within {most_bytes:,} bytes. Train a smaller config, or try smaller types.")
    return min(fitting, key=lambda name: (rows[name]["mean_kl_nats"], rows[name]["size_bytes"]))
