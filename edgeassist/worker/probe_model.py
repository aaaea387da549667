# SPDX-License-Identifier: Apache-2.0
"""The tiny models that tell working CPU code from broken: random but fixed weights, really quantized.

Only quantized weights reach the kernels that differ between variants: Q4_K_M takes the K-quant code, Q4_0 the
repacked code. Rows of 256 let K-quants apply; 320 tokens and 1,024 wide layers fill every tile size in use.
"""

import os
from pathlib import Path

import numpy as np
from gguf import GGUFWriter, LlamaFileType, TokenType

from edgeassist.core.files import clear_parts, own_part, sync_folder

KINDS = ("Q4_K_M", "Q4_0")
VOCABULARY_TOKENS = 320
_SIZE, _INNER, _LAYERS, _HEADS = 256, 1024, 4, 4
_VERSION = 1


def probe_path(cache: Path, kind: str) -> Path:
    """Return where the probe model of `kind` lies or will lie."""
    return cache / f"cpu-probe-{_VERSION}-{kind.lower()}.gguf"


def make_probes(cache: Path, *, afresh: bool = False) -> None:
    """Make the probe models that are missing, or all of them `afresh`.

    Loads the engine for its quantizer, which needs no CPU variant. A probe appears when its bytes are on the disk.
    """
    missing = [kind for kind in KINDS if afresh or not probe_path(cache, kind).exists()]
    if not missing:
        return
    cache.mkdir(parents=True, exist_ok=True)
    plain = cache / f"cpu-probe-{_VERSION}-f16.gguf"
    source = own_part(plain)
    for path in (plain, *(probe_path(cache, kind) for kind in KINDS)):
        clear_parts(path)
    try:
        _write_source(source)
        for kind in missing:
            _quantize(source, probe_path(cache, kind), kind)
    finally:
        source.unlink(missing_ok=True)


def _write_source(path: Path) -> None:
    writer = GGUFWriter(path, "llama")
    writer.add_name("EdgeAssist CPU probe")
    writer.add_block_count(_LAYERS)
    writer.add_context_length(512)
    writer.add_embedding_length(_SIZE)
    writer.add_feed_forward_length(_INNER)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(_SIZE // _HEADS)
    writer.add_vocab_size(VOCABULARY_TOKENS)
    writer.add_file_type(LlamaFileType.MOSTLY_F16)
    _add_vocabulary(writer)
    _add_tensors(writer)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


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


def _add_tensors(writer: GGUFWriter) -> None:
    random = np.random.default_rng(20_261_121)

    def add(name: str, rows: int, columns: int) -> None:
        values = random.standard_normal((rows, columns), dtype=np.float32) / np.sqrt(columns)
        writer.add_tensor(name, values.astype(np.float16))

    ones = np.ones(_SIZE, np.float32)
    add("token_embd.weight", VOCABULARY_TOKENS, _SIZE)
    for layer in range(_LAYERS):
        block = f"blk.{layer}"
        writer.add_tensor(f"{block}.attn_norm.weight", ones)
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"{block}.{name}.weight", _SIZE, _SIZE)
        writer.add_tensor(f"{block}.ffn_norm.weight", ones)
        add(f"{block}.ffn_gate.weight", _INNER, _SIZE)
        add(f"{block}.ffn_up.weight", _INNER, _SIZE)
        add(f"{block}.ffn_down.weight", _SIZE, _INNER)
    writer.add_tensor("output_norm.weight", ones)
    add("output.weight", VOCABULARY_TOKENS, _SIZE)


def _quantize(source: Path, target: Path, kind: str) -> None:
    from llama_cpp import llama_cpp as native

    options = native.llama_model_quantize_default_params()
    options.ftype = getattr(native, f"LLAMA_FTYPE_MOSTLY_{kind}")
    options.nthread = 1
    part = own_part(target)
    try:
        if native.llama_model_quantize(str(source).encode(), str(part).encode(), options) != 0:
            raise RuntimeError(f"the engine could not quantize the probe model to {kind}")
        _sync(part)
        part.replace(target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
