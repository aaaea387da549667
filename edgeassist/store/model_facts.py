# SPDX-License-Identifier: Apache-2.0
"""Typed looks into a GGUF header by meaning: counts, numbers, per-layer lists, blocks. A wrong type is a refusal."""

import re

from edgeassist.core.language import later
from edgeassist.core.units import elided
from edgeassist.store.architectures import ATTENTION_FREE
from edgeassist.store.gguf import I32, U32, Header, Items, Tensor
from edgeassist.store.refusals import BadShape, BadValue, UnknownArchitecture

_BLOCK = re.compile(rb"^blk\.(\d{1,9})\.")
_WHOLE = frozenset((U32, I32))
_OWN_KV_LAYERS = {"gemma3n": 20}
"""The first so many layers keep keys and values, the others borrow theirs: a number fixed in llama.cpp's loader."""


def architecture(header: Header) -> str:
    """Return `general.architecture`."""
    value = header.values.get("general.architecture")
    if not isinstance(value, str) or not value:
        raise UnknownArchitecture(later("The file does not say which architecture its model has."))
    return value


def text(header: Header, key: str) -> str:
    """Return the text under `key`, empty when there is none."""
    value = header.values.get(key)
    return value if isinstance(value, str) else ""


def texts(header: Header, key: str) -> tuple[str, ...]:
    """Return the first texts of the list under `key`."""
    value = header.values.get(key)
    return tuple(str(one) for one in value.first) if isinstance(value, Items) else ()


def items(header: Header, key: str) -> Items | None:
    """Return the list under `key`; a single value there is a refusal."""
    value = header.values.get(key)
    if value is not None and not isinstance(value, Items):
        raise BadValue(f"“{elided(key)}” must be a list.")
    return value


def number(header: Header, key: str, default: int | None = None) -> int:
    """Return the whole number `<architecture>.<key>`; refuse another type, or its absence without a `default`."""
    full = f"{architecture(header)}.{key}"
    value = header.values.get(full)
    if value is None and default is not None:
        return default
    if value is None:
        raise BadShape(f"The header lacks “{elided(full)}”.")
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValue(f"“{elided(full)}” must be a whole number.")
    return value


def per_layer(header: Header, key: str, default: int | None = None) -> tuple[int, ...]:
    """Return `<architecture>.<key>` once per layer, whether it is stored as one number or as a list."""
    layers = number(header, "block_count")
    full = f"{architecture(header)}.{key}"
    value = header.values.get(full)
    if not isinstance(value, Items):
        return (number(header, key, default),) * layers
    if value.kind not in _WHOLE or value.count < layers:
        raise BadShape(f"“{elided(full)}” must list one whole number for each of the {layers} layers.")
    return tuple(int(one) for one in value.first[:layers])


def head_sizes(header: Header) -> tuple[int, int]:
    """Return the size of a key and of a value of one attention head."""
    heads = max(per_layer(header, "attention.head_count", 0), default=0)
    usual = number(header, "embedding_length") // heads if heads else 0
    return number(header, "attention.key_length", usual), number(header, "attention.value_length", usual)


def kv_elements(header: Header) -> int:
    """Return how many numbers one token adds to the key-value cache, over all layers that keep some of their own."""
    if architecture(header) in ATTENTION_FREE:
        return 0
    heads = per_layer(header, "attention.head_count", 0)
    kv_heads = per_layer(header, "attention.head_count_kv", max(heads, default=0))
    return sum(kv_heads[: _OWN_KV_LAYERS.get(architecture(header))]) * sum(head_sizes(header))


def blocks(header: Header) -> frozenset[int]:
    """Return the numbers N of all `blk.N.` tensors."""
    found = (_BLOCK.match(tensor.name) for tensor in header.tensors)
    return frozenset(int(match[1]) for match in found if match)


def tensor(header: Header, name: bytes) -> Tensor | None:
    """Return the tensor called `name`."""
    return next((one for one in header.tensors if one.name == name), None)


def vocabulary(header: Header) -> Items | None:
    """Return the token list."""
    return items(header, "tokenizer.ggml.tokens")


def max_heads(header: Header) -> int:
    """Return the attention heads of the widest layer."""
    return max(per_layer(header, "attention.head_count", 0), default=0)
