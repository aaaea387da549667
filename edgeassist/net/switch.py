# SPDX-License-Identifier: Apache-2.0
"""The offline switch of this process: while it is on nothing of `net/` opens a connection, and what is open is cut.

It can be turned here, forced on for this run (`--offline`, EDGEASSIST_OFFLINE=1), or by another process of ours
through the setting, which `look` reads. It refuses to know files: what reads the setting is given to it.
"""

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from threading import RLock

from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.net.refusals import NetworkTrouble

ENVIRONMENT = "EDGEASSIST_OFFLINE"
_OFF = ("", "0", "no", "off", "false")
_LOOK_S = 1.0
_log = logging.getLogger(__name__)


class SwitchedOff(NetworkTrouble):
    """The offline switch is on: nothing was sent, not even the question where the server is."""

    code = "offline-switch"
    hint = later(
        "Turn the offline switch off (the lock at the top of the window, or `edgeassist network offline off`)."
    )

    def __init__(self, host: str, *, kept: bool = True, forced: bool = False) -> None:
        self.host, self.forced = host, forced
        if forced:
            self.hint = tr("Start EdgeAssist again without --offline, and without {variable}.", variable=ENVIRONMENT)
        super().__init__(
            tr("The offline switch is on, so {host} was not asked. Nothing was sent.", host=elided(host)), kept=kept
        )


class Switch:
    """Any thread may ask and turn. Those who have something open `guard` it: it is cut when the switch goes on."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._lock, self._clock = RLock(), clock
        self._on = self._forced = False
        self._turns = 0
        self._cuts: list[Callable[[], None]] = []
        self._listeners: list[Callable[[], None]] = []
        self._find_out: Callable[[], None] = lambda: None
        self._looked_s = float("-inf")
        self._carry_out: CarryOut = _at_once

    @property
    def on(self) -> bool:
        """Whether nothing may be opened."""
        return self._on or self._forced

    @property
    def forced(self) -> bool:
        """Whether it stays on as long as this process runs."""
        return self._forced

    @property
    def turned(self) -> tuple[bool, int]:
        """Whether it is on, and how often it was turned so far: what is told late is known by that."""
        with self._lock:
            return self.on, self._turns

    def force(self) -> None:
        """Turn it on for as long as this process runs."""
        with self._lock:
            before, self._forced = self.on, True
            self._turns += 1
        self._changed(before=before)

    def follow(self, find_out: Callable[[], None]) -> None:
        """Have `find_out` called at every `look`; it turns the switch where another process of ours wants that."""
        with self._lock:
            self._find_out, self._looked_s = find_out, float("-inf")

    def turn(self, *, on: bool) -> None:
        """Turn it. On: nothing is opened from here on, and all that is open is cut before this returns.

        Where `carry` was given something to do so, what is open may be cut a moment later.
        """
        with self._lock:
            before, self._on = self.on, on
            self._turns += 1
        self._changed(before=before)

    def carry(self, carry_out: "CarryOut | None") -> None:
        """Have `carry_out` call what cuts and tells, soon and in order; None: it is called at once."""
        self._carry_out = carry_out or _at_once

    def look(self) -> None:
        """Take over what another process of ours set; asks at most once in a second, so it may be called often."""
        with self._lock:
            now = self._clock()
            if now - self._looked_s < _LOOK_S:
                return
            self._looked_s = now
            find_out = self._find_out
        find_out()

    def check(self, host: str, *, kept: bool = True) -> None:
        """Raise `SwitchedOff` where nothing may be opened."""
        self.look()
        if self.on:
            raise SwitchedOff(host, kept=kept, forced=self._forced)

    def guard(self, cut: Callable[[], None]) -> Callable[[], None]:
        """Have `cut` called, on any thread, when the switch goes on, until the returned function is called."""
        return self._kept(self._cuts, cut)

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after every change, on any thread, until the returned function is called."""
        return self._kept(self._listeners, listener)

    def _kept(self, calls: list[Callable[[], None]], call: Callable[[], None]) -> Callable[[], None]:
        with self._lock:
            calls.append(call)

        def leave() -> None:
            with self._lock, suppress(ValueError):
                calls.remove(call)

        return leave

    def _changed(self, *, before: bool) -> None:
        if self.on != before:
            self._carry_out(self._cut_and_tell)

    def _cut_and_tell(self) -> None:
        with self._lock:
            cuts = tuple(self._cuts) if self.on else ()
            listeners = tuple(self._listeners)
        for call in (*cuts, *listeners):
            try:
                call()
            except Exception:  # no connection stays open, and nobody untold, for another's sake
                _log.exception("something could not follow the offline switch")


CarryOut = Callable[[Callable[[], None]], None]


def _at_once(work: Callable[[], None]) -> None:
    work()


def wished_by(environment: str, arguments: tuple[str, ...] = ()) -> bool:
    """Tell whether the value of the variable, or `--offline` among the first arguments, forces the switch on."""
    return environment.strip().lower() not in _OFF or "--offline" in arguments


SWITCH = Switch()
"""The one of this process."""
if wished_by(os.environ.get(ENVIRONMENT, "")):
    SWITCH.force()
