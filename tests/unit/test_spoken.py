# SPDX-License-Identifier: Apache-2.0
"""Hearing and commands on the real services: timers ring at the desk, reports are of this computer, all ends."""

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from edgeassist.api import Notice, PaneSpec
from edgeassist.app.here import NO_BATTERY, battery_line, report_of
from edgeassist.app.services import Services
from edgeassist.app.spoken import Spoken
from edgeassist.core import language
from edgeassist.core.errors import EdgeError
from edgeassist.core.paths import places
from edgeassist.intents.kept import FILE
from edgeassist.ui.ports import Rang
from tests.support.windowless_desk import PlayedServices, WindowlessDesk

VOICE = PaneSpec(
    id="voice", title="Voice", icon="mic", build=lambda _context: pytest.fail("no window"), settings=("microphone",)
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[WindowlessDesk]:
    made = WindowlessDesk(tmp_path / "home")
    yield made
    made.close()


def rung(desk: WindowlessDesk) -> list[Rang]:
    return [event for event in desk.heard.said if isinstance(event, Rang)]


def test_a_timer_set_by_a_command_rings_at_the_desk(desk: WindowlessDesk) -> None:
    commands = desk.watched().desk.context(VOICE).commands
    command = commands.understand("set a timer for one second")
    step = commands.perform(command.steps[0].id)
    assert step.state == "done"
    desk.heard.until(lambda: bool(rung(desk)), "ring")
    assert "timer" in rung(desk)[0].notice.text.lower()
    assert not rung(desk)[0].missed


def test_a_timer_of_another_program_rings_once_the_clock_is_looked_at(desk: WindowlessDesk) -> None:
    desk.watched().settled()
    with Services(places({"EDGEASSIST_HOME": str(desk.services.places.data.parent)})) as other:
        step = other.spoken.commands.understand("set a timer for one second").steps[0]
        other.spoken.commands.perform(step.id)
    desk.desk.look_at_clock()
    desk.heard.until(lambda: bool(rung(desk)), "ring")


def damaged(home: Path) -> None:
    folder = places({"EDGEASSIST_HOME": str(home)}).data / "commands"
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(b"no database" * 500)


def test_a_damaged_file_of_timers_is_told_at_the_desk_once(desk: WindowlessDesk, tmp_path: Path) -> None:
    damaged(tmp_path / "home")

    def notices() -> list[str]:
        return [one.text for one in desk.heard.said if isinstance(one, Notice) and "commands keep" in one.text]

    desk.watched()
    desk.heard.until(lambda: bool(notices()), "the damage")
    assert desk.desk.context(VOICE).commands.understand("what time is it").steps
    assert len(notices()) == 1


def test_a_damaged_file_of_commands_is_told_to_whoever_asks_first(tmp_path: Path) -> None:
    damaged(tmp_path)
    told: list[str] = []
    with Services(places({"EDGEASSIST_HOME": str(tmp_path)})) as services:
        services.spoken.trouble = told.append
        assert services.spoken.commands.earlier() == ()
        services.spoken.due().close()
    assert ["The damaged file is kept as" in one for one in told] == [True]


def test_a_pane_reaches_one_microphone_and_one_set_of_commands(desk: WindowlessDesk) -> None:
    first, second = (desk.desk.context(VOICE) for _ in range(2))
    assert first.commands is second.commands
    assert first.hearing is second.hearing is desk.desk.hearing()


def test_a_pane_keeps_its_own_settings_only(desk: WindowlessDesk) -> None:
    context = desk.desk.context(VOICE)
    context.keep_setting("microphone", "USB headset")
    assert context.setting("microphone") == "USB headset"
    assert desk.desk.talking() == ("f9", "USB headset")
    with pytest.raises(KeyError):
        context.keep_setting("threads", 1)


def test_the_report_is_of_this_computer(tmp_path: Path) -> None:
    services = PlayedServices(tmp_path)
    told = dict(report_of(services))
    services.close()
    assert set(told) == {"memory", "battery", "disk", "model"}
    assert "free of" in told["memory"]
    assert "free of" in told["disk"]
    assert told["model"] == "none is in use"


def test_without_a_battery_nothing_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("psutil.sensors_battery", lambda: None, raising=False)
    assert battery_line() == NO_BATTERY


@pytest.mark.parametrize(
    ("percent", "left_s", "plugged", "line"),
    [
        (78.4, 7500, False, "78 %, about 2 h 5 min left"),
        (100, -2, True, "100 %, plugged in"),
        (12, -1, False, "12 %"),
    ],
)
def test_a_battery_is_told_as_the_system_tells_it(
    monkeypatch: pytest.MonkeyPatch, percent: float, left_s: int, plugged: bool, line: str
) -> None:
    battery = type("Battery", (), {"percent": percent, "secsleft": left_s, "power_plugged": plugged})
    monkeypatch.setattr("psutil.sensors_battery", battery, raising=False)
    assert battery_line() == line


def test_another_language_for_one_run_leaves_the_settings_alone(tmp_path: Path) -> None:
    services = PlayedServices(tmp_path)
    services.spoken.speak("de")
    assert services.spoken.commands.language == "de"
    assert services.settings.voice_language == ""
    parsed = services.spoken.commands.understand("stelle einen Timer auf zehn Minuten").parsed
    services.close()
    assert [one.name for one in parsed.intents] == ["HassStartTimer"]


def test_what_was_never_asked_for_is_never_made(tmp_path: Path) -> None:
    services = PlayedServices(tmp_path)
    services.close()
    assert not (services.places.data / "commands").exists()
    late = Spoken(services)
    late.close()
    hearing = late.hearing
    assert hearing.recognizer is None, "what is asked for after the end is closed already"


def test_another_language_is_understood_from_the_next_sentence(tmp_path: Path) -> None:
    with Services(places({"EDGEASSIST_HOME": str(tmp_path / "home")})) as services:
        english = services.spoken.commands
        assert services.spoken.commands is english
        services.change_settings(voice_language="de")
        german = services.spoken.commands
        assert (english.language, german.language) == ("en", "de")
        step = german.understand("Stelle einen Timer auf zehn Minuten").steps[0]
        assert german.perform(step.id).state == "done"
        assert [one.kind for one in german.running()] == ["timer"]
        with pytest.raises(EdgeError):
            english.earlier()


def test_the_microphone_is_not_waited_for_while_commands_are_made(tmp_path: Path) -> None:
    with Services(places({"EDGEASSIST_HOME": str(tmp_path / "home")})) as services, services.spoken._making:
        assert services.spoken.hearing is services.spoken.hearing


def test_five_minutes_more_is_a_timer_of_its_own(desk: WindowlessDesk) -> None:
    desk.watched().settled()
    desk.desk.more_time("pasta")
    commands = desk.services.spoken.commands

    def set_now() -> bool:
        return [(one.name, one.total_s) for one in commands.running()] == [("pasta", 300.0)]

    desk.heard.until(set_now, "a timer")
    with contextlib.closing(desk.services.spoken.due()) as due:
        later = datetime.now().astimezone() + timedelta(seconds=301)
        assert next(one.sentence for one in due.due(later)).startswith("The timer “pasta” of 5 minutes is over.")


def test_commands_follow_the_window_until_a_language_is_chosen(tmp_path: Path) -> None:
    services = PlayedServices(tmp_path)
    try:
        language.use("de", lambda text, _many, _n: text)
        assert services.spoken.language == "de"
        parsed = services.spoken.commands.understand("Stelle einen Timer auf zehn Minuten").parsed
        assert [one.name for one in parsed.intents] == ["HassStartTimer"]
        assert services.spoken._recognizer() == ("en", ""), "what hears without a voice model hears English"
        services.change_settings(voice_language="fr")
        assert services.spoken.language == "fr"
    finally:
        language.use("en")
        services.close()
