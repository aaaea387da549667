# SPDX-License-Identifier: Apache-2.0
"""What the parts of a compound command leave out, put back from the parts beside them. Words only, no meaning.

One way may be wrong where another is right: all likely ones are offered, and the templates decide.
"""

from collections.abc import Iterator, Sequence

from edgeassist.intents import numbers
from edgeassist.intents.joint_words import JointWords, joint_words
from edgeassist.intents.number_tokens import tokens

Parts = tuple[str, ...]


def carried(parts: Parts, whole: Sequence[bool], language: str) -> Iterator[Parts]:
    """Yield `parts` completed, the likeliest way first. `whole` says which of them begin with their own verb."""
    table = joint_words(language)
    again = _with_another(parts, whole, table, language)
    if again is not None:
        yield again
    place = _with_place(parts, whole, table)
    tail = _with_tail(parts, whole, table) or _with_tail(parts, whole, table, from_a_list=True)
    noun = _with_noun(parts, whole, table)
    verb = _with_verb(parts, whole, table)
    for way in (tail, place, noun, verb):
        if way is not None:
            yield way


def _head(words: Sequence[str], table: JointWords) -> tuple[list[str], list[str]]:
    """Return the verb with the particle beside it, and the rest: `turn on` and `the lamp`."""
    end = 2 if len(words) > 2 and words[1].lower() in table.particles else 1
    return list(words[:end]), list(words[end:])


def _particle(words: Sequence[str], table: JointWords) -> str:
    return words[-1] if len(words) > 1 and words[-1].lower() in table.particles else ""


def _with_verb(parts: Parts, whole: Sequence[bool], table: JointWords) -> Parts:
    """Give each part the verb before it, and a particle: `the light on` becomes `turn the light on`.

    A part that ends with no particle takes the next one that comes, else that of the verb's own part.
    """
    done: list[str] = []
    verb: list[str] = []
    ending = ""
    for place, (part, own) in enumerate(zip(parts, whole, strict=True)):
        words = part.split()
        particle = _particle(words, table)
        rest = zip(parts[place + 1 :], whole[place + 1 :], strict=True)
        later = next((_particle(other.split(), table) for other, theirs in rest if not theirs), "")
        if own:
            verb, ending = _head(words, table)[0], particle
            done.append(f"{part} {later}" if later and not particle and len(verb) == 1 else part)
        elif particle:
            done.append(" ".join([*verb[:1], *words]))
        else:
            shared = later or ending
            done.append(" ".join([*verb, *words, *([shared] if shared and len(verb) == 1 else [])]))
    return tuple(done)


def _with_noun(parts: Parts, whole: Sequence[bool], table: JointWords) -> Parts | None:
    """Share the last noun: `the kitchen and the hall lights` are `the kitchen lights` and `the hall lights`."""
    words = parts[-1].split()
    content = [word for word in words if word.lower() not in table.articles | table.particles]
    if whole[-1] or len(content) < 2 or not table.preps.isdisjoint(word.lower() for word in words[:-1]):
        return None
    noun = content[-1]
    shared = [part if part.lower().endswith(noun.lower()) else f"{part} {noun}" for part in parts[:-1]]
    return _with_verb((*shared, parts[-1]), whole, table)


def _last_prep(words: Sequence[str], table: JointWords) -> int:
    """Return where the last preposition stands that is no particle of the verb; 0 where there is none."""
    start = len(_head(words, table)[0])
    return next((at for at in range(len(words) - 2, start, -1) if words[at].lower() in table.preps), 0)


def _with_place(parts: Parts, whole: Sequence[bool], table: JointWords) -> Parts | None:
    """Repeat all but the place or the value: `lights in the kitchen and the hall`, `das Licht in A und im B ein`."""
    done: list[str] = []
    head: list[str] = []
    for part, own in zip(parts, whole, strict=True):
        words = part.split()
        if own:
            head = words
            done.append(part)
            continue
        prep = _last_prep(head, table)
        begins = words[0].lower() in table.preps
        if not prep or (not begins and not table.preps.isdisjoint(word.lower() for word in words[:-1])):
            return None
        done.append(" ".join([*head[: prep if begins else prep + 1], *words]))
    particle = _particle(parts[-1].split(), table)
    if particle and not whole[-1]:
        done = [one if one.split()[-1].lower() in table.particles else f"{one} {particle}" for one in done]
    return tuple(done)


def _with_tail(parts: Parts, whole: Sequence[bool], table: JointWords, *, from_a_list: bool = False) -> Parts | None:
    """Share the end: `add milk and two bottles of water to the shopping list`.

    What is taken `from_a_list` has a word before it that may also stand between a bottle and its water.
    """
    links = table.of if from_a_list else table.preps - table.of
    prep = _tail_of(parts[-1].split(), links, from_a_list=from_a_list)
    if whole[-1] or not prep or any(whole[1:]):
        return None
    tail = " ".join(parts[-1].split()[prep:])
    first = parts[0].split()
    if _tail_of([*first[len(_head(first, table)[0]) - 1 :], ""], links, from_a_list=from_a_list):
        return None
    verb = " ".join(_head(first, table)[0])
    middle = [f"{verb} {part} {tail}" for part in parts[1:-1]]
    return (f"{parts[0]} {tail}", *middle, f"{verb} {parts[-1]}")


def _tail_of(words: Sequence[str], links: frozenset[str], *, from_a_list: bool) -> int:
    """Return where the end of a part begins, after its first word; 0 where it has none."""
    places = (at for at in range(1, len(words) - 1) if words[at].lower() in links)
    return next((at for at in places if not from_a_list or any(map(_is_list, words[at + 1 : at + 3]))), 0)


def _is_list(word: str) -> bool:
    return "list" in word.lower() or word.lower().endswith("zettel")


def _with_another(parts: Parts, whole: Sequence[bool], table: JointWords, language: str) -> Parts | None:
    """Repeat the command with another value: `a timer for 5 minutes and another for ten`."""
    done = [parts[0]]
    found = False
    for part, own in zip(parts[1:], whole[1:], strict=True):
        again = next((one for one in table.again if part.lower().startswith(f"{one} ")), None)
        if own or again is None:
            done.append(part)
            continue
        found = True
        done.append(_repeated(parts[0], part[len(again) :].split(), table, language))
    return tuple(done) if found else None


def _repeated(head: str, rest: Sequence[str], table: JointWords, language: str) -> str:
    words = head.split()
    prep = _last_prep(words, table)
    begins = bool(rest) and rest[0].lower() in table.preps
    value = rest[1:] if begins else rest
    kept = words[: prep + 1] if prep else words
    counted = tokens(" ".join(value), language)
    taken = numbers.take(counted, 0, language)
    bare = taken is not None and taken[1] == len(counted)
    counts = numbers.take(tokens(words[-1], language), 0, language) is not None
    unit = [words[-1]] if bare and not counts else []
    return " ".join([*kept, *value, *unit])
