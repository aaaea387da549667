# SPDX-License-Identifier: Apache-2.0
"""The model card: what is known about one model here, kept as `card.json` beside its file. Knows no list of models.

A newer version's unknown keys survive a save by this one. A damaged card is read as a card that says so.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from edgeassist.core.files import read_small, replace_file
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided

CARD_NAME = "card.json"
MAX_CARD_BYTES = 1024**2
CARD_DAMAGED, CARD_TOO_NEW = "card-damaged", "card-too-new"
UNREAD = frozenset({CARD_DAMAGED, CARD_TOO_NEW})
"""Failures of the card itself: what it says is not known, and nothing is written over it."""
CARD_FORMAT = 1
"""A later EdgeAssist whose cards this one would misread writes a greater one as `format`; none means 1."""
_SENTENCE_CHARACTERS = 1000
_TOO_NEW = later(
    "A later EdgeAssist wrote the description of this model. Nothing was changed: start that one again, or copy the"
    " model's file elsewhere and import it here."
)
_PART_CHARACTERS = 300

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
"""A number as any model can have it: a card may come from elsewhere, and no sum of its numbers may overflow."""

State = Literal["queued", "fetching", "verifying", "converting", "quantizing", "probing", "ready", "paused", "failed"]


class Measured(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What this laptop did with the model: tokens per second, peak memory, context, CPU code, and when (UTC)."""

    prompt_rate: float
    answer_rate: float
    peak_bytes: Count
    context_tokens: Count
    variant: str = ""
    at: str = ""


class Origin(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the file was fetched from: repository, 40-hex commit, file in it, and the SHA-256 the hub gave for it."""

    repo: str
    commit: str
    file: str
    sha256: str = ""


class Proof(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What quantizing cost, measured here against the source on held text. Divergences in nats, rates in tokens/s."""

    source_id: str
    source_name: str
    source_sha256: str
    text: str
    tokens: Count
    source_bytes: Count
    source_perplexity: float
    source_prompt_rate: float
    source_answer_rate: float
    source_peak_bytes: Count
    perplexity: float
    prompt_rate: float
    answer_rate: float
    peak_bytes: Count
    mean_divergence: float
    divergence_percentiles: tuple[float, ...]
    agreement: float
    by_part: tuple[float, ...] = ()
    at: str = ""


class _Numbered(msgspec.Struct, frozen=True):
    format: int = CARD_FORMAT


class ModelCard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One model. Texts from the file are elided already; `file` is a plain name beside the card.

    `matrix_bytes` are the bytes of the weight matrices by block type. `kv_elements` is what one token adds to the
    key-value cache over all layers. `failure` is one sentence, set when
    `state` is `failed`; `failure_code` its kebab code. `deaths` counts engine deaths while this model was loaded.
    `origin` says where it was fetched; `parent` is the id of the model it was quantized from here, `preset` the plain
    name of how, `proof` what that cost. `remark` is said once by an import and never saved.
    """

    id: str
    name: str
    file: str = ""
    size_bytes: Count = 0
    sha256: str = ""
    architecture: str = ""
    quantization: str = ""
    parameters: Count = 0
    tensor_bytes: Count = 0
    matrix_bytes: dict[str, Count] = {}
    context_trained_tokens: Count = 0
    layers: Count = 0
    embedding: Count = 0
    heads: Count = 0
    kv_heads: Count = 0
    head_dim: Count = 0
    kv_elements: Count = 0
    feed_forward: Count = 0
    vocabulary_tokens: Count = 0
    licence: str = ""
    languages: tuple[str, ...] = ()
    template: str = "fallback"
    template_note: str = ""
    template_adds: str = ""
    imported_from: str = ""
    imported_at: str = ""
    state: State = "probing"
    failure: str = ""
    failure_code: str = ""
    measured: Measured | None = None
    origin: Origin | None = None
    parent: str = ""
    preset: str = ""
    pruned_layers: tuple[Count, ...] = ()
    proof: Proof | None = None
    deaths: Count = 0
    remark: str = ""

    @property
    def usable(self) -> bool:
        """Whether loading it may be tried: its file is whole as far as a glance can tell."""
        return self.state in ("probing", "ready") or (self.state == "failed" and self.failure_code == "probe-failed")

    def failed(self, code: str, sentence: str) -> "ModelCard":
        """Return this card in the state `failed`."""
        return msgspec.structs.replace(self, state="failed", failure_code=code, failure=sentence)


def read_card(folder: Path) -> ModelCard:
    """Return the card in `folder`, or one in the state `failed` that says why it cannot be read."""
    fallback = ModelCard(id=folder.name, name=folder.name)
    try:
        with (folder / CARD_NAME).open("rb") as file:
            content = file.read(MAX_CARD_BYTES)
        if is_later(content):
            return fallback.failed(CARD_TOO_NEW, _TOO_NEW)
        card = msgspec.json.decode(content, type=ModelCard)
    except OSError as error:
        return fallback.failed(
            CARD_DAMAGED, tr("The description of this model cannot be read: {reason}.", reason=error.strerror)
        )
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return fallback.failed(CARD_DAMAGED, later("The description of this model is damaged; import its file again."))
    if card.file and not is_plain_name(card.file):
        return fallback.failed(CARD_DAMAGED, later("The description of this model names a file outside its folder."))
    return msgspec.structs.replace(harmless_card(card), id=folder.name, remark="")


def is_later(content: bytes) -> bool:
    """Tell whether a card says that it is of a format that only a later EdgeAssist knows."""
    try:
        return msgspec.json.decode(content, type=_Numbered).format > CARD_FORMAT
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False


def harmless_card(card: ModelCard) -> ModelCard:
    """Return `card` with every text elided: it may have been copied here from anywhere."""
    limits = {
        "failure": _SENTENCE_CHARACTERS,
        "template_note": _SENTENCE_CHARACTERS,
        "template_adds": _SENTENCE_CHARACTERS,
    }
    texts = {
        name: elided(value, limits.get(name, 80))
        for name in card.__struct_fields__
        if name not in ("id", "file") and isinstance(value := getattr(card, name), str)
    }
    languages = tuple(elided(one, 16) for one in card.languages[:32])
    parts = {name: _elided_texts(getattr(card, name)) for name in ("measured", "origin", "proof")}
    return msgspec.structs.replace(card, **texts, **parts, languages=languages)


def _elided_texts(part: Measured | Origin | Proof | None) -> Measured | Origin | Proof | None:
    if part is None:
        return None
    texts = {name: value for name in part.__struct_fields__ if isinstance(value := getattr(part, name), str)}
    return msgspec.structs.replace(part, **{name: elided(value, _PART_CHARACTERS) for name, value in texts.items()})


def write_card(folder: Path, card: ModelCard) -> None:
    """Write `card` durably into `folder`, keeping keys that only a newer version knows."""
    ours = msgspec.to_builtins(msgspec.structs.replace(card, remark=""))
    known = set(ModelCard.__struct_fields__)
    theirs = {key: value for key, value in _raw(folder).items() if key not in known}
    replace_file(folder / CARD_NAME, msgspec.json.format(msgspec.json.encode(theirs | ours), indent=2) + b"\n")


def _raw(folder: Path) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(read_small(folder / CARD_NAME, MAX_CARD_BYTES))
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def is_plain_name(name: str) -> bool:
    """Tell whether `name` can be nothing but a file's own name, here and on other systems."""
    return name.isprintable() and name not in ("", ".", "..") and not any(char in name for char in "/\\:\0")
