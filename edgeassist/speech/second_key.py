# SPDX-License-Identifier: Apache-2.0
"""Judges whether what the grammar read was said at all: the rule against ghost commands. Pure.

The recognizer scores every sound of its model in every frame (10 ms), not only those that the grammar allows. A frame's
cost is how far the grammar's sound lies behind the best of all: another talk forced into a command costs more. Looked
at are the cost of all words, of the worst and the second worst word, of the worst silence, which is where the grammar
skipped something, and how much time there was for a word: other talk is filled with many short ones. These were weighed
by a logistic regression; `FOUND` says on what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from statistics import median

from edgeassist.speech.heard import Verdict, Word

FOUND = "200 commands read right, of nine voices, a fifth of them in noise, and 132 sounds of other talk and music"
"""What the weights were found on, when the utterance was still heard by the last one's mean and over white hiss. They
were kept, since both sides moved apart since: with the grammar of all commands (519 words), of 79 commands of twelve
voices, which were in none of it, 99 % are above 1.1 at the first look, and of 54 other sounds none. A word costs 29 to
72 in commands, in other talk 47 to 115. Noise and music fit one held or lonely word well: hence the rules."""

FRAMES_PER_SECOND = 100
_LEVEL, _WORDS, _WORST, _SECOND, _SKIPPED, _TIME = 13.78, 0.078, 0.033, 0.093, 0.056, 0.095
_MOST_TIME = 45.0  # frames for a word
ACCEPTED, UNSURE = 1.1, -1.0
_ALONE = 0.6  # more is asked of a single word
_SHORTEST_FRAMES = 15
_LONGEST_FRAMES, _LETTER_FRAMES = 35, 9  # a lonely word's, and for each letter: a held tone fits a vowel well
_LONGER, _LAST_LONGER = 1.6, 3.0  # times that: of several, and the last one of three
_COVERED, _COVERED_ALONE = 0.4, 0.6  # music makes short words in the midst of much else
_MANY_PHONES, _HURRIED, _FEWEST_KNOWN = 5, 0.605, 4
_LEAST_ABOVE_ROOM_DB = 18.0  # with noise at 10 dB one command in three was heard as another, and surely
_SKIP_FRAMES = 15  # a shorter silence is none
_HALF_COST, _COST_STEP = 88.0, 9.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A word of the reading, or a silence or noise with an empty `text`: its frames, and what they cost together."""

    text: str
    first: int
    last: int
    cost: float
    phones: int = 0
    """How many sounds it has as it was read; 0 where that is not known."""

    @property
    def frames(self) -> int:
        """How long it is."""
        return max(1, self.last - self.first + 1)

    @property
    def per_frame(self) -> float:
        """What a frame costs."""
        return self.cost / self.frames


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of an utterance: its reading, and how much of the sound was like a voice."""

    reading: tuple[Stretch, ...]
    voiced_s: float
    loudest_db: float
    """Of the loudest 30 ms, below full scale."""
    loud_s: float = 0.0
    """How long it was about as loud as the speech, whatever it was."""
    too_long: bool = False
    above_room_db: float = 99.0
    """How far the speech stands above the noise of the room."""

    @property
    def noisy(self) -> bool:
        """Whether there is so much noise that a reading may be clear and wrong."""
        return self.above_room_db < _LEAST_ABOVE_ROOM_DB

    @property
    def covered(self) -> float:
        """Which part of the loud sound the words explain."""
        said_s = sum(word.frames for word in self.words) / FRAMES_PER_SECOND
        return min(1.0, said_s / self.loud_s) if self.loud_s else 1.0

    @property
    def words(self) -> tuple[Stretch, ...]:
        """The stretches that are words."""
        return tuple(stretch for stretch in self.reading if stretch.text)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, and how clear it is from 0 to 1."""

    verdict: Verdict
    confidence: float


def judge(evidence: Evidence) -> Judgement:
    """Return what to do with a command that was looked at once."""
    why = nothing(evidence)
    if why is not None:
        return Judgement(why, 0.0)
    clear = certainty(evidence)
    if clear < UNSURE:
        return Judgement("not-a-command", min(share(clear), share(UNSURE)))
    return Judgement("accepted" if clear >= ACCEPTED else "unsure", share(clear))


