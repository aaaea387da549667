# SPDX-License-Identifier: Apache-2.0
"""A tiny model with experts (a mixture of four, two per token): random weights that say nothing."""

from pathlib import Path

import numpy as np
from gguf import GGUFWriter, LlamaFileType

from tests.support.tokenizer import trained_vocabulary

WIDTH, INNER, HEADS, LAYERS, EXPERTS, CHOSEN, VOCABULARY = 256, 256, 4, 2, 4, 2, 768


def write_expert_model(path: Path) -> None:
    """Write it to `path`, as F16."""
    writer = GGUFWriter(path, "llama")
    writer.add_name("experts (random weights)")
    writer.add_file_type(LlamaFileType.MOSTLY_F16)
    writer.add_block_count(LAYERS)
    writer.add_context_length(1024)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(VOCABULARY)
    writer.add_expert_count(EXPERTS)
    writer.add_expert_used_count(CHOSEN)
    _add_vocabulary(writer)
    _add_tensors(writer)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_vocabulary(writer: GGUFWriter) -> None:
    vocabulary = trained_vocabulary(VOCABULARY)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(vocabulary.tokens)
    writer.add_token_scores(vocabulary.scores)
    writer.add_token_types(vocabulary.types)
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(value=True)


def _add_tensors(writer: GGUFWriter) -> None:
    random = np.random.default_rng(4)

    def add(name: str, *shape: int) -> None:
        values = random.standard_normal(shape, dtype=np.float32) / np.sqrt(shape[-1])
        writer.add_tensor(name, values.astype(np.float16 if "gate_inp" not in name else np.float32))

    ones = np.ones(WIDTH, np.float32)
    add("token_embd.weight", VOCABULARY, WIDTH)
    for layer in range(LAYERS):
        block = f"blk.{layer}"
        writer.add_tensor(f"{block}.attn_norm.weight", ones)
        writer.add_tensor(f"{block}.ffn_norm.weight", ones)
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"{block}.{name}.weight", WIDTH, WIDTH)
        add(f"{block}.ffn_gate_inp.weight", EXPERTS, WIDTH)
        add(f"{block}.ffn_gate_exps.weight", EXPERTS, INNER, WIDTH)
        add(f"{block}.ffn_up_exps.weight", EXPERTS, INNER, WIDTH)
        add(f"{block}.ffn_down_exps.weight", EXPERTS, WIDTH, INNER)
    writer.add_tensor("output_norm.weight", ones)
    add("output.weight", VOCABULARY, WIDTH)
