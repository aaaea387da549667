# SPDX-License-Identifier: Apache-2.0
"""Imports under way, as seen by the window: each one's progress, end and Cancel."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QProgressBar

from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.motion import show_busy
from edgeassist.kit.parts import button, column, row, words
from edgeassist.ui.ports import Desk, ImportCancelled, Imported, ImportEvent, ImportFailed, ImportProgress

SUFFIX = ".gguf"
PACK_SUFFIX = ".edgepack"
CHECKING, COPYING, MEASURING = later("Checking"), later("Copying"), later("Measuring")
"""The steps of an import."""


class Import(QObject):
    """One file on its way in. Emits `progressed` any number of times, then `ended` once."""

    progressed = Signal(object)
    ended = Signal(object)

    def __init__(self, owner: QObject, path: Path) -> None:
        super().__init__(owner)
        self.path = path
        self.progress = ImportProgress(CHECKING, 0, 0)
        self._bridge: Bridge[ImportEvent] = Bridge(self, self._arrived, latest=(ImportProgress,))
        self._cancel: Callable[[], None] = lambda: None

    def start(self, desk: Desk) -> None:
        """Begin."""
        self._cancel = desk.import_model(self.path, self._bridge)

    def cancel(self) -> None:
        """Ask for its end; `ended` follows."""
        self._cancel()

    def close(self) -> None:
        """Cancel and listen no more."""
        self._cancel()
        self._bridge.close()

    def _arrived(self, event: ImportEvent) -> None:
        if isinstance(event, ImportProgress):
            self.progress = event
            self.progressed.emit(event)
            return
        self._bridge.close()
        self.ended.emit(event)


class Imports(QObject):
    """All imports of this window. Emits `started`, then `ended` with the import and how it ended."""

    started = Signal(object)
    ended = Signal(object, object)

    def __init__(self, owner: QObject, desk: Desk) -> None:
        super().__init__(owner)
        self._desk = desk
        self.running: list[Import] = []

    def start(self, path: Path) -> Import:
        """Import the file at `path`."""
        one = Import(self, path)
        self.running.append(one)
        one.ended.connect(lambda event: self._end(one, event))
        self.started.emit(one)
        one.start(self._desk)
        return one

    def close(self) -> None:
        """Cancel everything."""
        for one in self.running:
            one.close()
        self.running = []

    def _end(self, one: Import, event: Imported | ImportFailed | ImportCancelled) -> None:
        self.running.remove(one)
        self.ended.emit(one, event)
        one.deleteLater()


class ImportCard(QFrame):
    """The card of one import: what is being done, how far it is, Cancel."""

    def __init__(self, one: Import) -> None:
        super().__init__()
        self.one = one
        self.setProperty("role", "card")
        name = elided(one.path.name, 60)
        self.setAccessibleName(tr("Importing {name}", name=name))
        self.line = words("", "quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of {name}", name=name))
        self.cancel = button(tr("Cancel"), one.cancel, name=tr("Cancel the import of {name}", name=name))
        layout = column(words(name, "name"), self.line, self.bar, spacing=8, margins=(16, 16, 16, 16))
        layout.addLayout(row(self.cancel, None))
        self.setLayout(layout)
        one.progressed.connect(self.show_progress)
        self.show_progress(one.progress)

    def show_progress(self, progress: ImportProgress) -> None:
        """Show how far it is; measuring has no length that anyone could know."""
        measuring = progress.step == MEASURING
        part = min(1000, 1000 * progress.done // progress.total) if progress.total else 0
        show_busy(self.bar, busy=measuring, most=1000)
        if not measuring:
            self.bar.setValue(part)
        percent = f" · {part // 10} %" if progress.total else ""
        self.line.setText(tr("Measuring…") if measuring else f"{tr(progress.step)}{percent}")


def importable(paths: list[Path]) -> list[Path]:
    """Return those of `paths` that look like models or field packs by name."""
    return [path for path in paths if path.suffix.lower() in (SUFFIX, PACK_SUFFIX)]


def is_pack(path: Path) -> bool:
    """Return whether `path` looks like a field pack by name."""
    return path.suffix.lower() == PACK_SUFFIX
