# SPDX-License-Identifier: Apache-2.0
"""One row below the profiles: how hard the engine works now and why, and the button that measures this laptop."""

from collections.abc import Callable

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from edgeassist.core.language import tr
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.flow_layout import FlowLayout
from edgeassist.kit.parts import button, column, words
from edgeassist.ui.governor_ports import Governor, GovernorView

_FULL = 1000


class GovernorRow(QWidget):
    """Shows what the governor says while it is seen; wishes for a measurement, or its end."""

    def __init__(self, governor: Governor) -> None:
        super().__init__()
        self._governor = governor
        self._unwatch: Callable[[], None] | None = None
        self.line = words("", "quiet")
        self.tune = button(tr("Tune for this laptop (30 s)"), governor.tune)
        self.cancel = button(tr("Cancel"), governor.cancel_tuning, name=tr("Stop measuring this laptop"))
        self.step = words("", "quiet")
        self.bar = QProgressBar()
        self.bar.setRange(0, _FULL)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the measurement"))
        buttons = QWidget()
        buttons.setLayout(FlowLayout(self.tune, self.cancel))
        self.setLayout(column(self.line, self.step, self.bar, buttons, spacing=8))
        self._changed: Bridge[GovernorView] = Bridge(self, self.show_view, latest=(GovernorView,))
        self.show_view(governor.view())

    def showEvent(self, event: QShowEvent) -> None:
        """Watch while it is seen."""
        super().showEvent(event)
        if self._unwatch is None:
            self._unwatch = self._governor.watch(self._changed)
        self.show_view(self._governor.view())

    def hideEvent(self, event: QHideEvent) -> None:
        """Watch no longer."""
        super().hideEvent(event)
        if self._unwatch is not None:
            self._unwatch()
        self._unwatch = None

    def show_view(self, view: GovernorView) -> None:
        """Show what holds now."""
        measuring = bool(view.step)
        had_focus = self.tune.hasFocus() or self.cancel.hasFocus()
        self.line.setText(view.line)
        self.step.setText(view.step)
        self.bar.setValue(round(_FULL * (view.fraction or 0.0)))
        for part in (self.step, self.bar, self.cancel):
            part.setVisible(measuring)
        self.tune.setVisible(not measuring)
        if had_focus:
            (self.cancel if measuring else self.tune).setFocus()
