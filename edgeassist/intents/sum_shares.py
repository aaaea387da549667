# SPDX-License-Identifier: Apache-2.0
"""A share of what follows, in words or digits: `a third of`, `zwei Drittel von`, `la quinta parte de`, `2/3 of`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from edgeassist.intents import numbers

_LARGEST = 1000


@dataclass(frozen=True, slots=True)
class _ShareWords:
    below: Mapping[str, int] = field(default_factory=dict)
    one: frozenset[str] = frozenset()
    part: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()


def _from_third(words: str) -> dict[str, int]:
    """Return the words for a third, a fourth and so on with their numbers; forms of one are joined by `/`."""
    return {form: number for number, forms in enumerate(words.split(), 3) for form in forms.split("/")}


_WORDS: Mapping[str, _ShareWords] = {
    "en": _ShareWords(
        below=_from_third(
            "third/thirds fourth/fourths/quarter/quarters fifth/fifths sixth/sixths seventh/sevenths eighth/eighths"
            " ninth/ninths tenth/tenths"
        )
        | {"hundredth": 100, "hundredths": 100},
        one=frozenset({"a"}),
        of=frozenset({"of"}),
    ),
    "es": _ShareWords(
        below=_from_third(
            "tercio/tercios/tercera/terceras cuarto/cuartos/cuarta/cuartas quinto/quintos/quinta/quintas"
            " sexto/sextos/sexta/sextas séptimo/séptimos/séptima/séptimas octavo/octavos/octava/octavas"
            " noveno/novenos/novena/novenas décimo/décimos/décima/décimas"
        ),
        one=frozenset({"el", "la"}),
        part=frozenset({"parte", "partes"}),
        of=frozenset({"de"}),
    ),
    "de": _ShareWords(
        below=_from_third("drittel viertel fünftel/fuenftel sechstel siebtel/siebentel achtel neuntel zehntel")
        | {"zwanzigstel": 20, "hundertstel": 100},
        one=frozenset({"das"}),
        of=frozenset({"von"}),
    ),
    "fr": _ShareWords(
        below=_from_third(
            "tiers quart/quarts cinquième/cinquièmes sixième/sixièmes septième/septièmes huitième/huitièmes"
            " neuvième/neuvièmes dixième/dixièmes"
        )
        | {"centième": 100, "centièmes": 100},
        one=frozenset({"le"}),
        of=frozenset({"de"}),
    ),
}


def take_share(words: Sequence[str], at: int, language: str) -> tuple[tuple[str, ...], int] | None:
    """Return the share that begins at `words[at]` as parts of a sum, and where it ends; None where none begins."""
    table = _WORDS.get(language[:2], _ShareWords())
    above = _above(words, at, table, language)
    if above is None:
        return None
    below = _below(words, above[1], table)
    if below is None or below[1] >= len(words) or words[below[1]] not in table.of:
        return None
    return (str(above[0]), "/", str(below[0]), "*"), below[1] + 1


def _above(words: Sequence[str], at: int, table: _ShareWords, language: str) -> tuple[int, int] | None:
    if words[at] in table.one:
        return 1, at + 1
    taken = numbers.take(words, at, language)
    if taken is None or taken[0] != taken[0].to_integral_value() or not 0 < taken[0] < _LARGEST:
        return None
    return int(taken[0]), taken[1]


def _below(words: Sequence[str], at: int, table: _ShareWords) -> tuple[int, int] | None:
    follows = words[at + 1] if at + 1 < len(words) else ""
    if words[at : at + 1] == ("/",) and follows.isdecimal() and 0 < int(follows) < _LARGEST:
        return int(follows), at + 2
    number = table.below.get(words[at]) if at < len(words) else None
    return (number, at + 2 if follows in table.part else at + 1) if number is not None else None
