# SPDX-License-Identifier: Apache-2.0
"""One import for the window: its listener hears exactly one end, whatever happens. Runs on the lane."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock

from edgeassist.api import Notice
from edgeassist.app.notices import notice_of
from edgeassist.app.services import Services
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.core.stop import Stop
from edgeassist.core.units import elided
from edgeassist.runtime.blocking import JobCancelled
from edgeassist.store.card import ModelCard
from edgeassist.store.intake import ImportStopped
from edgeassist.ui.ports import ImportCancelled, Imported, ImportEvent, ImportFailed, ImportProgress

_log = logging.getLogger(__name__)


class ImportRun:
    """Checks, copies and measures a file. `cancel` may be called on any thread, at any time."""

    def __init__(self, services: Services, path: Path, listener: Callable[[ImportEvent], None]) -> None:
        self._services, self._path, self._listener = services, path, listener
        self._stop = Stop()
        self._lock = Lock()
        self._begun = self._unwanted = False

    def cancel(self) -> None:
        """End it as the person wishes: nothing stays. One that still waits for its turn ends at once."""
        self._unwanted = True
        self.stop()

    def stop(self) -> None:
        """End it because the program ends: a model copied already stays, not measured yet."""
        with self._lock:
            waiting = not self._begun and not self._stop.wished
            self._stop.wish()
        if waiting:
            self._listener(ImportCancelled())

    def run(self, listed: Callable[[], None], settle: Callable[[ModelCard | None], None]) -> None:
        """Do it. `listed` is called once the model is in the list, `settle` before the end is told, in any case."""
        with self._lock:
            if self._stop.wished:
                return
            self._begun = True
        end, card = self._outcome(listed)
        try:
            settle(card)
        finally:
            self._listener(end)

    def _outcome(self, listed: Callable[[], None]) -> tuple[ImportEvent, ModelCard | None]:
        card: ModelCard | None = None
        try:
            card = self._services.bring_in(self._path, self._report, lambda: self._stop.wished)
            if not card.remark:
                listed()
                card = self._services.measure(card, self._report, self._stop)
        except (ImportStopped, JobCancelled):
            return self._called_off(card), None
        except EdgeError as error:
            return ImportFailed(self._named(notice_of(error))), None
        except Exception as error:
            _log.exception("an import failed")
            text = tr(
                "{name} was not imported, for a reason EdgeAssist did not expect.", name=elided(self._path.name, 60)
            )
            return ImportFailed(Notice(text, tr("Nothing was changed."), repr(error), "danger")), None
        return Imported(card.id, _remark(card)), card

    def _called_off(self, card: ModelCard | None) -> ImportEvent:
        """Leave nothing behind that the person does not want."""
        if card is not None and self._unwanted:
            with suppress(EdgeError):
                self._services.library.remove(card.id)
        return ImportCancelled()

    def _named(self, notice: Notice) -> Notice:
        text = tr("{name} was not imported.", name=elided(self._path.name, 60))
        return replace(notice, text=f"{text} {notice.text}")

    def _report(self, step: str, done: int, total: int) -> None:
        self._listener(ImportProgress(step, done, total))


def _remark(card: ModelCard) -> Notice | None:
    if card.remark:
        return Notice(tr(card.remark))
    if card.state == "failed":
        text = tr("{name} is here, but it did not work in a trial: {failure}", name=card.name, failure=tr(card.failure))
        return Notice(text, tr("Try another model."), tone="warn")
    return None
