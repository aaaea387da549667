# SPDX-License-Identifier: Apache-2.0
"""How long it takes to say what quantizing cost: a real 0.5B shape against its F16 source, in the real job child."""

import json
import tempfile
import time
from pathlib import Path

from edgeassist.app.children import child_command
from edgeassist.core.paths import resource
from edgeassist.core.stop import Stop
from edgeassist.runtime.one_shot import run_job
from edgeassist.wire.jobs import Compare, Compared, Source
from tests.bench.figures import Figure
from tests.support.models import cache_root, write_model
from tests.support.shapes import SHAPES, Kind
from tests.support.tokenizer import invented_vocabulary

SHAPE, QUICK_SHAPE = "Qwen2.5-0.5B", "SmolLM2-135M"
LIMIT_S = 120.0
KINDS: tuple[Kind, ...] = ("f16", "q8_0", "q4_0")


def measure(*, quick: bool) -> list[Figure]:
    """Return the seconds of a whole proof, and how far the finer and the coarser type stray."""
    name = QUICK_SHAPE if quick else SHAPE
    with tempfile.TemporaryDirectory() as folder:
        vocabulary = invented_vocabulary(SHAPES[name].vocabulary)
        files = {kind: Path(folder) / f"{kind}.gguf" for kind in KINDS}
        for kind, path in files.items():
            write_model(path, name, SHAPES[name], kind, vocabulary)
        return [figure for kind in KINDS[1:] for figure in _proved(name, files["f16"], files[kind], kind)]


def _proved(name: str, source: Path, made: Path, kind: Kind) -> list[Figure]:
    job = Compare(source=_file(source), made=_file(made), text=str(resource("texts", "held.txt")))
    self_test = json.dumps(child_command("selftest"))
    command = (*child_command("job"), "--cache", str(cache_root() / "engine"), "--self-test-command", self_test)
    began_s = time.perf_counter()
    told = run_job(command, job, lambda *_step: None, Stop())
    took_s = time.perf_counter() - began_s
    assert isinstance(told, Compared)
    under = f"{name} random weights, {kind.upper()} against F16, {told.tokens} tokens scored"
    return [
        Figure(name="proof, whole", value=took_s, unit="s", at_most=LIMIT_S, conditions=under),
        Figure(name="proof, mean divergence", value=1000 * told.mean_divergence, unit="mnats", conditions=under),
        Figure(name="proof, agreement", value=100 * told.agreement, unit="%", conditions=under),
    ]


def _file(path: Path) -> Source:
    return Source(path=str(path), size_bytes=path.stat().st_size)
