# SPDX-License-Identifier: Apache-2.0
"""GGUF files for tests, made in seconds and never committed: a tiny model, and random weights in real shapes.

The files are valid and deterministic; what they say is nonsense. They know no test and load no engine.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from gguf import GGUFWriter, LlamaFileType
from numpy.typing import NDArray

from tests.support.blocks import random_rows, row_bytes
from tests.support.shapes import SHAPES, TINY, Kind, Shape, Tensor, tensors
from tests.support.tokenizer import Vocabulary, invented_vocabulary, trained_vocabulary

CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_SEED = 20_261_121
_CHUNK_VALUES = 4 * 1024 * 1024
_FILE_TYPES = {
    "f16": LlamaFileType.MOSTLY_F16,
    "q8_0": LlamaFileType.MOSTLY_Q8_0,
    "q4_0": LlamaFileType.MOSTLY_Q4_0,
    "q4_k_m": LlamaFileType.MOSTLY_Q4_K_M,
}

logging.getLogger("gguf.gguf_writer").setLevel(logging.WARNING)


def generator_key() -> str:
    """Return a hash of the sources that make the files: a changed generator never finds an old file."""
    names = ("models.py", "shapes.py", "tokenizer.py", "blocks.py")
    content = b"".join((Path(__file__).parent / name).read_bytes() for name in names)
    return hashlib.sha256(content).hexdigest()[:10]


def cache_root() -> Path:
    """Return the folder that keeps made models between runs: `EDGEASSIST_TEST_CACHE` or one in the user's cache."""
    chosen = os.environ.get("EDGEASSIST_TEST_CACHE")
    return Path(chosen) if chosen else Path.home() / ".cache" / "edgeassist" / "shapes"


def tiny_model(cache: Path, kind: Kind = "f16") -> Path:
    """Return a llama model below 3 MB in `cache`, made when absent; the kinds but q4_k_m share their weights."""
    return _made(cache, "tiny", TINY, kind, trained_vocabulary)


def shape_model(name: str, cache: Path | None = None, kind: Kind = "q4_k_m") -> Path:
    """Return random weights in the shape `name` (a key of `SHAPES`), made when absent; up to 2.5 GB as f16."""
    return _made(cache_root() if cache is None else cache, name, SHAPES[name], kind, invented_vocabulary)


def _made(folder: Path, name: str, shape: Shape, kind: Kind, vocabulary: Callable[[int], Vocabulary]) -> Path:
    path = folder / f"{name}-{kind}-{generator_key()}.gguf"
    if path.is_file():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob(f"{name}-{kind}-*.gguf"):
        stale.unlink(missing_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        write_model(part, name, shape, kind, vocabulary(shape.vocabulary))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def write_model(path: Path, name: str, shape: Shape, kind: Kind, vocabulary: Vocabulary) -> None:
    """Write one GGUF file, tensor by tensor: memory stays near the size of the largest tensor."""
    writer = GGUFWriter(path, shape.architecture)
    writer.add_name(f"{name} (random weights)")
    writer.add_file_type(_FILE_TYPES[kind])
    _describe(writer, shape)
    _add_vocabulary(writer, vocabulary, starts=shape.architecture == "llama")
    planned = list(tensors(shape, kind))
    for tensor in planned:
        _announce(writer, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for number, tensor in enumerate(planned):
        writer.write_tensor_data(_content(tensor, number, vocabulary.silent()))
    writer.close()


def _describe(writer: GGUFWriter, shape: Shape) -> None:
    writer.add_block_count(shape.layers)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_vocab_size(shape.vocabulary)


def _add_vocabulary(writer: GGUFWriter, vocabulary: Vocabulary, *, starts: bool) -> None:
    writer.add_tokenizer_model("llama")
    writer.add_token_list(vocabulary.tokens)
    writer.add_token_scores(vocabulary.scores)
    writer.add_token_types(vocabulary.types)
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(starts)
    writer.add_add_eos_token(value=False)
    writer.add_chat_template(CHAT_TEMPLATE)


def _announce(writer: GGUFWriter, tensor: Tensor) -> None:
    if tensor.rows == 0:
        writer.add_tensor_info(tensor.name, [tensor.columns], np.dtype(np.float32), tensor.columns * 4)
        return
    row = row_bytes(tensor.kind, tensor.columns)
    shape = [tensor.rows, row]
    writer.add_tensor_info(tensor.name, shape, np.dtype(np.uint8), tensor.rows * row, raw_dtype=tensor.kind)


def _content(tensor: Tensor, number: int, silent: list[int]) -> NDArray[np.uint8]:
    random = np.random.default_rng([_SEED, number])
    if tensor.rows == 0:
        values = np.ones(tensor.columns) if not tensor.spread else random.normal(0, tensor.spread, tensor.columns)
        return values.astype(np.float32).view(np.uint8)
    content = np.empty((tensor.rows, row_bytes(tensor.kind, tensor.columns)), dtype=np.uint8)
    for start, end in _chunks(tensor):
        content[start:end] = random_rows(tensor.kind, end - start, tensor.columns, spread=tensor.spread, random=random)
    if tensor.name in ("token_embd.weight", "output.weight"):
        content[silent] = 0  # a zero row is a logit of 0: the greedy choice never falls on it
    return content


def _chunks(tensor: Tensor) -> Iterator[tuple[int, int]]:
    step = max(1, _CHUNK_VALUES // tensor.columns)
    return ((start, min(start + step, tensor.rows)) for start in range(0, tensor.rows, step))
