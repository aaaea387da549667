# SPDX-License-Identifier: Apache-2.0
"""From measured influence to a model with fewer layers that passes every check and answers."""

from dataclasses import replace
from pathlib import Path

import pytest
from gguf import GGUFReader

from edgeassist.app.children import child_command
from edgeassist.core.paths import resource
from edgeassist.store.inspect import inspect_file
from edgeassist.store.prune_plan import layers_to_prune
from edgeassist.wire.jobs import Calibrate, Calibrated, Quantize, Quantized
from tests.support.job_run import result, source
from tests.support.models import write_model
from tests.support.shapes import TINY
from tests.support.tokenizer import trained_vocabulary
from tests.support.worker_process import WorkerProcess, text_of

DEEP = replace(TINY, layers=8)


@pytest.fixture(scope="module")
def deep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("deep") / "deep.gguf"
    write_model(path, "deep", DEEP, "f16", trained_vocabulary(DEEP.vocabulary))
    return path


def test_a_pruned_model_passes_the_checks_and_answers(deep: Path, engine_cache: Path, tmp_path: Path) -> None:
    matrix, made = tmp_path / "m.gguf", tmp_path / "pruned.gguf"
    text = str(resource("texts", "calibration.txt"))
    seen = result(Calibrate(source=source(deep), text=text, target=str(matrix), max_tokens=512), Calibrated)
    assert len(seen.influence) == DEEP.layers

    gone = layers_to_prune(seen.influence, 2)
    order = Quantize(source=source(deep), target=str(made), type="Q4_K_M", importance=str(matrix), pruned_layers=gone)
    result(order, Quantized)

    facts = inspect_file(made, child_command("inspect"))
    assert facts.layers == DEEP.layers - len(gone) == 6
    assert facts.parameters < inspect_file(deep, child_command("inspect")).parameters
    with WorkerProcess(engine_cache, read=[tmp_path]) as worker:
        worker.load(made)
        assert text_of(worker.generate("A page of text"))


def test_the_layers_that_stay_are_the_right_ones_in_their_order(deep: Path, tmp_path: Path) -> None:
    made = tmp_path / "pruned.gguf"

    result(Quantize(source=source(deep), target=str(made), type="F16", pruned_layers=(2, 5)), Quantized)

    before = {one.name: one.data.tobytes() for one in GGUFReader(deep).tensors}
    after = {one.name: one.data.tobytes() for one in GGUFReader(made).tensors}
    for new, old in enumerate((0, 1, 3, 4, 6, 7)):
        for part in ("attn_q.weight", "ffn_down.weight", "attn_norm.weight"):
            assert after[f"blk.{new}.{part}"] == before[f"blk.{old}.{part}"]
    assert not any(name.startswith("blk.6.") for name in after)
