# SPDX-License-Identifier: Apache-2.0
"""What a process of ours gives up before anything else happens in it.

That is the network, but for what passes the gate, and a copy of its memory on the disk should it crash.
"""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from edgeassist.core.paths import Places, places
from edgeassist.net import native, wall, watchman
from edgeassist.net.attempts import FOLDER_NAME
from edgeassist.net.gate import GATE
from edgeassist.net.switch import ENVIRONMENT, SWITCH, wished_by

if TYPE_CHECKING:
    from edgeassist.app.kept_settings import KeptSettings
    from edgeassist.core.settings import Value

WALLS: list[wall.Wall] = []
"""The wall of this process, once `fence_in` was called."""


def fence_in(arguments: Sequence[str]) -> Callable[[], None]:
    """Fence this process in, the window's or a command's; `arguments` are those of the command line.

    Return what waits until all refusals so far are in the log.
    """
    leave_no_core()
    log = places().data / FOLDER_NAME
    put_up = wall.put_up(log)
    WALLS.append(put_up)
    GATE.log_to(log)
    if wished_by(os.environ.get(ENVIRONMENT, ""), _before_command(arguments)):
        SWITCH.force()
        os.environ[ENVIRONMENT] = "1"
    if put_up.door is not None:
        GATE.use(put_up.door)
    notes = watchman.Notes(GATE)
    if put_up.askers is not None:
        native.answer(put_up.askers, lambda by: notes.add("", 0, by))
    watchman.watch(notes)
    return notes.settle


def leave_no_core() -> None:
    """Have the system write no memory of this process and its children to the disk: words and tokens are in it."""
    if os.name != "nt":
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))  # a browser that is opened for a link may raise it again


def obey(kept: "KeptSettings", ours: Places) -> None:
    """Have the switch follow the setting, whichever program of ours changes it; the log goes to the data folder."""

    def on_changed(changed: "dict[str, Value]") -> None:
        if "offline" in changed:
            SWITCH.turn(on=kept.now.offline)

    GATE.log_to(ours.data / FOLDER_NAME)
    kept.watch(on_changed)
    SWITCH.turn(on=kept.now.offline)
    SWITCH.follow(_FromFile(kept, ours))


class _FromFile:
    """Has the settings look at their file when that has changed; what is new in it comes by their own way."""

    def __init__(self, kept: "KeptSettings", ours: Places) -> None:
        self._kept, self._path = kept, ours.settings
        self._seen = self._changed_at()

    def __call__(self) -> None:
        now = self._changed_at()
        if now != self._seen and self._kept.look():  # an unreadable moment is looked at again
            self._seen = now

    def _changed_at(self) -> int:
        try:
            return self._path.stat().st_mtime_ns
        except OSError:
            return 0


def _before_command(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the options that stand before a command."""
    found: list[str] = []
    for one in arguments:
        if not one.startswith("-"):
            break
        found.append(one)
    return tuple(found)
