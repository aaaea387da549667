# SPDX-License-Identifier: Apache-2.0
"""Language, text size, contrast and microphone on one page that can be left at any moment. Holds no setting itself."""

from PySide6.QtCore import Qt

from edgeassist.core.language import tr
from edgeassist.core.settings import Value, options
from edgeassist.kit.bridge import Bridge, until_gone
from edgeassist.kit.form import FormRow
from edgeassist.kit.parts import button, row, words
from edgeassist.ui.settings_ports import Preferences
from edgeassist.ui.sub_page import SubPage

NAMES = ("language", "text_percent", "contrast", "theme", "microphone")


class SetupPage(SubPage):
    """What is chosen holds at once. Emits `left`."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__(tr("Make it yours"), reading=True)
        self._preferences = preferences
        self.back.setAccessibleName(tr("Back to the start"))
        self.back.setToolTip(tr("Back to the start"))
        self.body.addWidget(words(tr("What you choose holds at once. All of it is in the settings, too."), "quiet"))
        self.rows = {name: self._row(name) for name in NAMES}
        self.done = button(tr("Done"), self.left.emit, tone="primary")
        self.body.addLayout(row(self.done, None))
        heard: Bridge[dict[str, Value]] = Bridge(self, self._on_changed)
        until_gone(self, preferences.watch(heard))
        self._on_changed(preferences.values())

    def enter(self) -> None:
        """Show what there is to choose from now, and take the keyboard."""
        for name, made in self.rows.items():
            if made.option.chosen_here:
                made.offer(self._preferences.choices(name))
        self.rows[NAMES[0]].field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, name: str) -> FormRow:
        made = FormRow(options()[name])
        made.wished.connect(self._on_wished)
        made.reset_wished.connect(lambda one: self._preferences.reset((one,)))
        self.body.addWidget(made)
        return made

    def _on_wished(self, name: str, value: Value) -> None:
        if reason := self._preferences.change(name, value):
            self.rows[name].show_fault(reason)

    def _on_changed(self, changed: dict[str, Value]) -> None:
        for name, value in changed.items():
            if name in self.rows:
                self.rows[name].show_value(value)
