# SPDX-License-Identifier: Apache-2.0
"""The made models are what the other tests take them for: small, repeatable, valid, of the stated shape."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from gguf import GGMLQuantizationType, GGUFReader
from gguf.quants import dequantize

from tests.support.blocks import random_rows, row_bytes
from tests.support.models import generator_key, shape_model, tiny_model, write_model
from tests.support.shapes import SHAPES, TINY, Kind, tensors
from tests.support.tokenizer import BYTE, TURN_MARKS, invented_vocabulary, trained_vocabulary

KINDS: tuple[Kind, ...] = ("f16", "q8_0", "q4_0", "q4_k_m")
_trained = cache(trained_vocabulary)
BLOCKS = ("F16", "Q8_0", "Q4_0", "Q5_0", "Q4_K", "Q6_K")


@pytest.fixture(autouse=True)
def _trained_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Training takes most of the time and gives the same each time, which is a test of its own."""
    monkeypatch.setattr("tests.support.models.trained_vocabulary", _trained)


@pytest.mark.parametrize("kind", KINDS)
def test_a_tiny_model_is_below_three_megabytes_and_made_once(kind: Kind, tmp_path: Path) -> None:
    path = tiny_model(tmp_path, kind)
    made = path.stat()
    assert made.st_size < 3_000_000
    assert tiny_model(tmp_path, kind).stat().st_mtime_ns == made.st_mtime_ns
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_model_is_made_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.models.trained_vocabulary", trained_vocabulary)
    first, second = tiny_model(tmp_path / "a", "q4_0"), tiny_model(tmp_path / "b", "q4_0")
    assert first.read_bytes() == second.read_bytes()


def test_a_model_of_an_older_generator_is_replaced(tmp_path: Path) -> None:
    stale = tmp_path / "tiny-q8_0-0000000000.gguf"
    stale.write_bytes(b"old")
    path = tiny_model(tmp_path, "q8_0")
    assert generator_key() in path.name
    assert list(tmp_path.iterdir()) == [path]


def test_a_tiny_model_reads_back_with_its_vocabulary(tmp_path: Path) -> None:
    reader = GGUFReader(tiny_model(tmp_path, "q8_0"))
    types = reader.get_field("tokenizer.ggml.token_type")
    assert types is not None
    kinds = types.contents()
    assert kinds.count(BYTE) == 256
    assert len(kinds) == TINY.vocabulary
    context = reader.get_field("llama.context_length")
    assert context is not None
    assert context.contents() >= 4096


def test_quantized_tiny_models_share_their_weights(tmp_path: Path) -> None:
    plain, eight, four = (_weights(tiny_model(tmp_path, kind)) for kind in ("f16", "q8_0", "q4_0"))
    assert np.allclose(plain, eight, atol=2e-3)
    assert np.corrcoef(plain.ravel(), four.ravel())[0, 1] > 0.99


@pytest.mark.parametrize("name", BLOCKS)
def test_random_blocks_have_the_asked_spread_around_zero(name: str) -> None:
    kind = GGMLQuantizationType[name]
    rows = random_rows(kind, 64, 1024, spread=0.05, random=np.random.default_rng(7))
    assert rows.shape == (64, row_bytes(kind, 1024))
    values = dequantize(rows, kind)
    assert np.isfinite(values).all()
    assert abs(values.mean()) < 0.002
    assert values.std() == pytest.approx(0.05, rel=0.03)


def test_part_of_a_block_is_refused() -> None:
    with pytest.raises(ValueError, match="whole blocks"):
        row_bytes(GGMLQuantizationType.Q4_K, 576)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("SmolLM2-135M", 134_515_008),
        ("SmolLM2-360M", 361_821_120),
        ("Qwen2.5-0.5B", 494_032_768),
        ("Llama-3.2-1B", 1_235_814_400),
    ],
)
def test_a_shape_counts_the_published_parameters(name: str, parameters: int) -> None:
    learned = [tensor for tensor in tensors(SHAPES[name], "q4_k_m") if tensor.name != "rope_freqs.weight"]
    assert sum(max(tensor.rows, 1) * tensor.columns for tensor in learned) == parameters


@pytest.mark.parametrize("kind", KINDS)
def test_a_shape_model_is_written_tensor_by_tensor(kind: Kind, tmp_path: Path) -> None:
    shape = replace(SHAPES["Qwen2.5-0.5B"], layers=2, vocabulary=1024)
    write_model(tmp_path / "small.gguf", "small", shape, kind, invented_vocabulary(1024))
    read = {tensor.name: tensor for tensor in GGUFReader(tmp_path / "small.gguf").tensors}
    planned = {tensor.name: tensor for tensor in tensors(shape, kind)}
    assert set(read) == set(planned)
    assert all(read[name].tensor_type == planned[name].kind for name in planned)


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(path: Path, *rest: object) -> None:
        path.write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setattr("tests.support.models.write_model", torn)
    with pytest.raises(OSError, match="disk full"):
        shape_model("SmolLM2-135M", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [768, 49_152, 151_936])
def test_an_invented_vocabulary_has_the_exact_size_and_no_doubles(size: int) -> None:
    vocabulary = invented_vocabulary(size)
    assert len(vocabulary.tokens) == len(set(vocabulary.tokens)) == size
    assert len(vocabulary.scores) == len(vocabulary.types) == size
    assert vocabulary.types.count(BYTE) == 256


def test_a_trained_vocabulary_knows_the_marks_and_the_repository() -> None:
    vocabulary = _trained(TINY.vocabulary)
    assert len(vocabulary.tokens) == TINY.vocabulary
    assert set(TURN_MARKS) <= set(vocabulary.tokens)
    assert "\N{LOWER ONE EIGHTH BLOCK}the" in vocabulary.tokens


def _weights(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    read = {tensor.name: tensor for tensor in GGUFReader(path).tensors}
    tensor = read["blk.0.attn_q.weight"]
    return np.asarray(dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)
