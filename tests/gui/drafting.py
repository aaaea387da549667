# SPDX-License-Identifier: Apache-2.0
"""A program for `test_translate_keeping.py`: the translate pane, a text, and a person's own words in its translation.

Argument: the folder of the pane. Says `kept` once the words are in the file, which nobody asked for, and waits on.
"""

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from edgeassist.panes.translate.draft import kept
from edgeassist.panes.translate.pane import Tools, TranslatePane
from edgeassist.panes.translate.session import Phase
from edgeassist.testing import FakeContext
from edgeassist.testing.context import SMALL
from tests.gui.conftest import until
from tests.support.translating import ScriptedPapers, ScriptedTranslator

TEXT = "One is here. Two is there."
MINE = " mine"


class Context(FakeContext):
    """Keeps in the folder that was named."""

    @property
    def folder(self) -> Path:
        """The folder."""
        return Path(sys.argv[1])


def main() -> None:
    """Open the pane, translate, write into the translation; then stay."""
    app = QApplication(sys.argv)
    pane = TranslatePane(Context(model=SMALL), lambda _context: Tools(ScriptedTranslator(), ScriptedPapers()))
    pane.widget.show()
    pane.shown()
    until(lambda: pane._translator() is not None)
    pane.widget.text.source.put(TEXT)
    pane.text.run()
    until(lambda: pane.session.phase is Phase.DONE)
    target = pane.widget.text.target
    until(lambda: target.toPlainText() == TEXT.upper())
    target.setFocus()
    target.go_to(3)
    QTest.keyClicks(target, MINE)
    until(lambda: bool(kept(Path(sys.argv[1])).own))
    sys.stdout.write("kept\n")
    sys.stdout.flush()
    app.exec()


if __name__ == "__main__":
    main()
