# SPDX-License-Identifier: Apache-2.0
"""Translates one sentence so that nothing that must come through is lost: tries, checks, mends, and flags the rest.

In this order, until a try passes all checks: as it is; numbers put in their places; words of the glossary put where the
model's own came out; asked again with words it must say; with stand-ins; in parts around what must be kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from edgeassist.api.asking import AskFailed
from edgeassist.core.stop import Stop
from edgeassist.panes.translate import shielding, words
from edgeassist.panes.translate.checks import flags, odd_words, terms_found
from edgeassist.panes.translate.engine import AnswerCut
from edgeassist.panes.translate.facts import names_lost, unit_behind
from edgeassist.panes.translate.memory import Made
from edgeassist.panes.translate.protected import Item, Rules, items
from edgeassist.panes.translate.shielding import Unit
from edgeassist.panes.translate.translation import Ask, Flag, Tone, TranslationEngine, Trouble

_DEEPEST, _MOST_HALVINGS = 6, 3
_LETTER = re.compile(r"[^\W\d_]")
_WORDS = re.compile(r"[^\W\d_]{2}|[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_DIGITS = re.compile(r"\d+(?:[.,:/]?\d+)*")
_STUCK = {"grammar-stuck", "bad-grammar"}


@dataclass(frozen=True, slots=True)
class Mender:
    """Translates sentences by `rules` with one engine. `rounds`: how often it tries with other stand-ins."""

    engine: TranslationEngine
    rules: Rules
    tone: Tone
    stop: Stop
    rounds: int = 1
    _cut: list[str] = field(default_factory=list)

    def made(self, text: str, *, other: bool = False) -> Made:
        """Return the translation of `text` and what is to be looked at. `other`: another wording than before."""
        found = items(text, self.rules)
        self._cut.clear()
        said = self._best(text, 0, other=other)
        said = _begun_as(text, said, found)
        left = flags(text, said, found, self.rules)
        if not any(flag.trouble in (Trouble.EMPTY, Trouble.UNCHANGED) for flag in left):
            left = tuple(dict.fromkeys((*left, *names_lost(_unquoted(text, found), said, self.rules.pair))))
        if self._cut:
            left = (*left, Flag(Trouble.CUT, text, said))
        lost = sum(flag.trouble is Trouble.NUMBER and bool(flag.wanted) for flag in left)
        numbers = sum(one.trouble is Trouble.NUMBER for one in found)
        return Made(said, left, max(0, numbers - lost), terms_found(said, found, self.rules))

    def _best(self, text: str, depth: int, *, other: bool = False) -> str:
        """Return the try with the least to look at; what found no end even in parts is noted in `_cut`."""
        found = items(text, self.rules)
        whole = shielding.units(found)
        if not _WORDS.search(_free(text, whole)) and not any(unit.inner or _is_term(unit) for unit in whole):
            return self._in_parts(text, whole, depth)
        peeled = self._peeled(text, whole, depth, other=other)
        if peeled is not None:
            return peeled
        best, least = "", (1 << 30, 0)
        try:
            for said in self._tries(text, whole, depth, other):
                weight = len(flags(text, said, found, self.rules)), len(odd_words(text, said, self.rules.pair))
                if weight < least:
                    best, least = said, weight
                if least == (0, 0):
                    break
        except AnswerCut as cut:
            halves = _halves(text, whole) if depth < _MOST_HALVINGS else None
            if halves is None:
                self._cut.append(text)
                return cut.text
            return " ".join(self._best(half.strip(), depth + 1) for half in halves)
        return best

    def _peeled(self, text: str, whole: tuple[Unit, ...], depth: int, *, other: bool) -> str | None:
        """Return the translation of a text that begins or ends with tags, made without them; None for another one."""
        if depth >= _DEEPEST:
            return None
        for unit in whole[:1]:
            if unit.item.trouble is Trouble.TAG and not text[: unit.start].strip():
                if unit.inner and not text[unit.end :].strip():
                    start, end = unit.inner
                    return text[:start] + self._kept_edges(text[start:end], depth, other=other) + text[end:]
                if not unit.inner:
                    return text[: unit.end] + self._kept_edges(text[unit.end :], depth, other=other)
        for unit in whole[-1:]:
            if unit.item.trouble is Trouble.TAG and not unit.inner and not text[unit.end :].strip():
                return self._kept_edges(text[: unit.start], depth, other=other) + text[unit.start :]
        return None

    def _kept_edges(self, text: str, depth: int, *, other: bool = False) -> str:
        core = text.strip()
        if not core:
            return text
        said = self._best(core, depth + 1, other=other)
        said = _begun_as(core, said, items(core, self.rules))
        start = text.index(core)
        return text[:start] + said + text[start + len(core) :]

    def _tries(self, text: str, whole: tuple[Unit, ...], depth: int, other: bool) -> Iterator[str]:
        plain = self.engine.translate(text, self.rules.pair, Ask(self.tone, self._terms(whole), other=other), self.stop)
        yield plain
        troubles = {unit.item.trouble for unit in whole}
        yield from self._patched(text, plain, whole)
        numbers = tuple(
            unit.item.target + unit_behind(text, unit.end) for unit in whole if unit.item.trouble is Trouble.NUMBER
        )
        if numbers and troubles <= {Trouble.NUMBER, Trouble.TERM} and not any(u.item.is_date for u in whole):
            said = self._asked(text, Ask(self.tone, self._terms(whole), firm=numbers))
            if said and _sober(text, said):
                yield said
                yield from self._patched(text, said, whole)
        if whole:
            for turn in range(self.rounds):
                yield from self._with_stand_ins(text, whole, depth, turn)
            yield self._in_parts(text, whole, depth)

    def _with_stand_ins(self, text: str, whole: tuple[Unit, ...], depth: int, turn: int) -> Iterator[str]:
        pair = self.rules.pair
        shielded = shielding.shield(text, [(unit, self._target(text, unit, depth)) for unit in whole], pair, turn)
        if shielded is None or not shielded.held:
            return
        for firm in dict.fromkeys(((), shielded.firm)):
            said = self._asked(shielded.text, Ask(self.tone, firm=firm))
            real = shielding.unshield(said, shielded, pair.target) if said and _sober(shielded.text, said) else None
            if real is not None:
                yield real

    def _patched(self, text: str, said: str, whole: tuple[Unit, ...]) -> Iterator[str]:
        """Yield `said` with a wrong number or another word for a term put right, where that is sure."""
        for patch in (self._numbers_put, self._terms_put):
            put = patch(text, said, whole)
            if put != said:
                said = put
                yield said

    def _numbers_put(self, text: str, said: str, whole: tuple[Unit, ...]) -> str:
        """Return `said` with its numbers as they must be, where it is sure which one is wrong or said as a word."""
        wanted = [unit.item for unit in whole if unit.item.trouble is Trouble.NUMBER]
        came = list(_DIGITS.finditer(said))
        missing = [item for item in wanted if all(found[0] != item.target for found in came)]
        spoken = odd_words(text, said, self.rules.pair)
        wrong = [found for found in came if all(found[0] != item.target for item in wanted)]
        if len(wrong) == len(missing) == 1 and len(came) == len(wanted):
            spoken = wrong
        if len(spoken) == len(missing):
            for found, item in reversed(list(zip(spoken, missing, strict=True))):
                said = said[: found.start()] + item.target + said[found.end() :]
        return said

    def _terms_put(self, text: str, said: str, whole: tuple[Unit, ...]) -> str:
        """Return `said` with the glossary's word where the model's own word for a term came out."""
        for unit in whole:
            item = unit.item
            language = self.rules.pair.target
            if item.trouble is not Trouble.TERM or any(words.found(item.target, said, language)):
                continue
            alone = self._asked(item.text, Ask()) or ""
            own = [word for word in re.findall(r"[^\W\d_]+", alone) if len(word) > 3]
            places = [at for word in own[-1:] for at in words.found(word, said, language)]
            if len(places) == 1:
                start, end = places[0]
                said = said[:start] + words.like(item.target, said[start:end]) + said[end:]
        return said

    def _in_parts(self, text: str, whole: tuple[Unit, ...], depth: int) -> str:
        """Return the translation of what stands between the units, with the units in their places."""
        wide = [unit for unit in whole if unit.item.trouble is not Trouble.NUMBER or unit.item.is_date]
        made: list[str] = []
        for part, unit in shielding.between(text, wide if wide and depth < _DEEPEST else whole):
            before, core, after = shielding.edges(part)
            opens = not "".join(made).strip()
            if any(map(str.isalnum, core)):
                said = self._best(core, depth + 1) if len(core) < len(text) else core
                core = shielding.fitted(said, core, opens=opens) or core
            made += [before, core, after, self._target(text, unit, depth) if unit else ""]
        return "".join(made)

    def _target(self, text: str, unit: Unit, depth: int) -> str:
        """Return how `unit` is written in the target."""
        if unit.inner is None:
            return unit.item.target
        inner = text[unit.inner[0] : unit.inner[1]]
        if _LETTER.search(inner) and depth < _DEEPEST:
            said = self._kept_edges(inner, depth)
            inner = shielding.fitted(said, inner, opens=False) or inner
        return f"{unit.item.target}{inner}{unit.closing}"

    def _asked(self, text: str, ask_for: Ask) -> str | None:
        """Return the engine's answer; None where it found no end, or no way through what it was held to."""
        try:
            return self.engine.translate(text, self.rules.pair, ask_for, self.stop)
        except AskFailed as failed:
            if ask_for.firm and failed.code in _STUCK:
                return None
            raise
        except AnswerCut:
            return None

    def _terms(self, whole: tuple[Unit, ...]) -> tuple[tuple[str, str], ...]:
        wanted = (Trouble.TERM, Trouble.KEPT_WORD)
        return tuple((unit.item.text, unit.item.target) for unit in whole if unit.item.trouble in wanted)


