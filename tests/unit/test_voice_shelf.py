# SPDX-License-Identifier: Apache-2.0
"""Voice models as the window lists them: which is used, what is wrong with one, and what the window can do about it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.app.services import Services
from edgeassist.app.voice_models import LanguageUntold, VoiceShelf
from edgeassist.core.errors import EdgeError
from edgeassist.core.paths import places
from edgeassist.core.stop import Stop, Stopped
from edgeassist.store.voice_card import VOICE_CARD, VoiceCard
from edgeassist.store.voice_refusals import NotAVoiceModel
from tests.support.voices_made import NAME, always_ready, below, layered, zipped


def quiet(step: str, done: int, total: int) -> None:
    """Hear a report."""


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with Services(places({"EDGEASSIST_HOME": str(tmp_path / "home")})) as made:
        yield made


@pytest.fixture
def shelf(services: Services) -> VoiceShelf:
    return VoiceShelf(services, always_ready)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return zipped(tmp_path / f"{NAME}.zip", below(NAME, layered()))


def test_one_that_was_added_hears_its_language(shelf: VoiceShelf, services: Services, file: Path) -> None:
    steps: list[str] = []
    view = shelf.add(file, lambda step, _done, _total: steps.append(step), Stop())
    assert (view.id, view.language, view.used, view.problem) == (NAME, "en", True, "")
    assert shelf.all() == (view,)
    assert steps[0] == "Unpacking"
    assert services.spoken._recognizer()[1].endswith(NAME)
    shelf.remove(NAME)
    assert shelf.all() == ()
    assert services.spoken._recognizer() == ("en", "")


def test_of_two_for_one_language_the_newer_is_used(shelf: VoiceShelf, tmp_path: Path, file: Path) -> None:
    shelf.add(file, quiet, Stop())
    other = dict(layered()) | {"README": b"another"}
    view = shelf.add(zipped(tmp_path / "z.zip", below("vosk-model-en-us-z", other)), quiet, Stop(), language="en")
    assert [one.used for one in shelf.all()].count(True) == 1
    assert view.used == next(one for one in shelf.all() if one.id == view.id).used


def test_a_name_that_tells_no_language_is_refused_in_words_for_the_window(shelf: VoiceShelf, tmp_path: Path) -> None:
    path = zipped(tmp_path / "mine.zip", below("mine", layered()))
    with pytest.raises(LanguageUntold, match="does not tell which language") as refused:
        shelf.add(path, quiet, Stop())
    assert "--lang" not in refused.value.hint
    assert shelf.add(path, quiet, Stop(), language="de").language == "de"


def test_what_is_no_voice_model_leaves_nothing(shelf: VoiceShelf, tmp_path: Path) -> None:
    letter = tmp_path / f"{NAME}.zip"
    letter.write_text("Dear madam")
    with pytest.raises(EdgeError):
        shelf.add(letter, quiet, Stop())
    with pytest.raises(NotAVoiceModel):
        shelf.add(zipped(tmp_path / f"{NAME}-2.zip", {"letter.txt": b"Dear madam"}), quiet, Stop(), language="en")
    assert shelf.all() == ()


def test_what_is_stopped_leaves_nothing(shelf: VoiceShelf, file: Path) -> None:
    stop = Stop()
    stop.wish()
    with pytest.raises(Stopped):
        shelf.add(file, quiet, stop)
    assert shelf.all() == ()


def test_one_that_failed_when_tried_says_so(services: Services, file: Path) -> None:
    def fails(card: VoiceCard, _folder: Path) -> VoiceCard:
        return card.failed("voice-model-damaged", "It ended the program that tried it.")

    shelf = VoiceShelf(services, fails)
    view = shelf.add(file, quiet, Stop())
    assert (view.used, view.problem) == (False, "It ended the program that tried it.")


def test_the_window_names_no_command_of_the_terminal(shelf: VoiceShelf, services: Services, file: Path) -> None:
    shelf.add(file, quiet, Stop())
    folder = services.models_folder / "voices" / NAME
    by_hand = folder.with_name("copied")
    by_hand.mkdir()
    untried = folder.with_name("untried")
    untried.mkdir()
    for one in folder.rglob("*"):
        if one.is_file():
            target = untried / one.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(one.read_bytes())
    assert (untried / VOICE_CARD).exists()
    problems = {one.id: one.problem for one in shelf.all()}
    assert problems[NAME] == ""
    assert problems["copied"] == "It was copied here by hand: add its file instead."
    assert problems["untried"] == "It was not tried on this computer yet: add its file again."


def test_commands_can_be_in_many_languages(shelf: VoiceShelf) -> None:
    assert {("de", "Deutsch"), ("en", "English")} < set(shelf.languages())
