# SPDX-License-Identifier: Apache-2.0
"""Whole numbers from number words: groups below a thousand, each with its scale, the larger scale first."""

from collections.abc import Sequence

from edgeassist.intents.number_words import NumberWords


def take_whole(words: Sequence[str], at: int, table: NumberWords) -> tuple[int, int] | None:
    """Return the longest whole number in words that begins at `words[at]`, and where it ends."""
    total, scale_room, place, found = 0, 10**12, at, False
    while True:
        group = take_group(words, place, table, after=found)
        value, end = group if group is not None else (1, place)
        scale = table.scales.get(words[end], 0) if end < len(words) else 0
        if value and 0 < scale < scale_room:
            total, scale_room, place, found = total + value * scale, scale, end + 1, True
        elif group is not None:
            return total + value, end
        else:
            return (total, place) if found else None


def take_group(words: Sequence[str], at: int, table: NumberWords, *, after: bool = False) -> tuple[int, int] | None:
    """Return the number below a thousand that begins at `words[at]`; `after` a scale it may begin with "and"."""
    place, group, room = at, -1, 1000
    if at + 1 < len(words) and words[at] in table.before_hundred:
        if words[at + 1] not in table.hundreds and words[at + 1] not in table.scales:
            return None
        group, room, place = 1, 1, at + 1
    elif after and at + 1 < len(words) and words[at] == table.joiner in {"and", "und"}:
        if words[at + 1] not in table.small:
            return None
        place += 1
    while place < len(words):
        grown = _grown(words, place, (group, room), table)
        if grown is None:
            break
        group, room, place = grown
    return (group, place) if group >= 0 else None


def _grown(words: Sequence[str], at: int, sofar: tuple[int, int], table: NumberWords) -> tuple[int, int, int] | None:
    """Return group, room and place with the word at `at` added, or None where it does not belong to the group.

    The room bounds what may still be added: after twenty less than 10, after a hundred less than 100.
    """
    group, room = sofar
    word = words[at]
    if word in table.hundreds:
        return (100 * abs(group), 100, at + 1) if group < 100 and group != 0 else None
    if word == table.joiner and group > 0 and at + 1 < len(words):
        return _joined(table.small.get(words[at + 1], 0), at + 2, sofar, table)
    value = table.small.get(word)
    if value is None:
        return None
    if group < 0:
        return value, _room_after(value, table), at + 1
    if 0 < value < room and (group % 100 != 10 or value in {7, 8, 9}):
        return group + value, min(_room_after(value, table), room), at + 1
    return None


def _joined(value: int, end: int, sofar: tuple[int, int], table: NumberWords) -> tuple[int, int, int] | None:
    group, room = sofar
    match table.joiner:
        case "und" if 0 < group % 100 < 10 and value >= 20:
            return group + value, 1, end
        case "y" if room == 10 and 0 < value < 10:
            return group + value, 1, end
        case "et" if value in {1, 11} and value < room < 100:
            return group + value, 1, end
        case "and" | "und" if room == 100 and 0 < value < 100:
            return group + value, _room_after(value, table), end
    return None


def _room_after(value: int, table: NumberWords) -> int:
    if value >= 100:
        return 100
    if table.joiner == "et" and value in {60, 80}:
        return 20
    if table.joiner == "und":  # German says the ones first: nothing follows its tens
        return 1
    if (value >= 20 and value % 10 == 0) or (value == 10 and table.joiner == "et"):
        return 10
    return 1
