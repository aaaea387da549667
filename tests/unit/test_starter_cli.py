# SPDX-License-Identifier: Apache-2.0
"""The starter on the command line: it answers where nothing else was chosen, says so, and cannot be removed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist.cli import run
from edgeassist.cli.starter import NO_ROLES, STANDS_IN
from edgeassist.store.starter import AlreadyBuiltIn, Starter
from tests.support.scripted_services import ScriptedServices, card, said, stored
from tests.support.starters import WHY, stand_in

Run = Callable[..., int]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ScriptedServices:
    monkeypatch.setenv("EDGEASSIST_HOME", str(tmp_path))
    monkeypatch.setattr("edgeassist.cli.errand._first_start", lambda services: False)
    made = ScriptedServices(tmp_path)
    made.starter = stand_in(tmp_path / "shipped" / "starter")
    return made


@pytest.fixture
def edge(services: ScriptedServices) -> Run:
    return lambda *argv: run(list(argv), open_services=lambda: services)


def asks(services: ScriptedServices, edge: Run, *argv: str) -> str:
    """Ask and return the model that was loaded for it."""
    services.engine.scripts = [said("ok")]
    assert edge("ask", *argv, "Hi?") == 0
    return services.loads[-1][0]


def test_without_any_model_the_starter_answers_and_one_line_says_so(
    edge: Run, services: ScriptedServices, capsys: Capture
) -> None:
    assert asks(services, edge) == "starter"
    printed = capsys.readouterr()
    assert printed.out == "ok\n"
    assert STANDS_IN in printed.err.splitlines()
    assert services.settings.model == ""
    assert asks(services, edge, "--json") == "starter"
    assert capsys.readouterr().err == ""


def test_the_first_real_model_is_the_default_as_ever(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    stored(services.places.data.parent, card("tiny"))
    assert asks(services, edge) == "tiny"
    assert asks(services, edge, "--model", "starter") == "starter"
    assert "Starter answers" not in capsys.readouterr().err


def test_of_several_models_none_is_taken_for_the_person(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    stored(services.places.data.parent, card("one"), card("two"))
    assert edge("ask", "Hi?") == 2
    assert "none is chosen" in capsys.readouterr().err


def test_a_chosen_starter_is_taken_and_needs_no_remark(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    stored(services.places.data.parent, card("tiny"))
    assert edge("models", "use", "Starter") == 0
    assert services.settings.model == "starter"
    assert asks(services, edge) == "starter"
    assert "Starter answers" not in capsys.readouterr().err
    assert edge("models", "use", "tiny") == 0
    assert asks(services, edge) == "tiny"


def test_a_chosen_model_that_is_gone_leaves_the_starter(edge: Run, services: ScriptedServices) -> None:
    services.change_settings(model="gone")
    assert asks(services, edge) == "starter"


def test_it_is_listed_last_with_what_is_different_about_it(
    edge: Run, services: ScriptedServices, capsys: Capture
) -> None:
    assert edge("models", "list") == 0
    printed = capsys.readouterr()
    assert "built in, cannot be removed" in printed.out.splitlines()[1]
    assert "models recommend" in printed.err
    stored(services.places.data.parent, card("tiny"), card("zebra"))
    assert edge("models", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)["models"]
    assert [(one["id"], one["built_in"]) for one in listed] == [("tiny", False), ("zebra", False), ("starter", True)]


def test_a_copy_of_it_in_the_models_folder_does_not_stand_beside_it(services: ScriptedServices) -> None:
    stored(services.places.data.parent, card("starter"), card("tiny"))
    assert [(one.id, one.name) for one in services.cards()] == [("tiny", "Model tiny"), ("starter", "Starter")]


def test_show_prints_what_it_can_and_cannot_with_the_scores(
    edge: Run, services: ScriptedServices, capsys: Capture
) -> None:
    assert edge("models", "show", "starter") == 0
    out = capsys.readouterr().out
    assert (
        "Can:            translate from English to Spanish: chrF 41.2 (baseline: copy 17.0); 0 to 100, higher is better"
        in out
    )
    assert f"Cannot:         sum texts up: {WHY}\n" in out
    assert out.count("Limit:") == 1
    assert "Limit:          It knows little and invents the rest." in out
    assert edge("models", "show", "starter", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["built_in"] is True
    assert shown["scores"]["sum texts up"]["offered"] is False
    assert shown["path"].endswith("starter.gguf")


@pytest.mark.parametrize(
    "argv",
    [
        ("remove", "starter", "--yes"),
        ("quantize", "starter"),
        ("prove", "Starter"),
        ("pack", "starter", "--to", "x.edgepack"),
        ("repair", "starter"),
    ],
)
def test_what_only_a_stored_model_can_take_is_refused(
    edge: Run, services: ScriptedServices, capsys: Capture, argv: tuple[str, ...]
) -> None:
    assert edge("models", *argv) == 2
    assert "Starter comes with EdgeAssist: it cannot be removed" in capsys.readouterr().err
    assert services.starter is not None
    services.starter.verify()


def test_a_broken_install_says_so(edge: Run, services: ScriptedServices, capsys: Capture, tmp_path: Path) -> None:
    services.starter = Starter(tmp_path / "nowhere")
    assert edge("ask", "Hi?") == 4
    assert "There is no model here yet. The starter model that comes with EdgeAssist is missing." in (
        capsys.readouterr().err
    )
    assert edge("models", "list") == 0
    assert "damaged; see `models show starter`" in capsys.readouterr().out
    assert edge("models", "show", "starter") == 0
    assert "is missing. Install EdgeAssist again" in capsys.readouterr().out
    assert edge("ask", "--model", "starter", "Hi?") == 7
    assert edge("models", "use", "starter") == 3


def spoil(services: ScriptedServices) -> None:
    """Change the starter's file; its size stays."""
    assert services.starter is not None
    services.starter.path.write_bytes(b"x" * services.starter.card.size_bytes)
    services.starter = Starter(services.starter.folder)


