# SPDX-License-Identifier: Apache-2.0
"""A model of random weights, as large as a small real one, to measure a computer with that has no model yet.

Its answers mean nothing. It is written in a second, read, and thrown away by whoever asked for it.
"""

from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, LlamaFileType, TokenType

SIZE, INNER, LAYERS, HEADS = 2048, 5632, 8, 16
VOCABULARY_TOKENS = 320
_BLOCK, _BLOCK_BYTES = 32, 18
"""Q4_0: 32 weights in 18 bytes, a 16-bit scale before 16 bytes of nibbles (ggml-common.h, block_q4_0)."""


def write_yardstick(path: Path) -> int:
    """Write the model to `path`; return the bytes of its weights that each token of an answer goes through."""
    writer = GGUFWriter(path, "llama")
    writer.add_name("EdgeAssist yardstick")
    writer.add_block_count(LAYERS)
    writer.add_context_length(1024)
    writer.add_embedding_length(SIZE)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(SIZE // HEADS)
    writer.add_vocab_size(VOCABULARY_TOKENS)
    writer.add_file_type(LlamaFileType.MOSTLY_Q4_0)
    _add_vocabulary(writer)
    weights_bytes = _add_tensors(writer)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return weights_bytes


def _add_vocabulary(writer: GGUFWriter) -> None:
    texts = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    texts += [f"w{number}" for number in range(VOCABULARY_TOKENS - len(texts))]
    kinds = [TokenType.UNKNOWN, TokenType.CONTROL, TokenType.CONTROL] + [TokenType.BYTE] * 256
    kinds += [TokenType.NORMAL] * (VOCABULARY_TOKENS - len(kinds))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(texts)
    writer.add_token_scores([0.0] * len(texts))
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)


def _add_tensors(writer: GGUFWriter) -> int:
    random = np.random.default_rng(20_261_121)
    ones = np.ones(SIZE, np.float32)
    total = 0

    def add(name: str, rows: int, columns: int) -> None:
        nonlocal total
        count = rows * columns // _BLOCK
        blocks = np.empty((count, _BLOCK_BYTES), np.uint8)
        scale = np.float16(1 / (8 * np.sqrt(columns)))  # nibbles are -8 to 7: keeps what passes through in bounds
        blocks[:, :2] = np.frombuffer(scale.tobytes(), np.uint8)
        blocks[:, 2:] = np.frombuffer(random.bytes(count * (_BLOCK_BYTES - 2)), np.uint8).reshape(count, -1)
        writer.add_tensor(name, blocks.reshape(rows, -1), raw_dtype=GGMLQuantizationType.Q4_0)
        total += blocks.nbytes

    add("token_embd.weight", VOCABULARY_TOKENS, SIZE)
    for layer in range(LAYERS):
        block = f"blk.{layer}"
        writer.add_tensor(f"{block}.attn_norm.weight", ones)
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"{block}.{name}.weight", SIZE, SIZE)
        writer.add_tensor(f"{block}.ffn_norm.weight", ones)
        add(f"{block}.ffn_gate.weight", INNER, SIZE)
        add(f"{block}.ffn_up.weight", INNER, SIZE)
        add(f"{block}.ffn_down.weight", SIZE, INNER)
    writer.add_tensor("output_norm.weight", ones)
    add("output.weight", VOCABULARY_TOKENS, SIZE)
    return total
