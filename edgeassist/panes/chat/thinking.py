# SPDX-License-Identifier: Apache-2.0
"""Parts what a model thinks aloud from what it says. Pure text; cheap enough to be asked anew for every piece."""

from dataclasses import dataclass

_NAMES = ("think", "thinking")
_OPENINGS = tuple(f"<{name}>" for name in _NAMES)
_CLOSINGS = tuple(f"</{name}>" for name in _NAMES)


@dataclass(frozen=True, slots=True)
class Parted:
    """An answer in its two parts; `thinking`: the reasoning is not over yet."""

    thought: str
    said: str
    thinking: bool = False

    @property
    def words(self) -> int:
        """How many words were thought."""
        return len(self.thought.split())


def parted(text: str) -> Parted:
    """Return the reasoning and the answer in `text`, which may still grow.

    Reasoning stands at the beginning between `<think>` or `<thinking>` and its end. Some templates open it for the
    model: then only the end is there, at the beginning of a line.
    """
    start = len(text) - len(text.lstrip())
    head = text[start : start + len(_OPENINGS[-1])]
    for opening, closing in zip(_OPENINGS, _CLOSINGS, strict=True):
        if head.startswith(opening):
            thought, found, said = text[start + len(opening) :].partition(closing)
            return Parted(thought.strip(), said.lstrip(), thinking=not found)
    if head and any(opening.startswith(head) for opening in _OPENINGS):
        return Parted("", "", thinking=True)
    return _closed(text) or Parted("", text[start:])


def _closed(text: str) -> Parted | None:
    """Return the parts of an answer whose reasoning was opened before it began; None when it has no such end."""
    at = text.find("</think")
    while at >= 0:
        closing = next((one for one in _CLOSINGS if text.startswith(one, at)), "")
        if closing and not text[text.rfind("\n", 0, at) + 1 : at].strip():
            return Parted(text[:at].strip(), text[at + len(closing) :].lstrip())
        at = text.find("</think", at + 1)
    return None
