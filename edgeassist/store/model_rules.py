# SPDX-License-Identifier: Apache-2.0
"""Judges whether a GGUF header describes a text model that llama.cpp survives. Knows nothing of files.

Each rule returns nothing or raises the refusal with its sentence; later rules rely on earlier ones. What is checked
here is what aborts or hangs the engine, or what no honest file has; mere errors that llama.cpp reports itself are
left to it.
"""

import math

from edgeassist.core.language import later
from edgeassist.core.told import Told, told
from edgeassist.core.units import elided
from edgeassist.store import model_facts as facts
from edgeassist.store.architectures import ATTENTION_FREE, OTHER_TRADES, PLAIN_ATTENTION, TEXT_ARCHITECTURES
from edgeassist.store.gguf import F32, I32, STRING, Header, Items, Scalar
from edgeassist.store.refusals import (
    BadNumber,
    BadShape,
    BadValue,
    BadVocabulary,
    CannotWrite,
    UnknownArchitecture,
)

MAX_LAYERS = 512
MAX_EXPERTS = 1024
MAX_WIDTH = 2**24
MAX_HEADS = 2**16
_ABOVE_ZERO = ("_epsilon", "rope.freq_base", "rope.freq_base_swa", "rope.scaling.factor", "rope.scale_linear")
_SPECIAL = (
    "bos",
    "eos",
    "eot",
    "eom",
    "unknown",
    "seperator",
    "padding",
    "mask",
    "cls",
    "prefix",
    "suffix",
    "middle",
    "fim_pre",
    "fim_suf",
    "fim_mid",
    "fim_pad",
    "fim_rep",
    "fim_sep",
)


def architecture_is_known(header: Header) -> None:
    """The engine runs it, as a text model."""
    name = facts.architecture(header)
    if trade := OTHER_TRADES.get(name):
        raise CannotWrite(told("This model ({name}) {trade}; it cannot chat.", name=name, trade=Told(trade, {})))
    if name not in TEXT_ARCHITECTURES:
        raise UnknownArchitecture(told("The engine does not know the architecture “{name}”.", name=elided(name, 40)))
    if facts.text(header, "general.type") in ("adapter", "mmproj"):
        raise CannotWrite(
            later("This file holds an addition to a model (an adapter or a picture reader), not a model.")
        )


def layers_match_the_tensors(header: Header) -> None:
    """`block_count` counts the `blk.N` groups, numbered from 0 without gaps."""
    declared, found = facts.number(header, "block_count"), facts.blocks(header)
    if not 1 <= declared <= MAX_LAYERS:
        raise BadShape(f"The header declares {declared:,} layers; 1 to {MAX_LAYERS} are possible.")
    drafting = facts.number(header, "nextn_predict_layers", 0)
    if found not in (frozenset(range(declared)), frozenset(range(declared - drafting))):
        raise BadShape(f"The header declares {declared:,} layers, the file holds {len(found):,}.")


def widths_match_the_tensors(header: Header) -> None:
    """The embedding and context lengths are possible and the embedding tensor has the declared size."""
    width, context = facts.number(header, "embedding_length"), facts.number(header, "context_length")
    if not 1 <= width <= MAX_WIDTH:
        raise BadShape(f"The header declares an embedding length of {width:,}.")
    if not 1 <= context < 2**31:
        raise BadShape(f"The header declares a context of {context:,} tokens.")
    if not all(0 <= one <= MAX_WIDTH for one in facts.per_layer(header, "feed_forward_length", 0)):
        raise BadShape("The header declares an impossible feed-forward length.")
    embedding = facts.tensor(header, b"token_embd.weight")
    if embedding is None:
        raise BadShape("The file lacks the table of token embeddings.")
    if embedding.dims[0] != width:
        raise BadShape(f"The header declares an embedding length of {width:,}; its tensor has {embedding.dims[0]:,}.")


def heads_divide(header: Header) -> None:
    """Head counts are above zero (zero is right in layers without attention) and divide what they share."""
    free = facts.architecture(header) in ATTENTION_FREE
    heads = facts.per_layer(header, "attention.head_count", 0 if free else None)
    kv_heads = facts.per_layer(header, "attention.head_count_kv", max(heads))
    listed = isinstance(header.values.get(f"{facts.architecture(header)}.attention.head_count"), Items)
    if free or (max(heads) == 0 and listed):
        return
    if min(heads) < 0 or (not listed and heads[0] < 1) or max(heads) > MAX_HEADS:
        raise BadShape(f"The header declares {min(heads):,} attention heads.")
    for one, shared in zip(heads, kv_heads, strict=True):
        if shared < 0 or shared > one or (shared and one % shared):
            raise BadShape(f"{shared:,} key-value heads cannot serve {one:,} attention heads.")
    if not any(kv_heads):
        raise BadShape("The header declares no key-value heads.")


def keys_and_values_match_the_tensors(header: Header) -> None:
    """The key and value tensors are as wide as the head counts say: llama.cpp aborts on some that are not."""
    if facts.architecture(header) not in PLAIN_ATTENTION:
        return
    heads = facts.per_layer(header, "attention.head_count")
    kv_heads = facts.per_layer(header, "attention.head_count_kv", max(heads))
    widths = {tensor.name: tensor.dims[-1] for tensor in header.tensors if len(tensor.dims) == 2}
    for name, size in zip((b"k", b"v"), facts.head_sizes(header), strict=True):
        for layer, count in enumerate(kv_heads):
            found = widths.get(b"blk.%d.attn_%s.weight" % (layer, name))
            if found is not None and found != count * size:
                raise BadShape(
                    f"Layer {layer} declares {count:,} key-value heads of {size:,}; its tensor has {found:,}."
                )


