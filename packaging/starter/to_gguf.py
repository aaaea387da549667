# SPDX-License-Identifier: Apache-2.0
"""From a checkpoint and a vocabulary to one GGUF file that llama.cpp runs. Trains nothing and quantizes nothing.

The network is of llama.cpp's `llama` architecture: rotary positions turn adjacent pairs in both, so no weight is
permuted, and the output matrix is the embedding, so it is not written twice. Sources: the GGUF specification of the
ggml project; `convert_hf_to_gguf.py` of llama.cpp for which keys a SentencePiece vocabulary needs.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import gguf
import numpy as np
import torch
from sentencepiece import SentencePieceProcessor

if TYPE_CHECKING:
    from numpy.typing import NDArray

Kind = Literal["f32", "f16"]
_WHOLE = ("vocab_size", "width", "layers", "heads", "kv_heads", "hidden", "context")
_TOP = {"embed.weight": "token_embd.weight", "norm.weight": "output_norm.weight"}
_LAYER = {
    "norm1": "attn_norm",
    "q": "attn_q",
    "k": "attn_k",
    "v": "attn_v",
    "o": "attn_output",
    "norm2": "ffn_norm",
    "gate": "ffn_gate",
    "up": "ffn_up",
    "down": "ffn_down",
}
_BYTES = 256
_MARK = re.compile(r"<\|[a-z_]+\|>")


class NotExportable(ValueError):
    """The checkpoint, vocabulary and template do not make one model; nothing was written."""


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself. `languages` are ISO codes, `licence` an SPDX expression for the weights."""

    name: str = "Starter"
    licence: str = "apache-2.0"
    languages: tuple[str, ...] = ("en", "es")
    description: str = "Small and quick, made for EdgeAssist: a first answer before anything is downloaded."


def write_gguf(
    checkpoint: Path, vocabulary: Path, template: Path, out: Path, kind: Kind, *, about: About | None = None
) -> None:
    """Write the model as `out`, whole or not at all; matrices as `kind`, norms always as f32.

    `checkpoint` holds `config` and `model` (see the README), `vocabulary` is SentencePiece's `.model`, `template` a
    chat template. Raises `NotExportable`.
    """
    config, weights = read_checkpoint(checkpoint)
    pieces = SentencePieceProcessor(model_file=str(vocabulary))
    chat = template.read_text(encoding="utf-8").removesuffix("\n")
    _require_one_model(config, pieces, chat)
    part = out.with_name(f"{out.name}.part")
    writer = gguf.GGUFWriter(part, "llama")
    try:
        _describe(writer, config, kind, about or About())
        _add_vocabulary(writer, pieces, chat)
        for name, tensor in _tensors(config, weights, kind):
            writer.add_tensor(name, tensor)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def read_checkpoint(path: Path) -> tuple[dict[str, int | float], dict[str, torch.Tensor]]:
    """Return the configuration and the weights in `path`; nothing but tensors and plain values is unpickled."""
    saved = torch.load(path, map_location="cpu", weights_only=True)
    try:
        config, weights = dict(saved["config"]), dict(saved["model"])
        whole: dict[str, int | float] = {key: int(config[key]) for key in _WHOLE}
    except (KeyError, TypeError, ValueError) as error:
        raise NotExportable(f"{path.name} is no checkpoint of this recipe: it lacks {error}.") from error
    parts = {"rope_theta": float(config.get("rope_theta", 10_000.0)), "norm_eps": float(config.get("norm_eps", 1e-5))}
    return whole | parts, weights


def _require_one_model(config: Mapping[str, int | float], pieces: SentencePieceProcessor, chat: str) -> None:
    """Raise what would make a file that loads and then writes nonsense."""
    count = pieces.get_piece_size()
    if count != config["vocab_size"]:
        raise NotExportable(f"The vocabulary has {count} pieces, the checkpoint {config['vocab_size']} rows.")
    if (pieces.unk_id(), pieces.bos_id(), pieces.eos_id()) != (0, 1, 2):
        raise NotExportable("The vocabulary must have <unk>, <s> and </s> as 0, 1 and 2.")
    if sum(pieces.is_byte(token) for token in range(count)) != _BYTES:
        raise NotExportable("The vocabulary has no byte fallback: some text would stop the engine.")
    marks = sorted(set(_MARK.findall(chat)))
    if lost := [mark for mark in marks if not pieces.is_control(pieces.piece_to_id(mark))]:
        raise NotExportable(f"The template writes {', '.join(lost)}, which the vocabulary has not as control pieces.")


