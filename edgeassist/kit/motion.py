# SPDX-License-Identifier: Apache-2.0
"""Whether things may move, and what stands still where they may not. Owns no timer; knows no setting by name.

Little here moves at all: bars of unknown length, the halo around the microphone, and what the style fades. Text that
grows and figures that change are no motion.
"""

import sys

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QProgressBar

_PROPERTY, _STOPPED = "reduced_motion", "stopped_effects"
_EFFECTS = (Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_FadeMenu, Qt.UIEffect.UI_AnimateCombo,
            Qt.UIEffect.UI_AnimateTooltip, Qt.UIEffect.UI_FadeTooltip, Qt.UIEffect.UI_AnimateToolBox)  # fmt: skip


def choose_motion(wish: str) -> None:
    """Let things move (`full`), or not (`reduced`), or as the `system` has it, where Qt is told that: on Windows."""
    told = sys.platform == "win32" and not QApplication.isEffectEnabled(Qt.UIEffect.UI_General)
    still = wish == "reduced" or (wish == "system" and told)
    app = QApplication.instance()
    if app is not None:
        app.setProperty(_PROPERTY, still)
        _let_effects(app, run=not still)


def _let_effects(app: QCoreApplication, *, run: bool) -> None:
    """Stop the toolkit's own effects, or let those run again that were stopped here."""
    stopped = set(app.property(_STOPPED) or ())
    for effect in _EFFECTS:
        if run and effect.name in stopped:
            QApplication.setEffectEnabled(effect, True)
        elif not run:
            stopped |= {effect.name} if QApplication.isEffectEnabled(effect) else set()
            QApplication.setEffectEnabled(effect, False)
    app.setProperty(_STOPPED, [] if run else sorted(stopped))


def reduced() -> bool:
    """Tell whether nothing may move."""
    app = QApplication.instance()
    return app is not None and bool(app.property(_PROPERTY))


def show_busy(bar: QProgressBar, *, busy: bool, most: int = 1) -> None:
    """Have `bar` run to and fro while nobody knows how long it takes; where nothing may move, it is half full."""
    if not busy:
        bar.setRange(0, most)
    elif reduced():
        bar.setRange(0, 2)
        bar.setValue(1)
    else:
        bar.setRange(0, 0)
