# SPDX-License-Identifier: Apache-2.0
"""The governor as the window sees it: how hard the engine works and why, and the half minute that measures it.

A measurement makes way for an answer at once: both together would be slow, and its figures wrong.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from edgeassist.api import Notice
from edgeassist.app.lighter_model import LighterModel
from edgeassist.app.notices import notice_of, unexpected
from edgeassist.app.sleep_words import slept_notice
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr, trn
from edgeassist.core.stop import Stop, Stopped
from edgeassist.runtime.state import Phase
from edgeassist.telemetry.governor import Manner
from edgeassist.ui.governor_ports import GovernorView, Suggested
from edgeassist.ui.views import WorkView

if TYPE_CHECKING:
    from edgeassist.app.services import Services

CLOSE_S = 1.0
_log = logging.getLogger(__name__)

Listener = Callable[[GovernorView], None]


class GovernorDesk:
    """A `Governor`. Its calls return at once; measuring is done on a thread of its own."""

    def __init__(
        self,
        services: "Services",
        works: Callable[[], tuple[WorkView, ...]],
        publish: Callable[[Suggested | Notice], None],
        use: Callable[[str], None],
    ) -> None:
        self._services, self._works, self._publish = services, works, publish
        self._lock = Lock()
        self._listeners: list[Listener] = []
        self._stop: Stop | None = None
        self._thread: Thread | None = None
        self._step, self._fraction = "", 0.0
        self._yielded = False
        self._lighter = LighterModel(services, publish, use)
        services.governing.watch(lambda _manner: self._tell())
        services.governing.makes_way = self._make_way
        services.governing.slept = lambda slept: publish(slept_notice(slept))

    def view(self) -> GovernorView:
        """Return what holds now."""
        line = manner_line(self._services.governing.manner, self._services.settings.threads)
        return GovernorView(line, self._step, self._fraction if self._step else None)

    def watch(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` of every change, and have the meters looked at now."""
        self._listeners.append(listener)
        self._services.till.later(self._services.governing.look)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def tune(self) -> None:
        """Begin to measure, or say why that cannot be now."""
        if reason := self._reason_not_to():
            self._publish(Notice(reason, tr("Try again when that is over."), tone="warn"))
            return
        with self._lock:
            if self._stop is not None:
                return
            stop = self._stop = Stop()
            self._yielded = False
        self._show(tr("Measuring this laptop…"), 0.0)
        self._thread = Thread(target=self._measure, args=(stop,), name="tuning", daemon=True)
        self._thread.start()

    def cancel_tuning(self) -> None:
        """End the measurement; nothing changes."""
        if (stop := self._stop) is not None:
            stop.wish()

    def take_lighter(self) -> None:
        """Use the lighter model that was suggested."""
        self._lighter.take()

    def close(self) -> None:
        """End the measurement with its child."""
        self._listeners.clear()
        self.cancel_tuning()
        if (thread := self._thread) is not None:
            thread.join(CLOSE_S)

    def _reason_not_to(self) -> str:
        engine = self._services.engine
        if engine.busy:
            return tr("An answer is under way, so this laptop cannot be measured now.")
        if any(work.state == "running" for work in self._works()):
            return tr("Other work is under way, so this laptop cannot be measured now.")
        if engine.state.phase is not Phase.READY:
            return tr("No model is loaded, so there is nothing to measure with.")
        return ""

    def _make_way(self) -> None:
        """Any thread: an answer is asked for."""
        if self._stop is not None:
            self._yielded = True
            self.cancel_tuning()

    # The tuning's thread.

    def _measure(self, stop: Stop) -> None:
        try:
            self._publish(self._measured(stop))
        except Stopped:
            if self._yielded:
                text = tr("This laptop was not measured, because an answer was asked for. Nothing was changed.")
                self._publish(Notice(text))
        except EdgeError as error:
            self._publish(notice_of(error))
        except Exception as error:
            _log.exception("this laptop could not be measured")
            self._publish(unexpected(error))
        finally:
            self._stop = None
            self._show("", 0.0)

    def _measured(self, stop: Stop) -> Notice:
        from edgeassist.app.tuning_run import said, tune

        services = self._services
        target = services.target(services.known_as(Path(services.engine.state.path)))
        result = tune(services, target, self._on_step, stop)
        services.till.later(services.governing.look)
        return said(result, services.settings)

    def _on_step(self, _step: str, done: int, total: int) -> None:
        self._show(tr("Measuring this laptop…"), done / total if total else 0.0)

    # Any thread.

    def _show(self, step: str, fraction: float) -> None:
        self._step, self._fraction = step, fraction
        self._tell()

    def _tell(self) -> None:
        view = self.view()
        for listener in tuple(self._listeners):
            listener(view)


def manner_line(manner: Manner, set_threads: int) -> str:
    """Return how answers are worked out, and why, in two sentences; `set_threads` are those of the settings."""
    own = set_threads and not manner.hot
    threads = set_threads if own else manner.threads
    line = trn("Answers use up to {n} core.", "Answers use up to {n} cores.", threads)
    why = tr("So say the settings.") if own else manner.why
    return f"{line} {why}".strip()
