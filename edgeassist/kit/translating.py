# SPDX-License-Identifier: Apache-2.0
"""Has Qt and our own words speak the wished language. The files are those that `make translations` writes."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from edgeassist.core import language
from edgeassist.core.paths import resource

SYSTEM = "system"
_MOST = 2**31 - 1
"""Qt counts in 32 bits."""


class Translating:
    """Keeps the translators of `app`; `speak` changes the language, and gives the direction it is written in."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._installed: list[QTranslator] = []

    def speak(self, wish: str) -> Qt.LayoutDirection:
        """Speak `wish` (`system`: the first of the system's languages that we have, else English)."""
        system = QLocale.system()
        wished = [name[:2] for name in system.uiLanguages()] if wish == SYSTEM else [wish]
        code = next((one for one in wished if one in language.LANGUAGES), "en")
        for before in self._installed:
            self._app.removeTranslator(before)
        self._installed = [made for made in self._found(code) if self._app.installTranslator(made)]
        QLocale.setDefault(system if code == system.name()[:2] else QLocale(code))
        language.use(code, None if code == "en" else _translated)
        if wish == SYSTEM and wished and wished[0] not in language.LANGUAGES:
            return system.textDirection()
        left = code in language.RIGHT_TO_LEFT
        return Qt.LayoutDirection.RightToLeft if left else Qt.LayoutDirection.LeftToRight

    def _found(self, code: str) -> list[QTranslator]:
        """Return the translators of `code`: Qt's own words, then ours."""
        if code == "en":
            return []
        qt_s = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        paths = (qt_s / f"qtbase_{code}.qm", resource("translations", f"edgeassist_{code}.qm"))
        return [made for made in map(self._loaded, paths) if made is not None]

    def _loaded(self, path: Path) -> QTranslator | None:
        """Return the translator in the file at `path`; None where it is missing or damaged.

        Its bytes are read: Qt would map the file into memory, and die when an update writes it anew.
        """
        made = _Translator(self._app)
        try:
            made.content = path.read_bytes()
        except OSError:
            return None
        return made if made.load(made.content) else None


class _Translator(QTranslator):
    """Keeps the bytes that Qt reads from."""

    content = b""


def _translated(text: str, many: str, n: int) -> str:
    """Return the translation; where there is none, the English form for `n`."""
    found = QCoreApplication.translate("", text, many or None, min(n, _MOST))
    return many if many and found == text and n != 1 else found
