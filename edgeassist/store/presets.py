# SPDX-License-Identifier: Apache-2.0
"""How small a model may become, in plain words over real types. Pure: knows sizes and types, starts no engine.

Small models bear less: below a billion parameters even four bits are felt, so nothing below four is offered there.
The larger the model, the fewer bits carry it; types below four bits are chosen only with an importance matrix.
"""

from dataclasses import dataclass
from typing import Literal

from edgeassist.core.errors import BadInput, BadUsage
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided, human_bytes
from edgeassist.store.card import ModelCard
from edgeassist.worker.quant_types import FILE_TYPES, FULL, UnknownType

PresetName = Literal["smallest", "balanced", "careful", "original"]
SECOND_HAND = frozenset({"Q8_0"})
"""Quantized types so close to the full one that quantizing from them loses next to nothing more."""


class UnknownPreset(BadUsage):
    """A preset was asked for by a name that is none."""

    code = "unknown-preset"

    def __init__(self, name: str) -> None:
        super().__init__(
            tr("There is no way to make a model smaller called “{name}”.", name=elided(name, 40)),
            hint=tr("There are: smallest, balanced and careful; original keeps the model as it is."),
        )


class OriginalStays(BadUsage):
    """The preset that changes nothing."""

    code, hint = "original-stays", later("Choose smallest, balanced or careful to make a smaller copy.")

    def __init__(self) -> None:
        super().__init__(tr("Original means the model as it is: there is nothing to do."))


class QuantizedAlready(BadUsage):
    """A source that has lost quality already."""

    code = "quantized-already"
    hint = later("Get or import this model as F16, BF16 or Q8_0 and start from that.")

    def __init__(self, card: ModelCard) -> None:
        self.kind = card.quantization
        super().__init__(
            tr(
                "{model} is quantized already ({kind}); doing it again would lose quality twice.",
                model=elided(card.name),
                kind=card.quantization,
            )
        )


class SourceNotUsable(BadInput):
    """A source that is damaged or not complete."""

    code = "model-not-usable"

    def __init__(self, card: ModelCard) -> None:
        reason = tr(card.failure) if card.failure else tr("it is not complete.")
        super().__init__(
            tr("No smaller copy of {model} can be made: {reason}", model=elided(card.name), reason=reason),
            hint=tr("Repair that one first: `edgeassist models repair {id}`, or Repair in the window.", id=card.id),
        )


class SizeTooSmall(BadUsage):
    """Fewer bytes than any mixture of the types for such a model takes."""

    code = "size-too-small"

    def __init__(self, target_bytes: int, least_bytes: int) -> None:
        self.target_bytes, self.least_bytes = target_bytes, least_bytes
        least = human_bytes(least_bytes)
        super().__init__(
            tr(
                "This model cannot be made as small as {size}: it takes more than {least}.",
                size=human_bytes(target_bytes),
                least=least,
            ),
            hint=tr("Ask for more than {least}, or start from a smaller model.", least=least),
        )


@dataclass(frozen=True, slots=True)
class Preset:
    """One way: its name, its title and what it means to a person."""

    name: PresetName
    title: str
    line: str


PRESETS = (
    Preset("smallest", later("Smallest"), later("Takes the least room; answers get noticeably simpler.")),
    Preset(
        "balanced",
        later("Balanced"),
        later("The usual choice: much smaller, and close to the original in most answers."),
    ),
    Preset("careful", later("Careful"), later("Next to no difference, at about half the size of the original.")),
    Preset("original", later("Original"), later("The model as it is: nothing lost, nothing gained.")),
)

# Upper bound of the parameters; per preset the type with an importance matrix, and the one without.
_TABLE: tuple[tuple[float, dict[str, tuple[str, str]]], ...] = (
    (1e9, {"smallest": ("IQ4_XS", "Q4_K_S"), "balanced": ("Q5_K_M", "Q5_K_M"), "careful": ("Q8_0", "Q8_0")}),
    (2.5e9, {"smallest": ("IQ3_M", "Q3_K_L"), "balanced": ("Q4_K_M", "Q4_K_M"), "careful": ("Q6_K", "Q6_K")}),
    (6e9, {"smallest": ("IQ3_XXS", "Q3_K_M"), "balanced": ("Q4_K_M", "Q4_K_M"), "careful": ("Q6_K", "Q6_K")}),
    (float("inf"), {"smallest": ("IQ2_M", "Q2_K"), "balanced": ("Q4_K_M", "Q4_K_M"), "careful": ("Q6_K", "Q6_K")}),
)

_BELOW_A_BILLION = ("Q4_K", "Q5_K", "Q6_K", "Q8_0")
_LARGER = ("IQ3_XXS", "IQ3_S", "IQ4_XS", "Q4_K", "Q5_K", "Q6_K", "Q8_0")
_WITHOUT_MATRIX = ("Q3_K", "Q4_K", "Q5_K", "Q6_K", "Q8_0")
_COARSEST_BITS = {"Q4_K": 4.5, "Q3_K": 3.4375, "IQ3_XXS": 3.0625}
"""Bits per weight of the first of each row above, as the engine packs them."""


def preset(name: str) -> Preset:
    """Return the preset `name`; raise `UnknownPreset`."""
    try:
        return next(one for one in PRESETS if one.name == name)
    except StopIteration:
        raise UnknownPreset(name) from None


def type_for(name: str, parameters: int, *, importance: bool) -> str:
    """Return the type behind the preset `name` for a model of that size; raise `OriginalStays`, `UnknownPreset`."""
    if preset(name).name == "original":
        raise OriginalStays
    row = next(row for limit, row in _TABLE if parameters < limit)
    return row[name][0 if importance else 1]


def candidate_types(parameters: int, *, importance: bool) -> tuple[str, ...]:
    """Return the tensor types, coarse to fine, that a file of a given size may be mixed from."""
    if parameters < 1e9:
        return _BELOW_A_BILLION
    return _LARGER if importance else _WITHOUT_MATRIX


def require_size(parameters: int, target_bytes: int, *, importance: bool, share: float = 1.0) -> None:
    """Raise `SizeTooSmall` where that much cannot hold the `share` of the weights that stays, whatever the mixture.

    A bound that needs no look into the file: a size above it may still turn out too small.
    """
    bits = _COARSEST_BITS[candidate_types(parameters, importance=importance)[0]]
    least = int(parameters * share * bits / 8)
    if target_bytes < least:
        raise SizeTooSmall(target_bytes, least)


def known_type(name: str) -> str:
    """Return a type's name as it is written, whatever the case; raise `UnknownType`."""
    if name.upper() not in FILE_TYPES:
        raise UnknownType(name)
    return name.upper()


def can_start_from(card: ModelCard) -> bool:
    """Tell whether a smaller copy of this model may be made without losing quality twice."""
    return card.usable and bool(card.file) and card.quantization in FULL | SECOND_HAND


def require_source(card: ModelCard, *, requantize: bool = False) -> None:
    """Raise `SourceNotUsable`, or where `can_start_from` says no, unless the person insists, `QuantizedAlready`."""
    if not card.usable or not card.file:
        raise SourceNotUsable(card)
    if not requantize and not can_start_from(card):
        raise QuantizedAlready(card)


def choice_line(one: Preset, kind: str, size_bytes: int, source_bytes: int) -> str:
    """Return the sentence under a preset: what it means, its type, and its size beside the source's."""
    share = round(100 * size_bytes / source_bytes) if source_bytes else 0
    return tr(
        "{meaning} {kind}, {size} ({share} % of the original).",
        meaning=tr(one.line),
        kind=kind,
        size=human_bytes(size_bytes),
        share=share,
    )
