# SPDX-License-Identifier: Apache-2.0
"""What the checking child says about a file, as lines of JSON, and how it is found out. Starts no process.

First one `Inspection` or one `Refusal`; after an `Inspection` the `TemplateSource` when there is one, and one
`TemplateVerdict`, unless the template killed the child.
"""

from collections import Counter
from math import prod

import msgspec

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later
from edgeassist.core.units import elided
from edgeassist.store import model_facts as facts
from edgeassist.store.card import Count
from edgeassist.store.disguises import LOOK_BYTES, reveal
from edgeassist.store.gguf import KEPT_TEXT_BYTES, MAGIC, Header, read_header
from edgeassist.store.header_rules import LAYOUT_RULES, alignment_is_possible, tensor_bytes
from edgeassist.store.model_rules import MODEL_RULES, architecture_is_known
from edgeassist.store.opened import Opened
from edgeassist.store.quants import FILE_TYPES, TENSOR_TYPES
from edgeassist.store.repacking import ROW_STEP
from edgeassist.store.split_rules import not_in_parts
from edgeassist.wire.wording import Wording

TEMPLATE_KEY = "tokenizer.chat_template"
_EMBEDDING, _OUTPUT = b"token_embd.weight", b"output.weight"


class Inspection(msgspec.Struct, frozen=True, tag="fit", kw_only=True):
    """The facts of a checked header; texts are elided and harmless, sizes in bytes or elements.

    `kv_elements` is what one token adds to the key-value cache over all layers; `feed_forward` the widest layer's.
    `matrix_bytes` are the bytes by block type of what tokens are multiplied with, as the engine may lay it out anew.
    """

    name: str
    architecture: str
    quantization: str
    size_bytes: Count
    tensor_bytes: Count
    parameters: Count
    layers: Count
    embedding: Count
    heads: Count
    kv_heads: Count
    head_dim: Count
    kv_elements: Count
    feed_forward: Count
    vocabulary_tokens: Count
    context_trained_tokens: Count
    licence: str = ""
    languages: tuple[str, ...] = ()
    template: str = "fallback"
    template_note: str = ""
    template_adds: str = ""
    matrix_bytes: dict[str, Count] = {}


class Refusal(msgspec.Struct, frozen=True, tag="refused", kw_only=True):
    """Why the file is not taken in; the child speaks English, and `words` let the parent say it otherwise."""

    code: str
    message: str
    hint: str = ""
    words: Wording = Wording()


class TemplateVerdict(msgspec.Struct, frozen=True, tag="template", kw_only=True):
    """Whether the file's own chat template is used (`own`) or a built-in one (`fallback`), and why.

    `adds` are the instructions it adds of its own, elided. The child speaks English, and `words` let the parent say why
    otherwise.
    """

    template: str
    note: str = ""
    adds: str = ""
    words: Wording = Wording()


class TemplateSource(msgspec.Struct, frozen=True, tag="source", kw_only=True):
    """The file's chat template as it stands there: a stranger's text."""

    text: str


Line = Inspection | Refusal | TemplateSource | TemplateVerdict
_decoder: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


def decode_line(line: bytes) -> Line:
    """Return the message in `line`; raise `msgspec.MsgspecError` when it holds none."""
    return _decoder.decode(line)


def checked_header(opened: Opened) -> Header:
    """Return the header of a file that passed every rule; raise the refusal of the first it breaks."""
    with opened.stream() as file:
        head = file.read(LOOK_BYTES)
        if not head.startswith(MAGIC):
            raise reveal(head, opened.size_bytes)
        header = read_header(file, opened.size_bytes)
    alignment_is_possible(header)
    not_in_parts(header, opened.path)  # first: all but one of the parts say nothing else
    architecture_is_known(header)  # before the others: what has another trade is told so, whatever else it lacks
    for rule in (*LAYOUT_RULES, *MODEL_RULES):
        rule(header)
    return header


def describe(header: Header, file_name: str) -> Inspection:
    """Return what a checked header says, in words a person can be shown."""
    tokens = facts.vocabulary(header)
    return Inspection(
        name=_shown(facts.text(header, "general.name")) or _shown(file_name.removesuffix(".gguf")) or "model",
        architecture=facts.architecture(header),
        quantization=_quantization(header),
        size_bytes=header.size_bytes,
        tensor_bytes=sum(map(tensor_bytes, header.tensors)),
        matrix_bytes=_matrix_bytes(header),
        parameters=sum(prod(one.dims) for one in header.tensors),
        layers=facts.number(header, "block_count"),
        embedding=facts.number(header, "embedding_length"),
        heads=max(facts.per_layer(header, "attention.head_count", 0)),
        kv_heads=max(facts.per_layer(header, "attention.head_count_kv", facts.max_heads(header))),
        head_dim=facts.head_sizes(header)[0],
        kv_elements=facts.kv_elements(header),
        feed_forward=max(facts.per_layer(header, "feed_forward_length", 0)),
        vocabulary_tokens=tokens.count if tokens else 0,
        context_trained_tokens=facts.number(header, "context_length"),
        licence=_shown(facts.text(header, "general.license"), 40),
        languages=tuple(_shown(one, 16) for one in facts.texts(header, "general.languages")[:32]),
    )


def template_source(header: Header) -> str:
    """Return the file's chat template; raise an `EdgeError` with the sentence why it cannot be considered."""
    source = facts.text(header, TEMPLATE_KEY)
    if not source:
        raise EdgeError(later("The file brings no chat template."))
    if header.lengths[TEMPLATE_KEY] >= KEPT_TEXT_BYTES:
        raise EdgeError(later("The file's chat template is larger than 256 KiB."))
    return source


def _shown(text: str, limit: int = 80) -> str:
    return elided(text.strip(), limit)


def _matrix_bytes(header: Header) -> dict[str, int]:
    """Sum the matrices whose rows come in eights; an embedding counts only where it is the output matrix as well."""
    tied = all(one.name != _OUTPUT for one in header.tensors)
    found: Counter[str] = Counter()
    for one in header.tensors:
        multiplied = one.name != _EMBEDDING or tied
        if multiplied and len(one.dims) > 1 and one.dims[1] % ROW_STEP == 0:
            found[TENSOR_TYPES[one.kind].name] += tensor_bytes(one)
    return dict(found)


def _quantization(header: Header) -> str:
    kind = header.values.get("general.file_type")
    if isinstance(kind, int) and kind in FILE_TYPES:
        return FILE_TYPES[kind]
    weights: Counter[int] = Counter()
    for one in header.tensors:
        weights[one.kind] += tensor_bytes(one)
    return TENSOR_TYPES[weights.most_common(1)[0][0]].name
