# SPDX-License-Identifier: Apache-2.0
"""What is said of a sleep of the computer that interrupted something: how long it was, and that all goes on. Pure."""

from edgeassist.api import Notice
from edgeassist.core.language import later, tr
from edgeassist.core.pace import plain_time
from edgeassist.telemetry.asleep import Slept, Work

_INTERRUPTED: dict[tuple[Work, ...], str] = {
    ("model",): later("The computer slept for {time}. What the model was doing was interrupted by sleep."),
    ("heavy",): later("The computer slept for {time}. Downloads and work on models were interrupted by sleep."),
}
_BOTH = later(
    "The computer slept for {time}. What the model was doing, downloads and work on models were interrupted by sleep."
)


def slept_notice(slept: Slept) -> Notice:
    """Return the notice of it."""
    text = tr(_INTERRUPTED.get(slept.works, _BOTH), time=plain_time(slept.seconds))
    return Notice(text, tr("It goes on now; nothing was lost."))
