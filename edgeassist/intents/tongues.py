# SPDX-License-Identifier: Apache-2.0
"""The languages that sentences may be in: the person's own and one beside it. Understands nothing itself.

Speech is heard in one language at a time, which may be the one beside; typed, both are understood, the own one first.
"""

from collections.abc import Callable

from edgeassist.intents.intent import Parsed
from edgeassist.intents.interpreting import EXACT, Interpreter


class Tongues:
    """Has an interpreter per language, made when it is first needed. `heard` returns the code that speech is in."""

    def __init__(
        self, own: str, beside: str, heard: Callable[[], str], new_interpreter: Callable[[str], Interpreter]
    ) -> None:
        self.own, self._beside, self._heard = own, beside if beside != own else "", heard
        self._new = new_interpreter
        self._made: dict[str, Interpreter] = {}

    @property
    def heard(self) -> str:
        """The code of the language that speech is heard in: one of `all`."""
        return self._beside if self._beside and self._heard() == self._beside else self.own

    @property
    def all(self) -> tuple[str, ...]:
        """The codes of what may be typed, the own one first."""
        return (self.own, self._beside) if self._beside else (self.own,)

    def of(self, language: str) -> Interpreter:
        """Return what interprets a language."""
        if language not in self._made:
            self._made[language] = self._new(language)
        return self._made[language]

    def by_words(self, text: str, *, spoken: bool) -> Parsed:
        """Return what `text` means; typed in the language beside, only where its words are those of a command."""
        if spoken:
            return self.of(self.heard).by_words(text)
        own = self.of(self.own).by_words(text)
        if own.intents or not self._beside:
            return own
        other = self.of(self._beside).by_words(text)
        exact = bool(other.intents) and all(one.source in EXACT for one in other.intents)
        return other if exact else own