def certainty(evidence: Evidence) -> float:
    """How clearly the words were said, with what they must keep: never enough to be asked about where they do not."""
    words = evidence.words
    alone = len(words) == 1
    clear = clearness(evidence.reading) - (_ALONE if alone else 0.0)
    short = sum(word.frames for word in words) < _SHORTEST_FRAMES
    if short or evidence.covered < _COVERED or _is_drawn_out(words):
        return min(clear, UNSURE - 0.1)
    doubtful = evidence.noisy or is_hurried(words) or (alone and evidence.covered < _COVERED_ALONE)
    return min(clear, ACCEPTED - 0.1) if doubtful else clear


def is_hurried(words: Sequence[Stretch]) -> bool:
    """Whether one of `words` was said much faster than all: it fits the sound, but something shorter was said.

    Measured on 230 commands: "bedside" read where "desk" was said has 0.57 to 0.67 of the usual time for a sound; of
    long words in readings that are right the least is 0.61. The last word may have the silence after it: so the median.
    """
    known = [word.frames / word.phones for word in words if word.phones]
    if len(known) < _FEWEST_KNOWN:
        return False
    least = _HURRIED * median(known)
    return any(word.phones >= _MANY_PHONES and word.frames < least * word.phones for word in words)


def judge_dictation(evidence: Evidence) -> Judgement:
    """Return what to do with free text, which does nothing by itself: only what is no speech at all is refused."""
    why = nothing(evidence)
    if why is not None:
        return Judgement("noise" if why == "not-a-command" else why, 0.0)
    words = evidence.words
    confidence = sum(word_confidence(word) * word.frames for word in words) / sum(word.frames for word in words)
    return Judgement("accepted", round(confidence, 3))


def clearness(reading: Sequence[Stretch]) -> float:
    """How clearly the words were said: above 0 rather than not. `reading` has at least one word."""
    words = [stretch for stretch in reading if stretch.text]
    frames = sum(word.frames for word in words)
    cost = sum(word.cost for word in words) / frames
    worst, *others = sorted((word.per_frame for word in words), reverse=True)
    silences = (stretch for stretch in reading if not stretch.text and stretch.frames > _SKIP_FRAMES)
    skipped = max((stretch.per_frame for stretch in silences), default=0.0)
    against = _WORDS * cost + _WORST * worst + _SECOND * (others or [worst])[0] + _SKIPPED * skipped
    return _LEVEL - against + _TIME * min(_MOST_TIME, frames / len(words))


def word_confidence(word: Stretch) -> float:
    """How sure one word is, from 0 to 1."""
    return share((_HALF_COST - word.per_frame) / _COST_STEP)


def spoken(reading: Sequence[Stretch]) -> tuple[Word, ...]:
    """Return the words as others see them."""
    return tuple(
        Word(word.text, word.first / FRAMES_PER_SECOND, (word.last + 1) / FRAMES_PER_SECOND, word_confidence(word))
        for word in reading
        if word.text
    )


def _is_drawn_out(words: Sequence[Stretch]) -> bool:
    """Whether a word lasts longer than anybody says it. The last of three may have the silence after it."""
    *others, last = (word.frames / (_LONGEST_FRAMES + _LETTER_FRAMES * max(4, len(word.text))) for word in words)
    most = (1.0, _LONGER, _LAST_LONGER)[min(2, len(others))]
    return last > most or any(longer > _LONGER for longer in others)


def share(clear: float) -> float:
    """Return a place from 0 to 1 for one on an endless scale."""
    return round(1 / (1 + exp(-max(-50.0, min(50.0, clear)))), 3)


def nothing(evidence: Evidence) -> Verdict | None:
    """Return why there is nothing to judge; None where there is."""
    if evidence.too_long:
        return "too-long"
    if evidence.voiced_s <= 0.1:
        return "silence" if evidence.loudest_db < -50 else "noise"
    return None if evidence.words else "not-a-command"
