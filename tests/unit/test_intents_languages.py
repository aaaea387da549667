# SPDX-License-Identifier: Apache-2.0
"""The languages of commands: all of them named, each loads, ours beside Home Assistant's, broken files told."""

from pathlib import Path

import home_assistant_intents
import pytest

from edgeassist.intents.languages import (
    NOT_OURS,
    BrokenTemplates,
    UnknownLanguage,
    available,
    nearest,
    own_file,
    read_own,
    templates,
)
from edgeassist.intents.names import Names
from edgeassist.intents.understanding import Understander


def test_every_language_has_its_own_name() -> None:
    names = dict(available())
    assert list(names) == sorted(home_assistant_intents.get_languages())
    assert names["de"] == "Deutsch"
    assert [code for code, name in names.items() if code == name] == []
    assert len(set(names.values())) == len(names)


@pytest.mark.parametrize(
    ("asked", "served"),
    [("en", "en"), ("EN", "en"), ("en-GB", "en"), ("en_US", "en"), ("de_CH", "de-CH"), ("pt-br", "pt-BR")],
)
def test_a_variety_is_served_by_its_language(asked: str, served: str) -> None:
    assert nearest(asked) == served


@pytest.mark.parametrize("asked", ["", "xx", "english", "../en", "zh"])
def test_a_language_without_sentences_is_refused_with_a_hint(asked: str) -> None:
    with pytest.raises(UnknownLanguage) as raised:
        nearest(asked)
    assert raised.value.code == "unknown-command-language"
    assert raised.value.hint
    assert f"“{asked}”" in str(raised.value)


def test_our_sentences_stand_beside_those_of_home_assistant() -> None:
    merged = templates("en")
    assert {"EdgeSetAlarm", "HassTurnOn"} <= set(merged["intents"])
    assert len(merged["intents"]["HassStartTimer"]["data"]) > 10
    assert {"edge_the", "light"} <= set(merged["expansion_rules"])
    assert not (NOT_OURS - {"HassMediaSearchAndPlay"}) & set(merged["intents"]), "music: by our own sentences alone"
    assert not NOT_OURS & set(templates("it")["intents"])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "pon una alarma para la pizza"),
        ("es", "ponga eso por escrito"),
        ("es", "puedes ver las estrellas esta noche"),
        ("fr", "mets une alarme pour la pizza"),
        ("fr", "lance les dés"),
        ("fr", "écoute bien"),
        ("de", "kannst du Geige spielen"),
        ("de", "ich kann Toms Stimme hören"),
    ],
)
def test_what_is_no_music_is_not_searched_for(language: str, text: str) -> None:
    assert Understander(language, Names).parse(text).intents == ()


@pytest.mark.parametrize(
    ("language", "text"), [("en", "play jazz"), ("es", "toca jazz"), ("de", "spiel jazz ab"), ("fr", "joue jazz")]
)
def test_music_by_its_own_word_is_understood_and_then_refused(language: str, text: str) -> None:
    (found,) = Understander(language, Names).parse(text).intents
    assert (found.name, found.value("search_query")) == ("HassMediaSearchAndPlay", "jazz")


def test_no_sentence_takes_a_whole_command_to_run_later() -> None:
    for intent in templates("en")["intents"].values():
        for block in intent["data"]:
            assert not any("conversation_command" in sentence for sentence in block["sentences"])


def test_a_variety_takes_the_sentences_of_its_language() -> None:
    own, varied = own_file("en"), own_file("en-GB")
    assert own is not None
    assert own == varied
    assert own_file("sw") is None


@pytest.mark.parametrize("code", ["en", "es", "de", "fr"])
def test_our_own_files_load_into_templates(code: str) -> None:
    path = own_file(code)
    if path is None:
        assert code != "en"
        return
    own = read_own(path)
    assert own["language"] == code
    ours = {name for name in own["intents"] if name.startswith("Edge")}
    understander = Understander(code, Names)
    loaded = {one.intent for one in understander.book().index}
    assert ours <= loaded


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"intents: [", "while parsing"),
        (b"intents: 3", "no mapping called intents"),
        (b"- a", "no mapping called intents"),
        (b"", "no mapping called intents"),
        (b"\xff\xfe\x00", "decode"),
    ],
)
def test_a_broken_file_is_told_by_its_name(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "xx.yaml"
    path.write_bytes(content)
    with pytest.raises(BrokenTemplates, match=r"xx\.yaml") as raised:
        read_own(path)
    assert reason in str(raised.value)
    assert raised.value.code == "broken-templates"


def test_a_missing_file_is_told_like_a_broken_one(tmp_path: Path) -> None:
    with pytest.raises(BrokenTemplates, match=r"gone\.yaml"):
        read_own(tmp_path / "gone.yaml")


@pytest.mark.slow
@pytest.mark.parametrize("code", [code for code, _ in available()])
def test_every_language_can_be_asked(code: str) -> None:
    understander = Understander(code, Names)
    assert len(understander.book().index) > 5
    assert understander.parse("qqqq zzzz xxxx").intents == ()