def _describe(writer: gguf.GGUFWriter, config: Mapping[str, int | float], kind: Kind, about: About) -> None:
    size = int(config["width"]) // int(config["heads"])
    writer.add_type("model")
    writer.add_name(about.name)
    writer.add_description(about.description)
    writer.add_license(about.licence)
    writer.add_languages(list(about.languages))
    writer.add_file_type(gguf.LlamaFileType.ALL_F32 if kind == "f32" else gguf.LlamaFileType.MOSTLY_F16)
    writer.add_vocab_size(int(config["vocab_size"]))
    writer.add_block_count(int(config["layers"]))
    writer.add_context_length(int(config["context"]))
    writer.add_embedding_length(int(config["width"]))
    writer.add_feed_forward_length(int(config["hidden"]))
    writer.add_head_count(int(config["heads"]))
    writer.add_head_count_kv(int(config["kv_heads"]))
    writer.add_layer_norm_rms_eps(float(config["norm_eps"]))
    writer.add_rope_dimension_count(size)
    writer.add_rope_freq_base(float(config["rope_theta"]))


def _add_vocabulary(writer: gguf.GGUFWriter, pieces: SentencePieceProcessor, chat: str) -> None:
    """Add the pieces as llama.cpp's SPM tokenizer wants them.

    `add_bos_token` is for raw text; the template writes `<s>` itself, and who renders it must not add a second one.
    """
    every = range(pieces.get_piece_size())
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([pieces.id_to_piece(token) for token in every])
    writer.add_token_scores([pieces.get_score(token) for token in every])
    writer.add_token_types([_type_of(pieces, token) for token in every])
    writer.add_bos_token_id(pieces.bos_id())
    writer.add_eos_token_id(pieces.eos_id())
    writer.add_unk_token_id(pieces.unk_id())
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    writer.add_add_space_prefix(True)
    writer.add_remove_extra_whitespaces(False)
    writer.add_chat_template(chat)


def _type_of(pieces: SentencePieceProcessor, token: int) -> gguf.TokenType:
    if pieces.is_unknown(token):
        return gguf.TokenType.UNKNOWN
    if pieces.is_control(token):
        return gguf.TokenType.CONTROL
    if pieces.is_byte(token):
        return gguf.TokenType.BYTE
    return gguf.TokenType.UNUSED if pieces.is_unused(token) else gguf.TokenType.NORMAL


def _tensors(
    config: Mapping[str, int | float], weights: Mapping[str, torch.Tensor], kind: Kind
) -> Iterator[tuple[str, "NDArray[np.float32] | NDArray[np.float16]"]]:
    """Yield llama.cpp's names with the weights; raise `NotExportable` for what is missing, misshapen or not finite."""
    shapes = _shapes(config)
    if odd := sorted(set(weights) ^ {ours for ours, _ in shapes}):
        raise NotExportable(f"The checkpoint's weights are not those of its configuration: {', '.join(odd[:4])}.")
    for (ours, theirs), shape in shapes.items():
        found = weights[ours].detach().float().numpy()
        if found.shape != shape:
            raise NotExportable(f"{ours} has the shape {found.shape}; its configuration says {shape}.")
        made = found.astype(np.float16) if kind == "f16" and len(shape) > 1 else found
        if not math.isfinite(float(made.astype(np.float64).sum())):
            raise NotExportable(f"{ours} holds a number that is not finite as {kind}.")
        yield theirs, np.ascontiguousarray(made)


def _shapes(config: Mapping[str, int | float]) -> dict[tuple[str, str], tuple[int, ...]]:
    """Return for each tensor (our name, llama.cpp's) its shape, in the order of the file."""
    width, hidden = int(config["width"]), int(config["hidden"])
    narrow = width // int(config["heads"]) * int(config["kv_heads"])
    layer = {"q": (width, width), "k": (narrow, width), "v": (narrow, width), "o": (width, width)}
    layer |= {"gate": (hidden, width), "up": (hidden, width), "down": (width, hidden)}
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    for ours, theirs in _TOP.items():
        found[ours, theirs] = (width,) if ours == "norm.weight" else (int(config["vocab_size"]), width)
    for number in range(int(config["layers"])):
        for name, native in _LAYER.items():
            found[f"layers.{number}.{name}.weight", f"blk.{number}.{native}.weight"] = layer.get(name, (width,))
    return found
