# SPDX-License-Identifier: Apache-2.0
"""The meters and receipts as the window asks for them: `Live` on real services. Measures only while watched."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from edgeassist.api import Notice
from edgeassist.app.notices import notice_of
from edgeassist.app.services import Services
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.telemetry.alerts import Alert, Limits, Watch, after_answer, after_sample
from edgeassist.telemetry.reading import Receipt, Sample
from edgeassist.telemetry.thinning import DAY_S, LastHour, spaced
from edgeassist.ui.live_ports import LiveHistory, Receipted

if TYPE_CHECKING:
    from edgeassist.telemetry.recorder import Recorder
    from edgeassist.telemetry.running import Running

PLOT_SAMPLES = 240
TABLE_DAYS = 7
_PAGES = (".html", ".htm")

Listener = Callable[[Sample], None]


class LiveDesk:
    """A `Live`. Its calls return at once; the till's threads read files and open the meters."""

    def __init__(
        self, services: Services, publish: Callable[[Receipted | Notice], None], *, now: Callable[[], float] = time.time
    ) -> None:
        self._services, self._publish, self._now = services, publish, now
        self._lock = Lock()
        self._listeners: dict[object, Listener] = {}
        self._samples = LastHour()
        self._stop: Callable[[], None] | None = None
        self._watch = Watch()
        self._running: Running | None = None
        services.till.watchers.append(self._on_receipt)
        services.till.trouble = self._tell_trouble

    def watch(self, listener: Listener) -> Callable[[], None]:
        """Measure once a second for `listener` until the returned function is called."""
        watcher = object()
        self._listeners[watcher] = listener
        self._services.till.later(self._settle)

        def stop() -> None:
            self._listeners.pop(watcher, None)
            self._services.till.later(self._settle)

        return stop

    def history(self, listener: Callable[[LiveHistory], None]) -> None:
        """Read what was kept; `listener` hears once."""
        self._figures(lambda running: listener(self._history(running)))

    def export(self, path: Path) -> None:
        """Write the report."""
        self._figures(lambda running: self._export(path, running))

    def forget(self) -> None:
        """Delete what was kept."""
        self._services.till.do(self._forget)

    # The till's thread.

    def _tell_trouble(self, sentence: str) -> None:
        if not self._services.stays_closed(self._services.till.file):
            self._publish(Notice(sentence, tone="warn"))

    def _settle(self) -> None:
        """Measure while anybody listens, and not longer."""
        if self._listeners and self._stop is None:
            self._stop = self._services.metering().watch(self._on_sample)
        elif not self._listeners and self._stop is not None:
            stop, self._stop = self._stop, None
            stop()

    def _figures(self, work: "Callable[[Running | None], None]") -> None:
        """Have `work` read what was kept, on the thread that reads; None where nothing is."""
        till = self._services.till

        def open_file() -> None:
            is_whole = till.file.exists() and till.recorder().ready()
            till.read(lambda: work(self._opened() if is_whole else None))

        till.later(open_file)

    # The thread that reads.

    def _opened(self) -> "Running":
        from edgeassist.telemetry.running import Running

        if self._running is None:
            self._running = Running(self._services.till.file)
        return self._running

    def _history(self, running: "Running | None") -> LiveHistory:
        from edgeassist.telemetry.statistics import merged, totals

        with self._lock:
            samples = spaced(self._samples.all(), PLOT_SAMPLES)
        kept = LiveHistory(samples=samples, cores=_cores())
        if running is None:
            return kept
        counted = running.since(self._now() - TABLE_DAYS * DAY_S)
        all_of_it = merged(counted, by_model=False, by_pane=False)
        return replace(
            kept,
            p95_ms=max((one.tally.first_ms.percentile(95) for one in all_of_it), default=0.0),
            receipts=running.newest(),
            by_task=totals(merged(counted)),
        )

    def _export(self, path: Path, running: "Running | None") -> None:
        from edgeassist.telemetry.report import report_of, write

        now_s = self._now()
        counted = [] if running is None else running.since(now_s - TABLE_DAYS * DAY_S)
        try:
            write(report_of(counted, now_s, TABLE_DAYS), path, page=path.suffix.lower() in _PAGES, force=True)
        except EdgeError as error:
            self._publish(notice_of(error))
        else:
            self._publish(Notice(tr("The report is in {path}.", path=path)))

    # The till's thread.

    def _forget(self, recorder: "Recorder") -> None:
        from edgeassist.app.saved_data import figures_in_copies

        forgotten = recorder.forget(figures_in_copies(self._services.places))
        with self._lock:
            self._samples.clear()
        if forgotten:
            self._publish(Notice(tr("What answers cost is forgotten. Chats are as they were.")))
        else:
            self._publish(Notice(tr("What answers cost could not be deleted."), recorder.problem, tone="warn"))

    def _on_receipt(self, receipt: Receipt) -> None:
        self._publish(Receipted(receipt))
        with self._lock:
            self._watch, alerts = after_answer(self._watch, receipt, self._limits())
        self._tell(alerts)

    # The meters' thread.

    def _on_sample(self, sample: Sample) -> None:
        with self._lock:
            self._samples.add(sample)
            self._watch, alerts = after_sample(self._watch, sample, self._limits())
        self._services.governing.sampled(sample)
        for listener in tuple(self._listeners.values()):
            listener(sample)
        self._tell(alerts)

    def _limits(self) -> Limits:
        kept = self._services.settings
        return Limits(kept.alert_first_word_s, kept.alert_memory_percent, kept.alert_watts, kept.alert_failed_percent)

    def _tell(self, alerts: tuple[Alert, ...]) -> None:
        for alert in alerts:
            self._publish(Notice(alert.sentence, alert.hint, tone="warn"))


def _cores() -> int:
    import psutil

    return psutil.cpu_count(logical=False) or os.cpu_count() or 1
