# SPDX-License-Identifier: Apache-2.0
"""`edgeassist chat` on a conversation with files: they are read again, and what is not is said. Never silently less."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist.cli import run
from edgeassist.history.manner import Manner
from edgeassist.history.turns import Attachment
from edgeassist.panes.chat.attaching import digest_of
from edgeassist.testing import FakeDocuments
from tests.support.scripted_services import ScriptedServices, card, said, stored

Capture = pytest.CaptureFixture[str]
TEXT = "Bearing at 83 degrees."


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScriptedServices:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path))
    monkeypatch.setattr("edgeassist.cli.errand._first_start", lambda services: False)
    stored(tmp_path, card("tiny"))
    made = ScriptedServices(tmp_path)
    vars(made)["documents"] = FakeDocuments()
    made.engine.scripts = [said("Two.")]
    return made


@pytest.fixture
def resumed(services: ScriptedServices, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Go on with the last conversation and ask one thing."""

    def go_on() -> int:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"And now?\n"), encoding="utf-8"))
        return run(["chat", "--continue"], open_services=lambda: services)

    return go_on


def asked_about(services: ScriptedServices, path: Path, digest: str = "") -> None:
    chat = services.chats.start()
    chat.add_question("How hot?", attachments=(Attachment(name=path.name, path=str(path), digest=digest),))
    chat.save_answer("83.", partial=False)


def test_a_file_of_an_earlier_question_is_read_again(
    services: ScriptedServices, resumed: Callable[[], int], tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "log.txt"
    path.write_text(TEXT)
    asked_about(services, path, digest_of(TEXT))
    assert resumed() == 0
    assert TEXT in services.engine.asked[0].turns[0].text
    assert "log.txt" not in capsys.readouterr().err


def test_a_file_that_is_gone_is_said_not_to_be_read(
    services: ScriptedServices, resumed: Callable[[], int], tmp_path: Path, capsys: Capture
) -> None:
    asked_about(services, tmp_path / "gone.txt")
    assert resumed() == 0
    assert services.engine.asked[0].turns[0].text == "How hot?"
    assert "Not read: gone.txt." in capsys.readouterr().err


def test_a_file_that_changed_is_said_to_be_read_as_it_is_now(
    services: ScriptedServices, resumed: Callable[[], int], tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "log.txt"
    path.write_text("Bearing at 99 degrees.")
    asked_about(services, path, digest_of(TEXT))
    assert resumed() == 0
    assert "99 degrees" in services.engine.asked[0].turns[0].text
    assert "it has changed since the question" in capsys.readouterr().err


def test_what_was_left_out_by_choice_is_said_on_going_on(
    services: ScriptedServices, resumed: Callable[[], int], capsys: Capture
) -> None:
    chat = services.chats.start()
    chat.add_question("Which pump?")
    chat.save_answer("The old one.", partial=False)
    chat.keep_manner(Manner(parameters={"older.dropped": chat.path()[0].id}))
    assert resumed() == 0
    assert [turn.text for turn in services.engine.asked[0].turns] == ["And now?"]
    heard = capsys.readouterr().err
    assert "An earlier question is left out, as you chose." in heard
    assert "too little" not in heard


def test_a_number_that_no_conversation_has_is_refused_with_the_way_to_find_one(
    services: ScriptedServices, capsys: Capture
) -> None:
    assert run(["chat", "--chat", "77"], open_services=lambda: services) == 4
    heard = capsys.readouterr().err
    assert "There is no conversation 77." in heard
    assert "`edgeassist history list`" in heard
