# SPDX-License-Identifier: Apache-2.0
"""What the translate pane shows and what is to be run next. Knows no window or thread.

It merges translations as they come: a sentence's old translation stays in its place until the new one is there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from edgeassist.api import ModelView, Offer
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr, trn
from edgeassist.core.stop import Stopped
from edgeassist.core.units import grouped
from edgeassist.panes.translate.aligned import Aligned, Line, common
from edgeassist.panes.translate.choices import NO_MODEL, best_target, name_of
from edgeassist.panes.translate.draft import Draft
from edgeassist.panes.translate.own_words import Kind, OwnWords, Place, Words
from edgeassist.panes.translate.remarks import Checks, checks
from edgeassist.panes.translate.translation import Pair, Rendered, Segment, Tone, Translation
from edgeassist.panes.translate.verdicts import Verdicts

AGAIN = later("Your text is untouched. Try again.")
KEPT = later("Your last text, as you left it.")
UNSURE = later("Which language is this? Choose it on the left; a few words more would also tell.")

_LINE_ENDS = {0x0D: None, 0x0B: " ", 0x0C: " ", 0x85: " ", 0x2028: " ", 0x2029: " "}


class Phase(StrEnum):
    """Where the translation stands. What was kept across a restart is translated once somebody wishes it."""

    EMPTY = "empty"
    KEPT = "kept"
    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    STOPPED = "stopped"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """What to run: the text, the languages (an empty source is to be found out) and the tone."""

    text: str
    pair: Pair
    tone: Tone


@dataclass(frozen=True, slots=True)
class Detected:
    """The language that the text was found to be in, and the one to translate it into, which may be another then."""

    source: str
    target: str


class TranslateSession:
    """One text and its translation. `offers` tells whether a pair may be asked for; `model` who would answer."""

    def __init__(self, offers: Callable[[Pair], Offer], model: Callable[[], ModelView | None]) -> None:
        self._offers, self._model = offers, model
        self.text = ""
        self.wished, self.detected, self.target = "", "", "es"
        self.tone = Tone.AS_IS
        self.phase, self.line, self.hint = Phase.EMPTY, "", ""
        self.shown = Aligned()
        self._fresh: list[Line] = []
        self._rendered: tuple[Rendered, ...] = ()
        self._own, self._verdicts = OwnWords(), Verdicts()
        self._looked: tuple[tuple[Aligned, bool, bool, bool], Checks] | None = None
        self.came_back = False
        self._runs = False
        self._last: Translation | None = None
        self._ended: Translation | Exception | None = None

    @property
    def source(self) -> str:
        """The language of the text: the one chosen, else the one found out; empty when not known."""
        return self.wished or self.detected

    @property
    def pair(self) -> Pair:
        """From which language into which."""
        return Pair(self.source, self.target)

    @property
    def length(self) -> str:
        """How long the text is, in sentences; empty while that is not known."""
        count = len(self._rendered) if self.phase is Phase.DONE else 0
        return trn("{n} sentence", "{n} sentences", count, n=grouped(count)) if count else ""

    @property
    def document_pair(self) -> Pair:
        """From which language into which documents go: what was found out about the text says nothing of them."""
        return Pair(self.wished, self.target)

    @property
    def draft(self) -> Draft:
        """What is to be kept across restarts."""
        return Draft(self.text, self.wished, self.target, self.tone, tuple(self._own) if self.text else ())

    @property
    def unsure(self) -> bool:
        """The model is one that often translates wrongly."""
        model = self._model()
        return model is not None and model.small

    @property
    def checks(self) -> Checks:
        """What the checks found so far."""
        done = self.phase is Phase.DONE
        key = (self.shown, done, self.came_back, self.unsure)
        if self._looked is None or self._looked[0] != key:
            found = checks(self.shown.lines, done=done, back=self.came_back, unsure=self.unsure)
            self._looked = (key, found)
        return self._looked[1]

    @property
    def checkable(self) -> Translation | None:
        """The whole translation, when there is one that can be checked by translating back."""
        done = self._last is not None and self.phase is Phase.DONE and not self._last.stopped
        return self._last if done and self._last is not None and self._offers(self._last.pair.swapped).ok else None

    def put(self, text: str) -> None:
        """The source is `text` now. What stood between the unchanged ends is stale."""
        if text == self.text:
            return
        before, self.text, self._runs, self._last = self.text, text, False, None
        if not text.strip():
            self._forget()
            return
        self.shown = self.shown.moved(before, text)
        self._say(Phase.WAITING)

    def choose(self, *, source: str | None = None, target: str | None = None, tone: Tone | None = None) -> None:
        """Have other languages or another tone from now on; an empty `source` is to be found out."""
        before = (self.pair, self.tone)
        if source is not None:
            self.wished, self.detected = source, ""
            self.target = best_target(source, self.target, self._offers) if source else self.target
        if target is not None:
            self.target = target
        self.tone = self.tone if tone is None else tone
        if before != (self.pair, self.tone):
            self._restart()

    def swap(self) -> str:
        """Change sides: the languages, and a translation that is done becomes the text. Return the new text."""
        text = self.shown.text if self.phase is Phase.DONE else self.text
        source, target = self.target, self.source or self.target
        self._empty()
        self.wished = source
        self.target = target if target != source else best_target(source, "", self._offers)
        self.text = text
        self._say(Phase.WAITING if text.strip() else Phase.EMPTY)
        return text

    def restore(self, draft: Draft) -> None:
        """Begin with what was kept; translating it waits for a wish."""
        self.wished, self.target, self.tone = draft.source, draft.target or self.target, draft.tone
        for kind, place, words in draft.own:
            self._own.put(kind, place, words)
        self.put(draft.text)
        if self.phase is Phase.WAITING:
            self._say(Phase.KEPT, tr(KEPT))

    def go_on_from(self, before: "TranslateSession") -> None:
        """Take over all that `before` held in a window of another language; what was under way there begins anew."""
        own = ("_offers", "_model")
        vars(self).update({name: value for name, value in vars(before).items() if name not in own})
        self._looked, self._runs = None, False
        match self.phase:
            case Phase.WORKING | Phase.REFUSED:
                self._say(Phase.WAITING)
            case Phase.KEPT:
                self._say(Phase.KEPT, tr(KEPT))
            case Phase.DONE | Phase.STOPPED | Phase.FAILED:
                self._say_ended()

    def model_changed(self) -> None:
        """Another model would answer: what could not be done may be done now."""
        if self.phase in (Phase.REFUSED, Phase.FAILED) and self.text.strip():
            self._say(Phase.WAITING)

    def begin(self) -> Job | None:
        """Return what is to be run now; None when nothing can be, and `line` says why."""
        if not self.text.strip():
            return None
        if self._model() is None:
            self.refuse(tr(NO_MODEL))
            return None
        if self.wished and not (offer := self._offers(self.pair)).ok:
            self.refuse(offer.why)
            return None
        self._rendered, self._last, self._runs, self.came_back = (), None, True, False
        self._fresh.clear()
        self._say(Phase.WORKING, tr("Translating…"))
        return Job(self.text, Pair(self.wished, self.target), self.tone)

    def on_detected(self, found: Detected) -> None:
        """Take in the language found; sentences translated from another one are out of date."""
        changed = bool(self.detected) and self.detected != found.source
        self.detected = found.source
        self.target = found.target
        if changed:
            self.shown = self.shown.staled()

    def refuse(self, why: str) -> None:
        """It cannot be translated, and `why` says so in a sentence."""
        self._runs = False
        self._say(Phase.REFUSED, why)

    def on_grown(self, translation: Translation) -> None:
        """Show what there is so far, unless the text has changed since the run began."""
        if not self._runs:
            return
        self._take(translation)
        done, total = len(translation.rendered), translation.total
        of, sentence = grouped(total), grouped(min(done + 1, total))
        line = tr("Translating… sentence {sentence} of {total}", sentence=sentence, total=of) if total else ""
        self._say(Phase.WORKING, line or tr("Translating…"))

    def on_ended(self, translation: Translation) -> None:
        """Show all of it, or what was done until it was stopped."""
        if not self._runs:
            return
        self._take(translation)
        self._runs, self._ended = False, translation
        if translation.stopped:
            self._say_ended()
            return
        self._last = self._verdicts.on_all(translation)
        self._rendered = self._last.rendered
        self.came_back = self._verdicts.all_looked_at(translation)
        self.shown = self.shown.replaced(len(self._fresh), len(self.shown.lines), ())
        still = {self._place(number) for number, line in enumerate(self.shown.lines) if line.edited}
        self._own.keep_only(self._kind, still)
        self._say_ended()

    def on_checked(self, translation: Translation, *, whole: bool = False) -> None:
        """Take in what translating back found, unless something else is shown by now; `whole`: all was looked at."""
        if self._last is None or not _same_sentences(self._last, translation):
            return
        self._verdicts.learn(translation, whole=whole)
        self._take(translation)
        self._last, self.came_back = translation, self.came_back or whole

    def on_failed(self, error: Exception) -> None:
        """Say what went wrong; what is there stays."""
        if not self._runs:
            return
        self._runs, self._ended = False, error
        self._say_ended()

    def edit(self, start: int, removed: int, added: str) -> None:
        """A person put `added` for `removed` characters from `start`. It is kept until its source changes."""
        first, last = self.shown.at_target(start), self.shown.at_target(start + max(removed - 1, 0))
        if first is None or last is None:
            return
        place = start - self.shown.target_start(first)
        text = "".join(line.whole for line in self.shown.lines[first : last + 1])
        changed, gap = text[:place] + added + text[place + removed :], self.shown.lines[last].gap
        kept = gap if changed.endswith(gap) else ""
        changed = changed[: len(changed) - len(kept)]
        own = kept == gap and first == last
        others = dict.fromkeys(range(first + 1, last + 1), Words("", ""))
        self._reword({first: Words(changed, None if own else kept), **others})

    def use(self, number: int, text: str) -> None:
        """Take `text` for sentence `number`."""
        self._reword({number: Words(text)})

    def use_own(self, number: int) -> None:
        """Take the model's translation of sentence `number` again."""
        self._own.drop(self._kind, self._place(number))
        self._show_reworded({number: plain(self.shown.lines[number].rendered)})

    def segment(self, number: int) -> Segment:
        """Return the source sentence of that number where it stands now."""
        return self.shown.lines[number].rendered.segment.moved_to(self.shown.starts[number])

    def describe_source(self) -> str:
        """Say which language the text is in, and how that is known; empty when it is not."""
        detected = tr("{language} detected", language=name_of(self.detected)) if self.detected else ""
        return name_of(self.wished) if self.wished else detected

    def _say(self, phase: Phase, line: str = "", hint: str = "") -> None:
        self.phase, self.line, self.hint = phase, line, hint

    def _say_ended(self) -> None:
        """Say how the last run ended."""
        match self._ended:
            case Stopped():
                self._say(Phase.STOPPED, tr("Stopped."))
            case EdgeError() as error:
                self._say(Phase.FAILED, str(error), tr(error.hint or AGAIN))
            case Exception():
                self._say(Phase.FAILED, tr("This text could not be translated."), tr(AGAIN))
            case Translation(stopped=True) as made:
                self._say(Phase.STOPPED, _stopped_words(len(made.rendered), made.total))
            case _:
                self._say(Phase.DONE, self._aside_words())

    def _forget(self) -> None:
        """There is no text; a person's words come back with it, as undoing brings it."""
        self._own.put_away()
        self._empty()

    def _empty(self) -> None:
        """Nothing is shown."""
        self.shown, self._rendered, self._last, self._runs = Aligned(), (), None, False
        self._fresh.clear()
        self.detected = ""
        self._say(Phase.EMPTY)

    def _restart(self) -> None:
        """All that is shown is of other languages or another tone."""
        self._last, self._runs, self.shown = None, False, self.shown.staled()
        if self.text.strip():
            self._say(Phase.WAITING)

    @property
    def _kind(self) -> Kind:
        return Kind(self.target, self.tone)

    def _aside_words(self) -> str:
        """Say where a person's words for sentences of this text are; empty where none are set aside."""
        if (found := self._own.elsewhere(self._kind, self.text)) is None:
            return ""
        (target, _tone), count = found
        if target == self.target:
            return trn(
                "Your own words for {n} sentence are kept. Choose the tone from before to have them back.",
                "Your own words for {n} sentences are kept. Choose the tone from before to have them back.",
                count,
            )
        return trn(
            "Your own words for {n} sentence are kept. Choose {language} again to have them back.",
            "Your own words for {n} sentences are kept. Choose {language} again to have them back.",
            count,
            language=name_of(target),
        )

    def _take(self, translation: Translation) -> None:
        """Put the new sentences in the place of the old ones they cover."""
        same = common(self._rendered, translation.rendered)
        before = len(self._fresh)
        del self._fresh[same:]
        for one in translation.rendered[same:]:
            self._fresh.append(self._line(self._verdicts.on(translation.pair, one)))
        self._rendered = translation.rendered
        end = self._fresh[-1].rendered.segment.end if self._fresh else 0
        self.shown = self.shown.replaced(same, max(before, self.shown.covered(before, end)), self._fresh[same:])

    def _line(self, one: Rendered) -> Line:
        """Return the line for `one`, in a person's words where there are some."""
        text = one.segment.text
        if self._own.known(text):
            number = sum(line.rendered.segment.text == text for line in self._fresh)
            if (mine := self._own.find(self._kind, Place(text, number))) is not None:
                return mine.on(plain(one))
        line, place = plain(one), len(self._fresh)
        shown = self.shown.lines[place] if place < len(self.shown.lines) else None
        return shown if shown is not None and shown == line else line

    def _reword(self, words: dict[int, Words]) -> None:
        for number, mine in words.items():
            self._own.put(self._kind, self._place(number), mine)
        self._show_reworded({number: mine.on(self.shown.lines[number]) for number, mine in words.items()})

    def _show_reworded(self, lines: dict[int, Line]) -> None:
        self.shown = self.shown.reworded(lines)
        self._fresh = [lines.get(number, line) for number, line in enumerate(self._fresh)]

    def _place(self, number: int) -> Place:
        text = self.shown.lines[number].rendered.segment.text
        return Place(text, sum(line.rendered.segment.text == text for line in self.shown.lines[:number]))


def _same_sentences(one: Translation, other: Translation) -> bool:
    """Tell whether two are the same but for what is to be looked at."""
    told = [[(each.segment, each.text) for each in translation.rendered] for translation in (one, other)]
    return one.pair == other.pair and told[0] == told[1]


def _stopped_words(done: int, total: int) -> str:
    values = {"done": grouped(done), "total": grouped(total)}
    return trn(
        "Stopped after {done} of {total} sentence.", "Stopped after {done} of {total} sentences.", total, **values
    )


def plain(one: Rendered) -> Line:
    """Return the line that shows the engine's own words; the editors know one kind of line end."""
    return Line(one, one.text.translate(_LINE_ENDS), one.segment.gap.translate(_LINE_ENDS))
