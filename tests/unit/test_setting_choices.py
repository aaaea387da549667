# SPDX-License-Identifier: Apache-2.0
"""What may be chosen on this computer: known at once or told later; and the size that a start of the window takes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from edgeassist.app.setting_choices import USUAL, SettingChoices
from edgeassist.app.window import scale_everything
from edgeassist.speech.lines import Device
from edgeassist.testing import FakeHearing


@dataclass
class Bench:
    """Choices of a computer with a microphone; `told` are the settings that there was news of."""

    hearing: FakeHearing = field(default_factory=lambda: FakeHearing(microphones=(Device("USB headset"),)))
    told: list[str] = field(default_factory=list)
    lane: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    def __post_init__(self) -> None:
        self.choices = SettingChoices(lambda: self.hearing, self.lane, self.told.append)

    def found(self, name: str) -> tuple[tuple[str, str], ...]:
        """Ask, wait for what comes of it, and return what is known then."""
        self.choices.of(name)
        self.lane.shutdown(wait=True)
        return self.choices.of(name)


def test_nothing_is_known_before_it_was_looked_for() -> None:
    bench = Bench()
    assert bench.choices.of("microphone") == ()
    bench.lane.shutdown(wait=True)


def test_microphones_are_found_and_told_of() -> None:
    bench = Bench()
    assert bench.found("microphone") == (USUAL, ("USB headset", "USB headset"))
    assert bench.told == ["microphone"]


def test_the_same_found_again_is_no_news() -> None:
    bench = Bench()
    bench.choices.of("microphone")
    bench.choices.of("microphone")
    bench.lane.shutdown(wait=True)
    assert bench.told == ["microphone"]


def test_another_one_plugged_in_is_news() -> None:
    bench = Bench()
    bench.choices.of("microphone")
    bench.hearing.microphones += (Device("Built-in microphone"),)
    found = bench.found("microphone")
    assert found[-1] == ("Built-in microphone", "Built-in microphone")


def test_without_a_microphone_there_is_the_system_s_choice() -> None:
    bench = Bench(FakeHearing(microphones=()))
    assert bench.found("microphone") == (USUAL,)


def test_languages_of_commands_are_those_that_there_are() -> None:
    codes = [code for code, _name in Bench().found("voice_language")]
    assert codes[:1] == ["en"] or "en" in codes
    assert {"es", "de", "fr"} <= set(codes)


def test_what_is_no_matter_of_this_computer_has_no_choices() -> None:
    bench = Bench()
    assert bench.found("theme") == ()
    assert bench.told == []


@pytest.mark.parametrize(
    ("percent", "before", "after"),
    [
        (100, None, None),
        (100, "2", "2"),
        (150, None, "1.500"),
        (80, "2", "1.600"),
        (200, "much", "2.000"),
    ],
)
def test_the_window_starts_in_the_size_that_was_chosen(percent: int, before: str | None, after: str | None) -> None:
    environ = {} if before is None else {"QT_SCALE_FACTOR": before}
    scale_everything(percent, environ)
    assert environ.get("QT_SCALE_FACTOR") == after
