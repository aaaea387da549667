# SPDX-License-Identifier: Apache-2.0
"""Which languages can be chosen, which of them the model may be asked for, and how that is said. No window."""

from collections.abc import Callable
from dataclasses import dataclass

from edgeassist.api import ModelView, Offer
from edgeassist.core.instructions import LANGUAGES
from edgeassist.core.language import later, tr
from edgeassist.panes.translate.translation import Pair

DETECT = later("Detect language")
NO_MODEL = later("No model is loaded. Choose one under Models; your text stays here.")
BIGGER = later("A bigger model from Models knows more words and languages, and can be formal or informal.")
_RIGHT_TO_LEFT = {"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
_LISTED = 6

Offers = Callable[[Pair], Offer]


@dataclass(frozen=True, slots=True)
class Choice:
    """A language in a menu. `why_not` says why it cannot be chosen now; empty when it can."""

    code: str
    name: str
    why_not: str = ""


def name_of(code: str) -> str:
    """Return what a language is called; its code where that is not known."""
    return tr(LANGUAGES[code]) if code in LANGUAGES else code


def right_to_left(code: str) -> bool:
    """Tell whether the language is written from right to left."""
    return code in _RIGHT_TO_LEFT


def targets(source: str, offers: Offers) -> tuple[Choice, ...]:
    """Return all languages to translate into, those that can be had first."""
    choices = [_judged(code, Pair(source, code), offers) for code in LANGUAGES if code != source]
    return tuple(sorted(choices, key=lambda one: (bool(one.why_not), one.name)))


def sources(target: str, offers: Offers) -> tuple[Choice, ...]:
    """Return all languages to translate from, those that can be had first."""
    choices = [_judged(code, Pair(code, target), offers) for code in LANGUAGES if code != target]
    return tuple(sorted(choices, key=lambda one: (bool(one.why_not), one.name)))


def pairs(offers: Offers) -> tuple[Pair, ...]:
    """Return every pair that the model may be asked for."""
    every = (Pair(source, target) for source in LANGUAGES for target in LANGUAGES if source != target)
    return tuple(pair for pair in every if offers(pair).ok)


def able(model: ModelView | None, offered: tuple[Pair, ...]) -> str:
    """Say in a sentence what the model can translate."""
    if model is None:
        return tr(NO_MODEL)
    codes = sorted({pair.source for pair in offered} | {pair.target for pair in offered}, key=name_of)
    if not offered:
        return tr("{name} may not be asked to translate. Choose another model under Models.", name=model.name)
    if len(codes) == 2 and len(offered) == 2:
        one, other = map(name_of, codes)
        return tr("{name} translates between {one} and {other}.", name=model.name, one=one, other=other)
    if len(offered) == 1:
        source, target = name_of(offered[0].source), name_of(offered[0].target)
        return tr("{name} translates from {source} to {target}.", name=model.name, source=source, target=target)
    if len(codes) <= _LISTED:
        languages = ", ".join(map(name_of, codes))
        return tr("{name} translates between {languages}.", name=model.name, languages=languages)
    return tr(
        "{name} can be asked for {count} languages. How well it knows each of them differs: look at the checks.",
        name=model.name,
        count=len(codes),
    )


def best_target(source: str, wished: str, offers: Offers) -> str:
    """Return `wished`, or the first language that can be had from `source` where that one cannot."""
    if wished and wished != source and offers(Pair(source, wished)).ok:
        return wished
    found = [one.code for one in targets(source, offers) if not one.why_not]
    preferred = [code for code in ("es", "en", *found) if code in found]
    return preferred[0] if preferred else wished


def _judged(code: str, pair: Pair, offers: Offers) -> Choice:
    offer = offers(pair)
    return Choice(code, name_of(code), "" if offer.ok else offer.why)
