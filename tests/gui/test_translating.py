# SPDX-License-Identifier: Apache-2.0
"""Qt's translators: our texts and Qt's own change with the wished language, plural forms and direction included."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QApplication

from edgeassist.core import language
from edgeassist.core.language import tr, trn
from edgeassist.core.units import human_bytes
from edgeassist.kit import translating
from edgeassist.kit.translating import Translating
from tests.support.source_tree import ROOT

TS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="{code}">
<context><name></name>
<message><source>Open {{name}}</source><translation>{opened}</translation></message>
<message numerus="yes"><source>{{n}} file</source><comment>{{n}} files</comment>
<translation>{forms}</translation></message>
</context></TS>"""
ARABIC = ("لا ملفات", "ملف واحد", "ملفان", "{n} ملفات", "{n} ملفًا", "{n} ملف")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for code, opened, forms in (("de", "{name} öffnen", ("{n} Datei", "{n} Dateien")), ("ar", "افتح {name}", ARABIC)):
        listed = "".join(f"<numerusform>{form}</numerusform>" for form in forms)
        ts = tmp_path / f"edgeassist_{code}.ts"
        ts.write_text(TS.format(code=code, opened=opened, forms=listed), encoding="utf-8")
        tool = ROOT / ".venv" / "bin" / "pyside6-lrelease"
        subprocess.run([tool, "-silent", ts], check=True)
    monkeypatch.setattr(translating, "resource", lambda *parts: tmp_path.joinpath(*parts[1:]))
    return tmp_path


@pytest.fixture
def words(app: QApplication, folder: Path) -> Iterator[Translating]:
    made = Translating(app)
    before = QLocale()
    yield made
    made.speak("en")
    QLocale.setDefault(before)


def test_a_wished_language_is_spoken_by_us_and_by_qt(words: Translating) -> None:
    assert words.speak("de") is Qt.LayoutDirection.LeftToRight
    assert tr("Open {name}", name="a.txt") == "a.txt öffnen"
    assert [trn("{n} file", "{n} files", n) for n in (0, 1, 2)] == ["0 Dateien", "1 Datei", "2 Dateien"]
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
    assert language.code() == "de"


def test_arabic_leads_from_right_to_left_and_has_six_forms(words: Translating) -> None:
    assert words.speak("ar") is Qt.LayoutDirection.RightToLeft
    said = [trn("{n} file", "{n} files", n) for n in (0, 1, 2, 3, 11, 100)]
    assert said == [form.replace("{n}", str(n)) for form, n in zip(ARABIC, (0, 1, 2, 3, 11, 100), strict=True)]


def test_going_back_to_english_leaves_nothing_behind(words: Translating) -> None:
    words.speak("de")
    assert words.speak("en") is Qt.LayoutDirection.LeftToRight
    assert tr("Open {name}", name="a.txt") == "Open a.txt"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_a_text_that_is_not_translated_stays_english(words: Translating) -> None:
    words.speak("de")
    assert tr("Nobody translated this") == "Nobody translated this"


def test_without_a_translation_english_has_its_own_plural(words: Translating) -> None:
    words.speak("de")
    assert [trn("{n} ox", "{n} oxen", n) for n in (1, 2)] == ["1 ox", "2 oxen"]


def test_a_count_that_qt_cannot_hold_is_counted_all_the_same(words: Translating) -> None:
    words.speak("de")
    assert trn("{n} file", "{n} files", 2**40) == f"{2**40} Dateien"


def test_a_file_that_is_written_anew_while_it_is_read_hurts_nobody(words: Translating, folder: Path) -> None:
    words.speak("de")
    (folder / "edgeassist_de.qm").write_bytes(b"")
    assert tr("Open {name}", name="a.txt") == "a.txt öffnen"


@pytest.mark.parametrize("content", [b"", b"no translation at all"])
def test_a_damaged_file_leaves_english(words: Translating, folder: Path, content: bytes) -> None:
    (folder / "edgeassist_de.qm").write_bytes(content)
    words.speak("de")
    assert tr("Open {name}", name="a.txt") == "Open a.txt"


def test_a_unit_stays_behind_its_figure_from_right_to_left(words: Translating) -> None:
    words.speak("ar")
    assert human_bytes(1_700_000_000).lstrip("\N{LEFT-TO-RIGHT MARK}") != human_bytes(1_700_000_000)
    words.speak("de")
    assert human_bytes(1_700_000_000) == "1,7 GB"


def test_the_system_s_first_language_that_we_have_is_taken(words: Translating, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translating, "QLocale", _Somewhere)
    _Somewhere.languages = ["nl-NL", "de-DE", "en-US"]
    words.speak("system")
    assert language.code() == "de"
    _Somewhere.languages = ["he-IL"]
    assert words.speak("system") is Qt.LayoutDirection.RightToLeft
    assert language.code() == "en"


class _Somewhere(QLocale):
    """A system whose person reads `languages`; the last one gives the direction."""

    languages: list[str]

    @staticmethod
    def system() -> "_Somewhere":
        return _Somewhere(_Somewhere.languages[-1])

    def uiLanguages(self, *_: object) -> list[str]:
        return self.languages
