# SPDX-License-Identifier: Apache-2.0
"""The offline switch and its log as the window asks for them: at once, files on a thread of their own. Knows no Qt."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock, current_thread, main_thread

from edgeassist.api import Notice
from edgeassist.app.notices import notice_of, unexpected
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.core.settings import Value
from edgeassist.net.attempts import FOLDER_NAME, Attempts, Found
from edgeassist.net.switch import SWITCH
from edgeassist.runtime.state import EngineState
from edgeassist.ui.network_ports import Attempt, NetworkState, Protection

_log = logging.getLogger(__name__)
_REPORTS = (".html", ".htm")
_CLOSE_LIMIT_S = 1.5


class SwitchDesk:
    """`Network` on this process' switch; `change` keeps a setting, `resume` goes on with what the switch paused."""

    def __init__(
        self,
        data: Path,
        engine: Callable[[], EngineState],
        change: Callable[[str, Value], str],
        resume: Callable[[], None],
        publish: Callable[[Notice], None],
    ) -> None:
        self._attempts, self._engine = Attempts(data / FOLDER_NAME), engine
        self._change, self._resume, self._publish = change, resume, publish
        self._lane = ThreadPoolExecutor(1, "network")
        self._turning = ThreadPoolExecutor(1, "network-switch")  # its own: no file on a slow drive holds it up
        self._lock, self._listeners = Lock(), list[Callable[[NetworkState], None]]()
        self._rows: tuple[Protection, ...] = ()
        self._leave = SWITCH.watch(self._turned)
        SWITCH.carry(self._carry)

    def state(self) -> NetworkState:
        """Return the switch, and the locks as last looked at: looking reads the system and takes a moment."""
        return NetworkState(SWITCH.on, SWITCH.forced, self._rows)

    def look(self) -> None:
        """Look at the locks anew; whoever watches hears."""
        self._later(self._look)

    def switch(self, *, offline: bool) -> None:
        """Turn the switch."""
        self._later(lambda: self._turn(offline=offline), self._turning)

    def attempts(self, listener: Callable[[tuple[Attempt, ...]], None]) -> None:
        """Read the log, newest first."""
        self._later(lambda: listener(tuple(_shown(self._read()))))

    def export(self, path: Path) -> None:
        """Write the log, or the report for a name that is a page's; a `Notice` follows."""
        self._later(lambda: self._export(path))

    def watch(self, listener: Callable[[NetworkState], None]) -> Callable[[], None]:
        """Deliver every later state."""
        with self._lock:
            self._listeners.append(listener)

        def leave() -> None:
            with self._lock, suppress(ValueError):
                self._listeners.remove(listener)

        return leave

    def close(self) -> None:
        """Tell nobody any more; the switch is turned as was wished last, which takes a moment at most."""
        self._leave()
        with self._lock:
            self._listeners.clear()
        self._lane.shutdown(wait=False, cancel_futures=True)
        with suppress(TimeoutError, RuntimeError):
            self._turning.submit(SWITCH.carry, None).result(_CLOSE_LIMIT_S)
        self._turning.shutdown(wait=False)

    def _carry(self, cut_and_tell: Callable[[], None]) -> None:
        """Do at once what follows a turn; not on the thread that draws the window, which waits for nobody."""
        if current_thread() is main_thread():
            try:
                self._turning.submit(self._safely, cut_and_tell)
                return
            except RuntimeError:  # the program ends
                pass
        cut_and_tell()

    # The lanes' threads, and whichever turns the switch.

    def _turn(self, *, offline: bool) -> None:
        if SWITCH.forced:
            self._publish(Notice(tr("EdgeAssist was started with --offline: it stays so until it is closed.")))
        elif reason := self._change("offline", offline):
            self._publish(Notice(tr("The offline switch could not be turned: {reason}.", reason=reason), tone="warn"))

    def _turned(self) -> None:
        self._say()
        if not SWITCH.on:
            self._resume()

    def _look(self) -> None:
        from edgeassist.app.protections import protections

        self._rows = protections(self._engine())
        self._say()

    def _say(self) -> None:
        state = self.state()
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(state)

    def _read(self) -> Found:
        return self._attempts.read()

    def _export(self, path: Path) -> None:
        from edgeassist.app.network_report import write_log, write_report
        from edgeassist.app.protections import protections

        if path.suffix.lower() in _REPORTS:
            state = replace(self.state(), protections=protections(self._engine()))
            write_report(path, state, self._read())
        else:
            write_log(path, self._read())
        self._publish(Notice(tr("{name} is written.", name=path.name)))

    def _later(self, work: Callable[[], None], lane: ThreadPoolExecutor | None = None) -> None:
        with suppress(RuntimeError):  # the program ends
            (lane or self._lane).submit(self._safely, work)

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            work()
        except EdgeError as error:
            self._publish(notice_of(error))
        except Exception as error:
            _log.exception("a wish about the network failed")
            self._publish(unexpected(error))


def _shown(found: Found) -> list[Attempt]:
    return [
        Attempt(one.at_s, one.host, one.port, one.purpose, one.outcome, one.bytes_in, one.by) for one in found.attempts
    ]
