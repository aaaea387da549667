# SPDX-License-Identifier: Apache-2.0
"""What the window shows of the governor and may wish of it. Implemented in `app/`. Imports no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from edgeassist.api import Notice


@dataclass(frozen=True, slots=True)
class GovernorView:
    """`line` says how answers are worked out now, and why. While this laptop is measured, `step` says so.

    `fraction` is how much of that is done; None where it is not known.
    """

    line: str = ""
    step: str = ""
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Suggested:
    """A `DeskEvent`: a lighter model could answer. `action` is what the button says that wishes `take_lighter`."""

    notice: Notice
    action: str


class Governor(Protocol):
    """How hard the engine works. Listeners hear on other threads."""

    def view(self) -> GovernorView:
        """Return what holds now."""

    def watch(self, listener: Callable[[GovernorView], None]) -> Callable[[], None]:
        """Tell `listener` of every change until the returned function is called."""

    def tune(self) -> None:
        """Find what is fastest here for the model in use; a `Notice` says what was found, or why it cannot be now."""

    def cancel_tuning(self) -> None:
        """End the measurement; nothing changes."""

    def take_lighter(self) -> None:
        """Use the lighter model that was suggested, until the laptop is on mains again or another one is chosen."""
