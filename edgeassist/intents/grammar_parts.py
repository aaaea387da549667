# SPDX-License-Identifier: Apache-2.0
"""A set of sentences as the smallest JSGF that generates exactly them. Knows words and rules, no template.

Sentences share their beginnings (a trie), and what may follow is written once where it is the same: so a recognizer
searches few paths, however many sentences there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

Tokens = tuple[str, ...]
"""One sentence: words, and names of rules in angle brackets."""


@dataclass(slots=True)
class _Node:
    """What may come after some words: the next words with what follows each, or the end."""

    ends: bool = False
    after: dict[str, "_Node"] = field(default_factory=dict)


@dataclass(slots=True)
class _Shared:
    """Nodes by what they generate, so that equal ones become one number."""

    numbers: dict[tuple[bool, tuple[tuple[str, int], ...]], int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def number(self, node: _Node) -> int:
        """Return the number of `node`; its text is composed at first sight."""
        after = tuple((token, self.number(follower)) for token, follower in sorted(node.after.items()))
        known = self.numbers.get((node.ends, after))
        if known is None:
            known = self.numbers[(node.ends, after)] = len(self.texts)
            self.texts.append(self._text(node.ends, after))
        return known

    def _text(self, ends: bool, after: tuple[tuple[str, int], ...]) -> str:
        groups: dict[int, list[str]] = {}
        for token, follower in after:
            groups.setdefault(follower, []).append(token)
        branches = [self._branch(tokens, self.texts[follower]) for follower, tokens in groups.items()]
        if not branches:
            return ""
        joined = " | ".join(branches)
        if ends:
            return f"[{joined}]"
        return f"({joined})" if len(branches) > 1 else joined

    @staticmethod
    def _branch(tokens: list[str], rest: str) -> str:
        first = tokens[0] if len(tokens) == 1 else f"({' | '.join(tokens)})"
        return f"{first} {rest}" if rest else first


def expansion(sentences: Iterable[Tokens]) -> str:
    """Return the right side of a JSGF rule that generates `sentences` and nothing else; empty for none."""
    root = _Node()
    for sentence in sentences:
        node = root
        for token in sentence:
            node = node.after.setdefault(token, _Node())
        node.ends = node is not root
    shared = _Shared()
    return shared.texts[shared.number(root)]
