# SPDX-License-Identifier: Apache-2.0
"""Whether a phrase may be taught: it must be readable, have words of its own, and mean nothing else already.

Keeps nothing; who keeps phrases asks here first.

    (BadInput)
    ├── PhraseEmpty, PhraseTooLong, PhraseBroken     not a phrase
    ├── PhraseTooLoose, PhraseTooWide                would hear itself everywhere
    ├── PhraseUnlike                                 its details are not those of the sentence that it is like
    ├── PhraseTaken                                  means something else already
    └── MeaningUnknown                               the sentence that it is like means nothing
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from hassil.errors import HassilError
from hassil.expression import Alternative, Group, ListReference, Permutation, RuleReference, TextChunk
from hassil.intents import RangeSlotList, TextSlotList
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError
from hassil.util import remove_skip_words

from edgeassist.core.errors import BadInput
from edgeassist.core.language import later, tr
from edgeassist.intents.intent import Intent, Slot
from edgeassist.intents.phrasebook import Phrasebook
from edgeassist.intents.said import cleaned
from edgeassist.intents.slots import plain_value
from edgeassist.intents.taught_meaning import filled, template_of
from edgeassist.intents.understanding import Understander

MOST_CHARACTERS = 200
MOST_WAYS = 200
"""A phrase may be said in so many ways; `(a|b) [c]` are four."""

_WORDS = "apple pie"
_FEWEST_LETTERS = 2
_Way = tuple[str, str, tuple[Slot, ...]]


class PhraseEmpty(BadInput):
    """There is no phrase."""

    code, hint = "phrase-empty", later("Type the words that you would like to say.")

    def __init__(self) -> None:
        super().__init__(tr("There are no words to be learnt."))


class PhraseTooLong(BadInput):
    """The phrase has too many characters."""

    code, hint = "phrase-too-long", later("Say it shorter.")

    def __init__(self, characters: int) -> None:
        self.characters = characters
        super().__init__(
            tr("A phrase has {most} characters at most; this one has {count}.", most=MOST_CHARACTERS, count=characters)
        )


class PhraseBroken(BadInput):
    """The brackets do not fit, or a detail in braces is none."""

    code = "phrase-broken"
    hint = later("Plain words always work; (a|b) means one of two, [a] may be left out, {area} a room.")

    def __init__(self, phrase: str, reason: str) -> None:
        self.phrase = phrase
        super().__init__(tr("The phrase {phrase!r} cannot be read: {reason}.", phrase=phrase, reason=reason))


class PhraseTooLoose(BadInput):
    """Nearly anything could be that phrase."""

    code, hint = "phrase-too-loose", later("Add a word that is always said.")

    def __init__(self, phrase: str) -> None:
        self.phrase = phrase
        super().__init__(
            tr("The phrase {phrase!r} can be said without any word of its own, so anything could be it.", phrase=phrase)
        )


class PhraseTooWide(BadInput):
    """The phrase can be said in too many ways."""

    code, hint = "phrase-too-wide", later("Teach it as two phrases, or leave some of the choices out.")

    def __init__(self, phrase: str) -> None:
        self.phrase = phrase
        super().__init__(
            tr("The phrase {phrase!r} can be said in more than {most} ways.", phrase=phrase, most=MOST_WAYS)
        )


class PhraseUnlike(BadInput):
    """A detail of the phrase is none of the sentence that it is like."""

    code = "phrase-unlike"

    def __init__(self, phrase: str, like: str, detail: str) -> None:
        self.phrase, self.like, self.detail = phrase, like, detail
        super().__init__(
            tr(
                "The phrase names {detail}, but {command!r} has no such detail that could be replaced.",
                detail=f"{{{detail}}}",
                command=like,
            ),
            hint=tr(
                "Name one in the sentence that means the same, or write the words in place of {detail}.",
                detail=f"{{{detail}}}",
            ),
        )


class PhraseTaken(BadInput):
    """The phrase means something else already."""

    code, hint = "phrase-taken", later("Choose other words, or forget the phrase that has this meaning.")

    def __init__(self, text: str, means: str) -> None:
        self.text, self.means = text, means
        super().__init__(tr("{phrase!r} already means something else ({meaning}).", phrase=text, meaning=means))


class MeaningUnknown(BadInput):
    """The sentence that a phrase is like means nothing itself."""

    code, hint = "meaning-unknown", later("Give a sentence that works when you type it as a command.")

    def __init__(self, like: str) -> None:
        self.like = like
        super().__init__(
            tr("{command!r} is no command that is understood, so the phrase would mean nothing.", command=like)
        )


def checked(sentence: str, like: str, understander: Understander) -> tuple[Intent, ...]:
    """Return what the phrase `sentence` would mean, being like the sentence `like`; raise why it cannot be taught.

    Takes up to a second or two: every way to say it is looked up.
    """
    phrase = sentence.strip()
    if not any(character.isalnum() for character in phrase):
        raise PhraseEmpty
    if len(phrase) > MOST_CHARACTERS:
        raise PhraseTooLong(len(phrase))
    book = understander.book()
    ways = _ways(phrase, book)
    meaning = understander.parse(like).intents
    if not meaning:
        raise MeaningUnknown(like)
    for _, own_words, details in ways:
        if _letters(own_words, book) < _FEWEST_LETTERS:
            raise PhraseTooLoose(phrase)
        if stray := next((one.name for one in details if not filled(meaning, (one,), "")), ""):
            raise PhraseUnlike(phrase, like, stray)
    for text, _, details in ways:
        _refuse_taken(text, filled(meaning, details, text), understander)
    return meaning


def _ways(phrase: str, book: Phrasebook) -> list[_Way]:
    """Return every way to say `phrase`: the text, the words of it that are its own, and its details."""
    try:
        expression = parse_sentence(template_of(phrase)).expression
        ways = list(islice(_written(expression, book), MOST_WAYS + 1))
    except (ParseError, HassilError, AssertionError, ValueError, RecursionError) as error:
        raise PhraseBroken(phrase, tr("its brackets do not fit")) from error
    except KeyError as error:
        raise PhraseBroken(phrase, tr("there is nothing called {detail}", detail=f"{{{error.args[0]}}}")) from error
    if len(ways) > MOST_WAYS:
        raise PhraseTooWide(phrase)
    return ways


def _letters(text: str, book: Phrasebook) -> int:
    bare = remove_skip_words(cleaned(text), book.skipped, book.without_spaces)
    return sum(character.isalnum() for character in bare)


def _refuse_taken(text: str, meaning: tuple[Intent, ...], understander: Understander) -> None:
    found = understander.parse(text).intents
    if found and [_bare(one) for one in found] != [_bare(one) for one in meaning]:
        raise PhraseTaken(text, ", ".join(one.name for one in found))


def _bare(intent: Intent) -> tuple[str, frozenset[tuple[str, object]]]:
    return intent.name, frozenset((slot.name, slot.value) for slot in intent.slots)


def _written(part: Any, book: Phrasebook) -> Iterator[_Way]:
    match part:
        case TextChunk():
            yield part.original_text, part.original_text, ()
        case ListReference():
            text, value = _example(part, book)
            yield text, "", (Slot(part.slot_name, value, text),)
        case RuleReference():
            raise KeyError(f"<{part.rule_name}>")
        case Alternative():
            for item in part.items:
                yield from _written(item, book)
        case Permutation():
            for item, rest in part.iterate_permutations():
                yield from _joined([item, rest] if rest.items else [item], book)
        case Group():
            yield from _joined(part.items, book)


def _joined(items: list[Any], book: Phrasebook) -> Iterator[_Way]:
    if not items:
        yield "", "", ()
        return
    for text, own, details in _written(items[0], book):
        for more, more_own, more_details in _joined(items[1:], book):
            yield text + more, f"{own} {more_own}", details + more_details


def _example(reference: Any, book: Phrasebook) -> tuple[str, str | int | float | bool]:
    """Return a text for a list and what it stands for; raise KeyError where there is no such list."""
    slots = book.lists[reference.list_name]
    if isinstance(slots, RangeSlotList):
        return str(slots.start), plain_value(slots.start)
    if isinstance(slots, TextSlotList) and slots.values:
        first = slots.values[0]
        text = next((text for text, _, _ in _written(first.text_in, book)), "")
        return text, plain_value(text if first.value_out is None else first.value_out)
    return _WORDS, _WORDS
