# SPDX-License-Identifier: Apache-2.0
"""The program without a face: what it finds, refuses and remembers, on real folders with a scripted worker."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from edgeassist.app.models_here import Target
from edgeassist.app.services import Services, open_services
from edgeassist.core import settings
from edgeassist.core.errors import BadUsage, EdgeError, NotFound
from edgeassist.core.paths import FolderUnavailable, places
from edgeassist.runtime.blocking import JobFailed, finish
from edgeassist.runtime.state import Phase
from edgeassist.store.card import ModelCard, write_card
from edgeassist.store.fit import NotEnoughMemory
from edgeassist.store.intake import NotEnoughDisk
from edgeassist.store.opened import open_regular
from edgeassist.wire import Generate
from edgeassist.worker.variants import PROBE_BYTES
from tests.support.gguf_forge import STRING, sound
from tests.support.scripted_services import card, stored
from tests.support.windowless_desk import PlayedServices

GB = 1_000_000_000


@pytest.fixture
def services(tmp_path: Path) -> Iterator[PlayedServices]:
    with PlayedServices(tmp_path / "home") as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Stick.GGUF"
    path.write_bytes(sound().having("general.name", STRING, "On a stick").made())
    return path


def put(services: Services, *names: str) -> None:
    stored(services.places.data.parent, *(card(name) for name in names))


def test_a_model_is_found_by_id_and_by_name_whatever_the_case(services: Services) -> None:
    put(services, "tiny", "large")
    for wanted in ("tiny", "TINY", "Model tiny", "model TINY"):
        target = services.find(wanted)
        assert (target.card.id, target.path) == ("tiny", services.places.models / "tiny" / "tiny.gguf")


def test_a_file_is_found_by_its_path_and_checked_first(services: Services, file: Path, tmp_path: Path) -> None:
    target = services.find(str(file))
    assert target.path == file.resolve()
    assert (target.card.name, target.card.context_trained_tokens) == ("On a stick", 512)
    assert services.library.cards() == ()
    torn = tmp_path / "torn.gguf"
    torn.write_bytes(file.read_bytes()[:200])
    with pytest.raises(EdgeError):
        services.find(str(torn))


def test_a_path_below_the_home_folder_may_be_written_short(
    services: Services, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(file.parent))
    assert services.find("~/Stick.GGUF").path == file.resolve()


def test_a_file_that_is_not_there_is_not_taken_for_a_name(services: Services, tmp_path: Path) -> None:
    with pytest.raises(EdgeError) as caught:
        services.find(str(tmp_path / "absent.gguf"))
    assert "absent.gguf" in str(caught.value)
    with pytest.raises(EdgeError) as caught:
        services.find("x" * 300 + ".gguf")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "wanted",
    ["", " ", "no-such", "..", "../tiny", "tiny/", "\0", "x" * 300, "~nobody-here/x", "\N{RIGHT-TO-LEFT OVERRIDE}"],
)
def test_an_unknown_name_is_one_printable_sentence(wanted: str, services: Services) -> None:
    put(services, "tiny")
    with pytest.raises(NotFound) as caught:
        services.find(wanted)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


def test_a_name_that_two_models_share_asks_for_an_id(services: Services) -> None:
    home = services.places.data.parent
    stored(home, *(msgspec.structs.replace(card(one), name="Twin") for one in ("one", "two")))
    with pytest.raises(BadUsage) as caught:
        services.find("twin")
    assert "one, two" in caught.value.hint


def test_a_near_miss_is_offered(services: Services) -> None:
    put(services, "smollm-135m", "qwen-05b")
    with pytest.raises(NotFound) as caught:
        services.find("smolm-135m")
    assert caught.value.hint == "Did you mean smollm-135m?"


@pytest.mark.parametrize(("setting", "trained", "given"), [(4096, 512, 512), (1024, 8192, 1024), (2048, 0, 2048)])
def test_the_context_is_the_setting_but_never_more_than_trained(
    setting: int, trained: int, given: int, services: Services
) -> None:
    services.change_settings(context_tokens=setting)
    assert services.context_for(msgspec.structs.replace(card("a"), context_trained_tokens=trained)) == given


def test_the_memory_sum_uses_what_is_free_now(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.app.services.free_memory", lambda: GB)
    assert services.fit(card("a")).fits
    assert services.fit(card("a")).free_bytes == GB
    assert services.fit(card("a"), 700).context_tokens == 700
    monkeypatch.setattr("edgeassist.app.services.free_memory", lambda: 0)
    assert not services.fit(card("a")).fits


def test_a_load_carries_the_settings_and_what_was_asked_for(services: Services) -> None:
    put(services, "tiny")
    services.change_settings(threads=3, context_tokens=1024)
    target = services.find("tiny")
    load = services.load_command(target)
    assert (load.path, load.size_bytes, load.context_tokens, load.threads) == (str(target.path), 4, 1024, 3)
    other = services.load_command(target, context_tokens=333, threads=1)
    assert (other.context_tokens, other.threads) == (333, 1)
    assert load.template == target.card.template


def test_a_drive_too_full_for_the_first_start_is_told_as_that(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(services, "tiny")
    target, cache = services.find("tiny"), services.places.cache
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=PROBE_BYTES - 1))
    with pytest.raises(NotEnoughDisk, match=r"needs 16 MB of disk space; 16 MB are free") as caught:
        services.load_command(target)
    assert (caught.value.exit_code, "are safe" in caught.value.hint) == (5, True)
    for kind in ("q4_k_m", "q4_0"):
        (cache / f"cpu-probe-1-{kind}.gguf").write_bytes(b"made before")
    assert services.load_command(target).path == str(target.path)


def test_what_speaks_against_a_load_is_said_before_anything_starts(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgeassist.app.services.free_memory", lambda: 100)
    put(services, "tiny")
    target = services.find("tiny")
    with pytest.raises(NotEnoughMemory, match="100 B free"):
        services.load_command(target)
    assert services.load_command(target, anyway=True).path == str(target.path)
    damaged = Target(target.card.failed("model-damaged", "It is torn."), target.path)
    for anyway in (False, True):
        with pytest.raises(EdgeError, match="It is torn") as caught:
            services.load_command(damaged, anyway=anyway)
        assert (caught.value.exit_code, caught.value.code) == (3, "model-not-usable")
        assert "edgeassist models repair tiny" in caught.value.hint
    tried = Target(target.card.failed("probe-failed", "It died."), target.path)
    assert services.load_command(tried, anyway=True).path == str(target.path)
    assert services.engine.worker_pid is None


def test_settings_are_kept_and_bad_ones_are_not(services: Services) -> None:
    services.change_settings(threads=5, theme="pink")
    assert (services.settings.threads, services.settings.theme) == (5, "system")
    assert settings.load(services.places.settings) == (services.settings, ())


def test_settings_that_cannot_be_written_hold_until_the_end(services: Services) -> None:
    services.places.settings.mkdir()
    services.change_settings(threads=5)
    assert services.settings.threads == 5
    assert services.places.settings.is_dir()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where a folder should be")
    with pytest.raises(FolderUnavailable) as caught:
        open_services(places({"EDGEASSIST_HOME": str(tmp_path / "home")}))
    assert str(tmp_path / "home") in str(caught.value)
    assert "EDGEASSIST_HOME" in caught.value.hint


def test_opening_and_closing_starts_and_writes_nothing(tmp_path: Path) -> None:
    with open_services(places({"EDGEASSIST_HOME": str(tmp_path)})) as services:
        assert services.library.cards() == ()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_loading_waits_tells_its_progress_and_answers(services: PlayedServices, file: Path) -> None:
    fractions: list[float] = []
    loaded = services.load(str(file), context_tokens=300, on_progress=fractions.append)
    assert (loaded.name, loaded.context_tokens) == ("Stick", 300)
    assert fractions == [0.5]
    assert services.engine.state.phase is Phase.READY
    heard = finish(services.engine, Generate(prompt="one two"))
    assert len(heard) == 4


def test_a_model_that_the_engine_will_not_load_is_an_error_of_ours(services: PlayedServices) -> None:
    put(services, "refuse")
    with pytest.raises(JobFailed) as caught:
        services.load("refuse")
    assert (caught.value.code, caught.value.hint, caught.value.exit_code) == ("bad-model", "Another.", 6)


def test_an_import_is_measured_once_and_known_again(services: PlayedServices, file: Path) -> None:
    steps: list[str] = []
    made = services.import_model(file, lambda step, _done, _total: steps.append(step))
    assert made.state == "ready"
    assert made.measured is not None
    assert list(dict.fromkeys(steps)) == ["Checking", "Copying", "Measuring"]
    assert services.library.get(made.id) == made
    again = services.import_model(file)
    assert again.remark
    assert again.id == made.id


def test_the_file_checked_is_the_file_opened(services: Services, file: Path) -> None:
    with open_regular(file) as opened:
        file.replace(file.with_name("moved"))
        file.write_text("something else by now")
        assert services.inspect(opened).name == "On a stick"


def test_deaths_are_kept_on_the_card_and_forgiven_by_an_answer(tmp_path: Path) -> None:
    home = tmp_path / "home"
    stored(home, card("tiny"))
    with PlayedServices(home) as services:
        services.load("tiny")
        with pytest.raises(JobFailed) as caught:
            finish(services.engine, Generate(prompt="SIGSEGV", stop=("die",)))
        assert caught.value.code == "engine-crashed"
        assert services.library.get("tiny").deaths == 1
    with PlayedServices(home) as later:
        later.load("tiny")
        finish(later.engine, Generate(prompt="well"))
        assert later.library.get("tiny").deaths == 0


def test_deaths_of_a_model_that_was_removed_meanwhile_are_forgotten(services: PlayedServices) -> None:
    put(services, "tiny")
    services.load("tiny")
    services.library.remove("tiny")
    with pytest.raises(JobFailed):
        finish(services.engine, Generate(prompt="SIGSEGV", stop=("die",)))
    assert services.library.cards() == ()
    assert services.library.restore("tiny").deaths == 0


def copied_in(services: Services, content: bytes) -> ModelCard:
    """Copy a model folder in by hand, with a card that promises too much."""
    folder = services.places.models / "copied"
    folder.mkdir(parents=True)
    (folder / "copied.gguf").write_bytes(content)
    claimed = msgspec.structs.replace(
        card("copied"), size_bytes=len(content), context_trained_tokens=1_000_000, template="own", kv_elements=1
    )
    write_card(folder, claimed)
    return claimed


def test_a_folder_copied_in_by_hand_is_checked_and_its_card_not_believed(services: PlayedServices, file: Path) -> None:
    copied_in(services, file.read_bytes())
    assert services.load("copied").name == "copied"
    kept = services.library.get("copied")
    assert (kept.context_trained_tokens, kept.template) == (512, "fallback")


def test_an_unfit_file_copied_in_by_hand_never_reaches_the_engine(services: PlayedServices) -> None:
    copied_in(services, b"GGUF" + bytes(4000))
    with pytest.raises(EdgeError):
        services.load("copied")
    assert services.engine.worker_pid is None