def test_verify_reads_the_starter_too(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    assert edge("models", "verify") == 0
    assert edge("models", "verify", "Starter") == 0
    assert capsys.readouterr().out.count("whole") == 2
    spoil(services)
    assert edge("models", "verify", "--json") == 3
    printed = capsys.readouterr()
    (told,) = json.loads(printed.out)["models"]
    assert (told["id"], told["failure_code"]) == ("starter", "starter-damaged")
    assert "Starter is damaged or missing." in printed.err
    assert "Install EdgeAssist again" in printed.err
    assert edge("models", "verify", "starter") == 3


@pytest.mark.parametrize("look", [("list",), ("show", "starter")])
def test_a_damaged_starter_is_damaged_wherever_it_is_told_of(
    edge: Run, services: ScriptedServices, capsys: Capture, look: tuple[str, ...]
) -> None:
    spoil(services)
    assert edge("models", *look, "--json") == 0
    assert '"starter-damaged"' in capsys.readouterr().out


def test_a_damaged_starter_is_not_chosen(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    spoil(services)
    assert edge("models", "use", "starter") == 3
    assert "Install EdgeAssist again" in capsys.readouterr().err
    assert services.settings.model == ""


def test_the_list_tells_the_chosen_model_and_the_one_that_is_taken(
    edge: Run, services: ScriptedServices, capsys: Capture
) -> None:
    assert edge("models", "list") == 0
    assert "built in, cannot be removed (the default)" in capsys.readouterr().out
    stored(services.places.data.parent, card("tiny"), card("zebra"))
    services.change_settings(model="zebra")
    assert edge("models", "list") == 0
    assert [line.endswith("ready (chosen)") for line in capsys.readouterr().out.splitlines()[1:]] == [0, 1, 0]
    assert edge("models", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)["models"]
    assert [(one["chosen"], one["default"]) for one in listed] == [(False, False), (True, True), (False, False)]


def test_its_own_file_is_the_starter_wherever_it_lies(
    edge: Run, services: ScriptedServices, capsys: Capture, tmp_path: Path
) -> None:
    assert services.starter is not None
    copy = tmp_path / "copy.gguf"
    copy.write_bytes(services.starter.path.read_bytes())
    with pytest.raises(AlreadyBuiltIn, match="it is here already") as caught:
        services.bring_in(copy, lambda *_: None, lambda: False)
    assert "models use starter" in caught.value.hint
    assert services.library.cards() == ()
    (tmp_path / "letter.txt").write_text("This letter is long enough to be read.")
    assert edge("summarize", "--model", str(copy), str(tmp_path / "letter.txt")) == 0
    assert "no model wrote this. Starter cannot sum texts up" in capsys.readouterr().err
    assert asks(services, edge, "--model", str(copy)) == "starter"
    assert services.find(str(copy)).path == services.starter.path


def test_a_text_of_no_named_language_is_said_to_be_taken_as_one(
    edge: Run, services: ScriptedServices, capsys: Capture
) -> None:
    services.engine.scripts = [said("Hola.") for _ in range(3)]
    assert edge("translate", "--to", "es", "Hello.") == 0
    printed = capsys.readouterr()
    assert printed.out == "Hola.\n"
    assert "The text is taken as English; --from names its language." in printed.err
    assert edge("translate", "--to", "es", "--from", "en", "Hello.") == 0
    assert edge("translate", "--to", "es", "--json", "Hello.") == 0
    assert "taken as" not in capsys.readouterr().err


@pytest.mark.parametrize("text", ["Доброе утро", "おはよう", "早上好早上好, Bob", "صباح الخير"])
def test_a_text_in_another_script_is_not_translated(
    edge: Run, services: ScriptedServices, capsys: Capture, text: str
) -> None:
    assert edge("translate", "--to", "es", text) == 7
    assert "Starter cannot translate this: it reads English, in Latin letters only." in capsys.readouterr().err
    assert services.loads == []


def test_other_models_translate_any_script(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    stored(services.places.data.parent, card("tiny"))
    services.engine.scripts = [said("Buenos días.")]
    assert edge("translate", "--to", "es", "Доброе утро") == 0
    assert "taken as Russian" in capsys.readouterr().err


def test_a_role_that_it_drops_is_said_to_be_dropped(edge: Run, services: ScriptedServices, capsys: Capture) -> None:
    asks(services, edge, "--system", "You are a pirate.")
    assert NO_ROLES in capsys.readouterr().err.splitlines()
    stored(services.places.data.parent, card("tiny"))
    asks(services, edge, "--system", "You are a pirate.")
    assert NO_ROLES not in capsys.readouterr().err


def test_a_starter_that_must_not_chat_is_not_asked(
    edge: Run, services: ScriptedServices, capsys: Capture, tmp_path: Path
) -> None:
    services.starter = stand_in(tmp_path / "mute", scores={"chat": {"offered": False, "why": "it babbles"}})
    assert edge("ask", "Hi?") == 7
    assert "Starter cannot chat: it babbles." in capsys.readouterr().err
    assert edge("chat") == 7
    assert services.loads == []


def test_doctor_reads_it_against_its_sum(services: ScriptedServices) -> None:
    from edgeassist.app.checks import starter

    assert starter(services).state == "ok"
    assert services.starter is not None
    services.starter = Starter(services.starter.folder / "gone")
    assert (starter(services).state, "Install" in starter(services).todo) == ("note", True)
    services.starter = None
    assert starter(services).state == "note"
