# SPDX-License-Identifier: Apache-2.0
"""Translates what is typed: sentence by sentence, only changed ones anew, checked, with other wordings and a way back.

Every method blocks: any thread but the window's. One piece of work at a time asks the engine; what was made before is
remembered whoever asked.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rapidfuzz import fuzz

from edgeassist.api import PaneContext
from edgeassist.core.errors import BadUsage, EdgeError, Unavailable
from edgeassist.core.instructions import LANGUAGES, latin
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop, Stopped
from edgeassist.documents.stems import stems
from edgeassist.panes.translate import tongue
from edgeassist.panes.translate.choices import name_of
from edgeassist.panes.translate.engine import AnswerCut, ModelEngine
from edgeassist.panes.translate.glossary import Glossary
from edgeassist.panes.translate.memory import Key, Made, Memory
from edgeassist.panes.translate.mending import Mender
from edgeassist.panes.translate.protected import Rules, items
from edgeassist.panes.translate.segments import Layout, layout
from edgeassist.panes.translate.translation import (
    Ask,
    Flag,
    Pair,
    Rendered,
    Segment,
    Tell,
    Tone,
    Translation,
    TranslationEngine,
    Trouble,
)

_BREAK = re.compile(r"\s*\n[>\s]*")
_WORDINGS, _DRAWS = 3, 12
_ALIKE = 0.5
_ROUNDS = 3
_MOST_CHARACTERS = 1200


class WhichLanguage(BadUsage):
    """Nobody said what language the text is in, and it cannot be told."""

    code = "which-language"
    hint = later("Choose the language that the text is written in.")

    def __init__(self) -> None:
        super().__init__(tr("It cannot be told what language this text is in."))


class SameLanguage(BadUsage):
    """From a language into itself."""

    code, hint = "same-language", later("Choose another language to translate into.")

    def __init__(self, code: str) -> None:
        super().__init__(tr("The text is in {language} already.", language=name_of(code)))


class PairNotOffered(Unavailable):
    """The model must not be asked for this."""

    code = "not-offered"
    hint = later("A bigger model can do more: get one under Models when you are online. Your text is untouched.")


class Translator:
    """Translates texts with the model of `context`, or with `engine`; keeps the person's glossary."""

    def __init__(self, context: PaneContext, engine: TranslationEngine | None = None) -> None:
        self._context = context
        self._engine: TranslationEngine = engine or ModelEngine(context)
        self._glossary: Glossary | None = None
        self._memory = Memory()

    @property
    def engine(self) -> TranslationEngine:
        """What it translates with."""
        return self._engine

    @property
    def glossary(self) -> Glossary:
        """The terms and words to keep, read from the pane's folder when first asked for."""
        if self._glossary is None:
            self._glossary = Glossary(self.glossary_path)
        return self._glossary

    @property
    def glossary_path(self) -> Path:
        """Where the person's glossary is kept."""
        return self._context.folder / "glossary.csv"

    def use_glossary(self, glossary: Glossary) -> None:
        """Take another glossary than the saved one, for this translator alone."""
        self._glossary = glossary

    def pairs(self) -> tuple[Pair, ...]:
        """Return every pair that may be asked for now."""
        both = (Pair(source, target) for source in LANGUAGES for target in LANGUAGES if source != target)
        return tuple(pair for pair in both if self._engine.offers(pair).ok)

    def detect(self, text: str) -> str:
        """Return the ISO 639-1 code of the language that `text` is in; empty when that is not sure."""
        text = text[:4000]
        guess = tongue.guessed(text) if tongue.few(text) else ""
        return guess or self._context.documents.language(text) or tongue.by_script(text)

    def settled(self, text: str, pair: Pair) -> Pair:
        """Return `pair` with its source found out; raise `WhichLanguage`, `SameLanguage` or `PairNotOffered`."""
        pair = pair if pair.source else Pair(self.detect(text), pair.target)
        if not pair.source:
            raise WhichLanguage
        if pair.source == pair.target:
            raise SameLanguage(pair.target)
        offer = self._engine.offers(pair)
        if not offer.ok:
            raise PairNotOffered(offer.why)
        model = self._context.model
        if model is not None and model.small and not latin(text):
            language = name_of(pair.source)
            raise PairNotOffered(
                tr(
                    "{name} cannot translate this: it reads {language} in Latin letters only.",
                    name=model.name,
                    language=language,
                )
            )
        return pair

    def translate(self, text: str, pair: Pair, *, tone: Tone, tell: Tell, stop: Stop) -> Translation:
        """Translate `text`, telling after each sentence what there is so far; the last one told is returned.

        A wish to stop gives what is done, marked `stopped`. Raises what `settled` does, or `AskFailed`.
        """
        parts = self._layout(text, pair)
        if any(one.number not in parts.verbatim for one in parts.segments):
            pair = self.settled(text, pair)
            parts = self._layout(text, pair)
        so_far = Translation(pair, (), len(parts.segments), done=False)
        try:
            for one in self._rendered(parts, pair, tone, stop):
                so_far = replace(so_far, rendered=(*so_far.rendered, one))
                if len(so_far.rendered) < so_far.total:
                    tell(so_far)
            so_far = replace(so_far, done=True)
        except Stopped:
            so_far = replace(so_far, stopped=True)
        tell(so_far)
        return so_far

    def alternatives(self, segment: Segment, pair: Pair, *, tone: Tone, stop: Stop) -> tuple[str, ...]:
        """Return up to three other wordings of one sentence that pass all checks and come back as the same."""
        mender = self._mender(pair, tone, stop)
        now = self._memory.get(self._key(segment.text, pair, tone))
        known = {_plain(now.text)} if now else set()
        found: list[str] = []
        for _draw in range(_DRAWS):
            if len(found) == _WORDINGS or stop.wished:
                break
            try:
                made = mender.made(_flat(segment.text), other=True)
            except Stopped:
                break
            if not made.flags and _plain(made.text) not in known:
                known.add(_plain(made.text))
                if self._comes_back(segment.text, made.text, pair, stop):
                    found.append(made.text)
        return tuple(found)

    def _comes_back(self, source: str, target: str, pair: Pair, stop: Stop) -> bool:
        """Tell whether `target` says `source` again when it is translated back; True where that cannot be asked."""
        back = pair.swapped
        if not self._engine.offers(back).ok:
            return True
        try:
            return alike(source, self._engine.translate(target, back, Ask(), stop), back.target)
        except EdgeError:
            return False

    def check_back(self, translation: Translation, stop: Stop, tell: Tell) -> Translation:
        """Translate back, and flag each sentence that comes back saying something else, telling after each one.

        A wish to stop gives what is done. Raises `PairNotOffered`, or `AskFailed`.
        """
        back = translation.pair.swapped
        offer = self._engine.offers(back)
        if not offer.ok:
            raise PairNotOffered(offer.why)
        checked = list(translation.rendered)
        for place, one in enumerate(checked):
            try:
                returned = self._back(one, back, stop)
            except Stopped:
                return replace(translation, rendered=tuple(checked))
            flags = tuple(flag for flag in one.flags if flag.trouble is not Trouble.BACK)
            if returned is not None and not alike(one.segment.text, returned, back.target):
                flags += (Flag(Trouble.BACK, one.segment.text, returned),)
            checked[place] = one.flagged(*flags)
            tell(replace(translation, rendered=tuple(checked)))
        return replace(translation, rendered=tuple(checked))

    def _back(self, one: Rendered, pair: Pair, stop: Stop) -> str | None:
        """Return what comes back, as far as it came; None for what was not translated."""
        if one.text == one.segment.text or not one.text.strip():
            return None
        key = Key(self._engine.name, pair, Tone.AS_IS, "back", one.text)
        known = self._memory.get(key)
        if known is None:
            try:
                known = Made(self._engine.translate(one.text, pair, Ask(), stop))
            except AnswerCut as cut:
                return cut.text
            self._memory.keep(key, known)
        return known.text

    def _rendered(self, parts: Layout, pair: Pair, tone: Tone, stop: Stop) -> Iterator[Rendered]:
        mender = self._mender(pair, tone, stop)
        at = 0
        for segment in parts.segments:
            stop.check()
            key = self._key(segment.text, pair, tone)
            known = Made(segment.text) if segment.number in parts.verbatim else self._memory.get(key)
            made = known or mender.made(_flat(segment.text))
            if segment.number not in parts.verbatim:
                self._memory.keep(key, made)
            end = at + len(made.text)
            yield Rendered(segment, made.text, at, end, made.flags, made.numbers, made.terms, known is not None)
            at = end + len(segment.gap)

    def _layout(self, text: str, pair: Pair) -> Layout:
        return layout(text, pair.source, getattr(self._engine, "most_characters", _MOST_CHARACTERS))

    def _mender(self, pair: Pair, tone: Tone, stop: Stop) -> Mender:
        model = self._context.model
        rounds = _ROUNDS if model is not None and model.small else 1
        return Mender(self._engine, self._rules(pair), tone, stop, rounds)

    def _rules(self, pair: Pair) -> Rules:
        return Rules(pair, self.glossary.terms(pair), self.glossary.kept_words)

    def _key(self, text: str, pair: Pair, tone: Tone) -> Key:
        """Return what the translation of `text` depends on: of the glossary only what stands in it."""
        found = items(text, self._rules(pair))
        rules = repr([(one.text, one.target) for one in found if one.trouble in (Trouble.TERM, Trouble.KEPT_WORD)])
        return Key(self._engine.name, pair, tone, rules, text)


def alike(source: str, returned: str, language: str) -> bool:
    """Tell whether two sentences of one language say about the same: by the stems they share, or by their letters."""
    mine, its = set(stems(source, language)), set(stems(returned, language))
    shared = 2 * len(mine & its) / (len(mine) + len(its)) if mine or its else 1.0
    letters = fuzz.ratio(_plain(source), _plain(returned)) / 100
    return max(shared, letters if len(mine) < 3 else (shared + letters) / 2) >= _ALIKE


def _flat(text: str) -> str:
    """Return a sentence that runs over several lines as one line."""
    return _BREAK.sub(" ", text)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