def _begun_as(text: str, said: str, found: tuple[Item, ...]) -> str:
    """Return `said` with a capital where `text` begins with one, unless it begins with what must stay."""
    if text[:1].isupper() and said[:1].islower() and not any(said.startswith(one.text) for one in found):
        return said[:1].upper() + said[1:]
    return said


def _unquoted(text: str, found: tuple[Item, ...]) -> str:
    """Return `text` with a quotation mark for each item: a capital behind one begins a label, no name."""
    for one in reversed(found):
        text = f'{text[: one.start]}"{text[one.end :]}'
    return text


def _is_term(unit: Unit) -> bool:
    return unit.item.trouble is Trouble.TERM


def _free(text: str, whole: tuple[Unit, ...]) -> str:
    return " ".join(part for part, _unit in shielding.between(text, whole))


def _sober(text: str, said: str) -> bool:
    """Tell whether an answer that was held to words did not talk on until it could say them."""
    return len(said) <= 1.5 * len(text) + 12


def _halves(text: str, whole: tuple[Unit, ...]) -> tuple[str, str] | None:
    """Return `text` in two, parted between words near its middle and never inside a unit."""
    gaps = [one.start() for one in re.finditer(r"\s+", text.strip())]
    gaps = [at for at in gaps if not any(unit.start <= at < unit.end for unit in whole)]
    if not gaps:
        return None
    at = min(gaps, key=lambda gap: abs(gap - len(text) // 2) - 20 * (text[gap - 1] in ",;:"))
    return text[:at], text[at:]
