# SPDX-License-Identifier: Apache-2.0
"""Stands in for the versions of the program: answers on another thread, and remembers what was wished."""

from dataclasses import replace

from edgeassist.testing import on_other_thread
from edgeassist.ui.version_ports import CopyView, Seen, VersionsView

NOW = VersionsView(
    running="0.2.0",
    about="Installed for you alone, in its folder.",
    back_to="0.1.0",
    back_means="EdgeAssist 0.1.0 reads your data as it is: nothing is lost.",
    copies=(CopyView("0.1.0-before-0.2.0", "2026-11-21 20:00: everything but models"), CopyView("day", "yesterday")),
)


class FakeVersions:
    """Answers with `now`, which wishes change as the real ones would."""

    def __init__(self, now: VersionsView = NOW) -> None:
        self.now = now
        self.wishes: list[str] = []

    def look(self, listener: Seen) -> None:
        self._answer(listener)

    def go_back(self, listener: Seen) -> None:
        self.wishes.append("go back")
        self.now = replace(self.now, next_version=self.now.back_to)
        self._answer(listener)

    def stay(self, listener: Seen) -> None:
        self.wishes.append("stay")
        self.now = replace(self.now, next_version="", next_copy="")
        self._answer(listener)

    def bring_back(self, name: str, listener: Seen) -> None:
        self.wishes.append(f"bring back {name}")
        self.now = replace(self.now, next_copy=name)
        self._answer(listener)

    def _answer(self, listener: Seen) -> None:
        on_other_thread(lambda: listener(self.now))
