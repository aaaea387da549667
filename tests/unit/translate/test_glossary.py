# SPDX-License-Identifier: Apache-2.0
"""A person's terms: read from what spreadsheets write, kept, and given for a pair."""

from pathlib import Path

import pytest

from edgeassist.panes.translate import words
from edgeassist.panes.translate.glossary import Glossary, UnreadableGlossary
from edgeassist.panes.translate.translation import Pair

EN_ES = Pair("en", "es")


@pytest.mark.parametrize(
    "content",
    [
        b"bearing,rodamiento\nshift lead,jefe de turno\n",
        b"\xef\xbb\xbfsource;target\r\nbearing;rodamiento\r\n\r\nshift lead;jefe de turno\r\n",
        b'en\tes\nbearing\trodamiento\n"shift lead"\tjefe de turno\n',
    ],
)
def test_what_spreadsheets_write_is_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "g.csv").write_bytes(content)
    glossary = Glossary()
    taken = glossary.load_csv(tmp_path / "g.csv", EN_ES)
    assert (taken.count, taken.bad) == (2, ())
    assert glossary.terms(EN_ES) == (("shift lead", "jefe de turno"), ("bearing", "rodamiento"))
    assert ("rodamiento", "bearing") in glossary.terms(EN_ES.swapped)
    assert glossary.terms(Pair("en", "de")) == ()


def test_bad_lines_are_named_and_duplicates_told(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text("bearing,rodamiento\n,nada\nBearing,cojinete\nvalve,v\u00e1lvula,en,xx\nAcme\n")
    glossary = Glossary()
    taken = glossary.load_csv(tmp_path / "g.csv")
    assert [line for line, _why in taken.bad] == [2, 4]
    assert taken.replaced == ("Bearing",)
    assert [(one.source, one.target) for one in glossary.entries] == [("Bearing", "cojinete")]
    assert glossary.kept_words == ("Acme",)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00bad", b",x\n,y\n"])
def test_a_file_without_terms_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "g.csv").write_bytes(content)
    with pytest.raises(UnreadableGlossary):
        Glossary().load_csv(tmp_path / "g.csv")


def test_it_is_kept_at_every_change(tmp_path: Path) -> None:
    path = tmp_path / "glossary.csv"
    glossary = Glossary(path)
    glossary.add("pump, small", "bomba; peque\u00f1a", EN_ES)
    glossary.keep_word("Acme")
    glossary.add("valve", "v\u00e1lvula")
    glossary.remove("VALVE")
    again = Glossary(path)
    assert (again.entries, again.kept_words) == (glossary.entries, ("Acme",))
    assert again.state == glossary.state != Glossary().state


def test_words_are_found_in_any_form() -> None:
    text = "Two bearings, one Bearing; the bearer."
    assert [text[a:b] for a, b in words.found("bearing", text, "en")] == ["bearings", "Bearing"]
    assert not list(words.found("bearing", text.lower(), "en", inflected=False))[1:]
    assert [*words.found("jefe de turno", "los jefes de turno", "es")] == [(4, 18)]
    assert [*words.found("\u8f74\u627f", "\u65b0\u8f74\u627f\u3002", "zh")] == [(1, 3)]
    assert [words.plural(one, "es") for one in ("jefe de turno", "luz", "avi\u00f3n", "flor")] == [
        "jefes de turno",
        "luces",
        "aviones",
        "flores",
    ]
    assert [words.plural(one, "en") for one in ("key", "battery", "shift box")] == ["keys", "batteries", "shift boxes"]
