# SPDX-License-Identifier: Apache-2.0
"""How people of a language say commands loosely: `resources/intents/loose.<language>.yaml`, read and made ready.

Words only; what a sentence comes to is found elsewhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from edgeassist.intents.languages import own_file, read_own, templates

_GAP = r"[,:;.!?]* ?"
_SIGNS = {"[": "(?:(?:", "]": f"){_GAP})?", "(": "(?:", ")": f"){_GAP}", "|": "|"}
_FEW = r"\S+?(?: [^\s,;]+?){0,3}?"
_ANY = r"\S(?:.*?\S)??"
_TOKEN = re.compile(r"\{\w+\}|[\[\]()|]|[^\s\[\](){}|][^\[\](){}|]*(?<! )")


@dataclass(frozen=True, slots=True)
class Frame:
    """What must be said for one command, in any order, and that command as a template hears it.

    Each of `needs` is a set of concepts one of which must be there; those of `may` cost nothing. Of `say` the first is
    taken whose places can all be filled.
    """

    needs: tuple[frozenset[str], ...]
    may: frozenset[str]
    say: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A way to say something with words of one's own in it; `{x}` and `{y}` are those."""

    pattern: str
    say: str
    score: float


@dataclass(frozen=True, slots=True)
class LooseWords:
    """All of a language. `phrases` maps words to the concepts that they stand for.

    Words of `fill` cost nothing, concepts of `weak` little. A value begins with none of these words but those that are
    in `opens`. `languages` are the names of languages. What somebody needs begins with
    no word of `never`.
    """

    lead: tuple[str, ...]
    trail: tuple[str, ...]
    joints: tuple[str, ...]
    fill: frozenset[str]
    opens: frozenset[str]
    never: frozenset[str]
    phrases: Mapping[str, frozenset[str]]
    weak: frozenset[str]
    kinds: Mapping[str, str]
    languages: tuple[str, ...]
    rewrites: tuple[Rewrite, ...]
    frames: tuple[Frame, ...]

    @property
    def longest(self) -> int:
        """The most words of a phrase."""
        return max((len(phrase.split()) for phrase in self.phrases), default=0)


@lru_cache(maxsize=4)
def loose_words(language: str) -> LooseWords | None:
    """Return the words of a language, or of what it is a variety of; None where nobody wrote them down."""
    path = own_file(f"loose.{language}") or own_file(f"loose.{language.partition('-')[0]}")
    if path is None:
        return None
    read = read_own(path)
    phrases: dict[str, frozenset[str]] = {}
    for concept, said in read["concepts"].items():
        for phrase in _parts(said):
            phrases[phrase] = phrases.get(phrase, frozenset()) | {concept}
    usual = frozenset(read["may"].split())
    return LooseWords(
        lead=_longest_first(read["lead"]),
        trail=_longest_first(read["trail"]),
        joints=_longest_first(read["joints"]),
        fill=frozenset(read["fill"].split()),
        opens=frozenset(read["opens"].split()),
        phrases=phrases,
        never=frozenset(read["never"].split()),
        weak=frozenset(read["weak"].split()),
        kinds=read["kinds"],
        languages=_languages(language),
        rewrites=tuple(_rewrite(*one) for one in read["rewrites"]),
        frames=tuple(_frame(one, usual) for frames in read["intents"].values() for one in frames),
    )


def _languages(language: str) -> tuple[str, ...]:
    """Return the names of languages that templates know, each with its plain ending only: `englisch[e]` is one."""
    listed = templates(language)["lists"]["edge_language"]["values"]
    written = (re.sub(r"\[.*?\]", "", str(one["in"])).strip("()") for one in listed)
    return tuple(name for names in written for name in names.split("|"))


def compiled(pattern: str, names: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    """Return a pattern of a rewrite: `(a|b)`, `[may be there]`, `{x}` any words, `{list}` one of `names["list"]`.

    `{few}` are up to four words; whether `{when}`, `{long}` and `{number}` are what they say is for the caller to see.
    """
    return _compiled(pattern, tuple((name, said) for name, said in names.items() if f"{{{name}}}" in pattern))


@lru_cache(maxsize=1024)
def _compiled(pattern: str, named: tuple[tuple[str, tuple[str, ...]], ...]) -> re.Pattern[str]:
    names = dict(named)
    tokens = _TOKEN.findall(pattern)
    following = (*tokens[1:], "")
    return re.compile("".join(_piece(*pair, names) for pair in zip(tokens, following, strict=True)), re.IGNORECASE)


def _piece(token: str, following: str, names: Mapping[str, tuple[str, ...]]) -> str:
    gap = "" if following in ("|", ")", "]") else _GAP
    if token in _SIGNS:
        return _SIGNS[token]
    if not token.startswith("{"):
        return rf"\b{re.escape(token)}\b{gap}"
    name = token[1:-1]
    if name in names:
        known = "|".join(re.escape(one) for one in sorted(names[name], key=len, reverse=True))
        return rf"\b(?P<{name}>{known or '(?!)'}){gap}"
    return rf"(?P<{name}>{_FEW if name == 'few' else _ANY}){gap}"


def _rewrite(pattern: str, say: str, score: float = 0.92) -> Rewrite:
    return Rewrite(pattern, say, score)


def _frame(written: Mapping[str, str | float], usual: frozenset[str]) -> Frame:
    needs = tuple(frozenset(one.split("|")) for one in str(written["needs"]).split())
    may = usual | frozenset(str(written.get("may", "")).split()) | frozenset().union(*needs)
    return Frame(needs, may, _parts(str(written["say"])), float(written.get("score", 0.93)))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _longest_first(text: str) -> tuple[str, ...]:
    return tuple(sorted(_parts(text), key=len, reverse=True))
