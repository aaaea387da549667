# SPDX-License-Identifier: Apache-2.0
"""Asks for a Hugging Face token. Keeps it nowhere: the desk puts it into the system's keyring."""

from PySide6.QtWidgets import QLineEdit

from edgeassist.core.language import later, tr
from edgeassist.kit.parts import button, row, words
from edgeassist.ui.ports import Desk
from edgeassist.ui.sub_page import SubPage

ABOUT = later(
    "Some models are given only to people who have an account at Hugging Face and accepted the licence there. "
    "Make a token with read access in your account's settings and paste it here. It is kept in this system's "
    "keyring and sent to the official host only."
)


class SignIn(SubPage):
    """One secret line, Keep and Forget."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("Sign in to Hugging Face"), reading=True)
        self._desk = desk
        self.token = QLineEdit()
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setAccessibleName(tr("Hugging Face token"))
        self.token.setPlaceholderText("hf_…")
        self.token.setMaximumWidth(480)
        self.keep = button(tr("Keep the token"), self._keep, tone="primary")
        self.drop = button(tr("Forget the one kept"), self._forget)
        self.token.returnPressed.connect(self._keep)
        self.token.textChanged.connect(lambda text: self.keep.setEnabled(bool(text.strip())))
        self.keep.setEnabled(False)
        self.body.addWidget(words(tr(ABOUT), "reading"))
        self.body.addWidget(self.token)
        self.body.addLayout(row(self.keep, self.drop, None))

    def enter(self) -> None:
        """Begin with nothing typed."""
        self.token.clear()
        self.token.setFocus()

    def _keep(self) -> None:
        text = self.token.text().strip()
        if text:
            self._leave_with(text)

    def _forget(self) -> None:
        self._leave_with("")

    def _leave_with(self, token: str) -> None:
        self.token.clear()
        self._desk.sign_in(token)
        self.left.emit()