def head_sizes_are_possible(header: Header) -> None:
    """The embedding divides by the heads unless the head size is declared; rope fits into a head."""
    heads = max(facts.per_layer(header, "attention.head_count", 0))
    name = facts.architecture(header)
    declared = f"{name}.attention.key_length" in header.values
    if heads and not declared and facts.number(header, "embedding_length") % heads:
        raise BadShape(
            f"An embedding of {facts.number(header, 'embedding_length'):,} cannot be split by {heads:,} heads."
        )
    sizes = facts.head_sizes(header)
    if heads and not all(1 <= size <= MAX_HEADS for size in sizes):
        raise BadShape("The header declares an impossible head size.")
    rope = facts.number(header, "rope.dimension_count", 0)
    if rope < 0 or rope > MAX_HEADS or (heads and rope > max(sizes)) or rope % 2:
        raise BadShape(f"The header declares {rope:,} rotary dimensions, which do not fit a head.")


def experts_are_possible(header: Header) -> None:
    """At most 1,024 experts, of which no more are used than exist."""
    count = facts.number(header, "expert_count", 0)
    used = max(facts.per_layer(header, "expert_used_count", 0))
    if not 0 <= count <= MAX_EXPERTS:
        raise BadShape(f"The header declares {count:,} experts; at most {MAX_EXPERTS:,} are possible.")
    if not 0 <= used <= count or (count and not used):
        raise BadShape(f"The header uses {used:,} of {count:,} experts.")
    groups = facts.number(header, "expert_group_count", 0)
    if groups < 0 or (groups and (groups >= max(count, 2) or count % groups)):
        raise BadShape(f"{count:,} experts cannot form {groups:,} groups.")


def numbers_are_finite(header: Header) -> None:
    """No float is infinite or undefined; those the engine divides by are above zero."""
    own = f"{facts.architecture(header)}."
    for key, value in header.values.items():
        if isinstance(value, Items):
            if not value.finite:
                raise BadNumber(f"The list “{elided(key)}” holds a number that is not finite.")
        elif isinstance(value, float) and not math.isfinite(value):
            raise BadNumber(f"“{elided(key)}” is not a finite number.")
        elif key.startswith(own) and key.endswith(_ABOVE_ZERO):
            _check_above_zero(key, value)


def _check_above_zero(key: str, value: Scalar) -> None:
    if not isinstance(value, float):
        raise BadValue(f"“{elided(key)}” must be a number with a fraction.")
    if value <= 0:
        raise BadNumber(f"“{elided(key)}” is {value:g}; it must be above zero.")


def tokens_are_listed(header: Header) -> None:
    """A non-empty list of texts, one row of the embedding table each."""
    tokens = facts.vocabulary(header)
    if tokens is None or tokens.kind != STRING or tokens.count == 0:
        raise BadVocabulary(later("The file brings no list of tokens, so it cannot read or write text."))
    embedding = facts.tensor(header, b"token_embd.weight")
    if embedding is not None and (len(embedding.dims) != 2 or embedding.dims[1] != tokens.count):
        raise BadVocabulary(f"The file lists {tokens.count:,} tokens, but its embedding table has another number.")
    if not isinstance(header.values.get("tokenizer.ggml.model"), str):
        raise BadVocabulary("The file does not say which tokenizer it needs.")


def scores_and_types_fit(header: Header) -> None:
    """Scores are floats, types whole numbers, as many as tokens."""
    tokens = facts.vocabulary(header)
    count = tokens.count if tokens else 0
    for key, kind, noun in (("scores", F32, "scores"), ("token_type", I32, "token types")):
        found = facts.items(header, f"tokenizer.ggml.{key}")
        if found is not None and (found.kind != kind or found.count != count):
            raise BadVocabulary(f"The {noun} do not fit the {count:,} tokens.")
    merges = facts.items(header, "tokenizer.ggml.merges")
    if merges is not None and merges.kind != STRING:
        raise BadVocabulary("The merge rules of the tokenizer are not texts.")
    if facts.text(header, "tokenizer.ggml.model") == "gpt2" and merges is None:
        raise BadVocabulary("The tokenizer needs merge rules, and the file brings none.")


def special_tokens_exist(header: Header) -> None:
    """The ids of the begin, end and other special tokens lie inside the list."""
    tokens = facts.vocabulary(header)
    count = tokens.count if tokens else 0
    for name in _SPECIAL:
        key = f"tokenizer.ggml.{name}_token_id"
        value = header.values.get(key)
        if value is None or value in (2**32 - 1, -1):
            continue
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadVocabulary(f"“{key}” must be a whole number.")
        if not 0 <= value < count:
            raise BadVocabulary(f"“{key}” is {value:,}, outside the {count:,} tokens.")


def bytes_have_tokens(header: Header) -> None:
    """A SentencePiece vocabulary has a token for each of the 256 bytes: the engine dies on text without them."""
    tokens = facts.vocabulary(header)
    if facts.text(header, "tokenizer.ggml.model") != "llama" or tokens is None:
        return
    if missing := 256 - len(tokens.byte_tokens):
        raise BadVocabulary(
            f"The vocabulary lacks {missing} of the 256 byte tokens, so some text would stop the engine."
        )


MODEL_RULES = (
    layers_match_the_tensors,
    widths_match_the_tensors,
    heads_divide,
    head_sizes_are_possible,
    keys_and_values_match_the_tensors,
    experts_are_possible,
    numbers_are_finite,
    tokens_are_listed,
    scores_and_types_fit,
    special_tokens_exist,
    bytes_have_tokens,
)
