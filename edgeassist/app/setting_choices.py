# SPDX-License-Identifier: Apache-2.0
"""What may be chosen where only this computer knows it: languages of commands and microphones. Looks when asked."""

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from typing import TYPE_CHECKING

from edgeassist.core.language import as_the_window, later, tr

if TYPE_CHECKING:
    from edgeassist.speech.hearing import Hearing

Choices = tuple[tuple[str, str], ...]
USUAL = ("", later("As the system"))


class SettingChoices:
    """`of` returns what is known at once and looks again; `arrived` hears the setting's name when that was news."""

    def __init__(self, hearing: "Callable[[], Hearing]", lane: Executor, arrived: Callable[[str], None]) -> None:
        self._hearing, self._lane, self._arrived = hearing, lane, arrived
        self._known: dict[str, Choices] = {}
        self._looks: dict[str, Callable[[], None]] = {
            "microphone": self._look_for_microphones,
            "voice_language": self._look_for_languages,
        }

    def of(self, name: str) -> Choices:
        """Return the choices of the setting `name`, as far as they are known by now."""
        known = self._known.get(name, ())
        if name in self._looks:
            with suppress(RuntimeError):  # the program ends
                self._lane.submit(self._looks[name])
        return known

    def _look_for_microphones(self) -> None:
        self._hearing().devices(
            lambda found: self._came(
                "microphone", ((USUAL[0], tr(USUAL[1])), *((one.name, one.name) for one in found.devices))
            )
        )

    def _look_for_languages(self) -> None:
        from edgeassist.intents.languages import available

        self._came("voice_language", (("", as_the_window()), *available()))

    def _came(self, name: str, choices: Choices) -> None:
        """Any thread."""
        if self._known.get(name) != choices:
            self._known[name] = choices
            self._arrived(name)
