# SPDX-License-Identifier: Apache-2.0
"""The kinds of file a chat can be written into, in words, and the name such a file is given. No Qt, no file."""

import re
from dataclasses import dataclass

from edgeassist.core.language import later, tr

_NAME_CHARACTERS = 48
_NO_NAME = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file. `kinds` is how a file dialog names it."""

    ending: str
    word: str
    about: str

    @property
    def kinds(self) -> str:
        """How a file dialog names it."""
        return f"{tr(self.word)} (*{self.ending})"


KINDS = (
    Kind(".md", later("Markdown"), later("As it was written, for notes and wikis.")),
    Kind(".html", later("Web page"), later("To read and print in any browser; loads nothing.")),
    Kind(".txt", later("Text"), later("Plain text that opens everywhere.")),
    Kind(".json", later("Everything"), later("All versions of every answer (JSON). EdgeAssist can take it in again.")),
)


def file_name(title: str, ending: str) -> str:
    """Return a name that every system takes, close to `title`."""
    plain = re.sub(r"[^\w-]+", "-", title).strip("-_")[:_NAME_CHARACTERS].strip("-_")
    return f"{'chat' if not plain or plain.lower() in _NO_NAME else plain}{ending}"
