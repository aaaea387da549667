# SPDX-License-Identifier: Apache-2.0
"""The composition root's small parts: what a card says, children, logs, the display."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.app.card_views import card_view, plain_type
from edgeassist.app.children import child_command, run_child
from edgeassist.app.logs import ensure_streams, start_log
from edgeassist.app.window import no_display
from edgeassist.core import settings
from edgeassist.core.units import elided, human_bytes
from edgeassist.store.card import ModelCard
from edgeassist.store.fit import Fit, estimate
from tests.support.scripted_services import card

GB = 1_000_000_000
ROOMY = estimate(card("any"), context_tokens=512, free_bytes=8 * GB)
TIGHT = estimate(card("any"), context_tokens=512, free_bytes=GB // 1000)


@pytest.mark.parametrize(
    ("shown", "fit", "in_use", "badge", "tone"),
    [
        (card("a"), ROOMY, True, "In use", "ok"),
        (card("a"), TIGHT, True, "In use", "ok"),
        (card("a"), ROOMY, False, "Fits", "ok"),
        (card("a"), TIGHT, False, f"Needs {human_bytes(TIGHT.total_bytes)}", "warn"),
        (card("a").failed("probe-failed", "It died."), ROOMY, False, "Did not work here", "warn"),
        (card("a").failed("model-damaged", "It is torn."), ROOMY, False, "Cannot be used", "danger"),
        (card("a").failed("card-damaged", "It is torn."), TIGHT, False, "Cannot be used", "danger"),
    ],
)
def test_one_badge_says_the_most_important_thing(
    shown: ModelCard, fit: Fit, in_use: bool, badge: str, tone: str
) -> None:
    view = card_view(shown, fit, in_use=in_use)
    assert (view.badge, view.badge_tone, view.in_use) == (badge, tone, in_use)


def test_the_line_leaves_out_what_is_not_known() -> None:
    bare = ModelCard(id="bare", name="Bare", size_bytes=1_100_000_000)
    assert card_view(bare, ROOMY, in_use=False).line == "1.1 GB"
    full = msgspec.structs.replace(bare, quantization="Q4_K_M", licence="apache-2.0")
    assert card_view(full, ROOMY, in_use=False).line == "compressed · 1.1 GB · apache-2.0"
    assert "Quantization: Q4_K_M" in card_view(full, ROOMY, in_use=False).details
    preset = msgspec.structs.replace(full, preset="balanced")
    assert card_view(preset, ROOMY, in_use=False).line == "Balanced · 1.1 GB · apache-2.0"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("F16", "not compressed"),
        ("BF16", "not compressed"),
        ("F32", "not compressed"),
        ("Q8_0", "lightly compressed"),
        ("Q6_K", "compressed"),
        ("Q4_K_M", "compressed"),
        ("MXFP4", "compressed"),
        ("IQ3_XXS", "strongly compressed"),
        ("Q2_K", "strongly compressed"),
        ("unheard of", "unheard of"),
        ("", ""),
    ],
)
def test_a_type_is_told_in_plain_words(name: str, told: str) -> None:
    assert plain_type(name) == told


def test_figures_are_this_laptop_s_own_or_absent() -> None:
    measured = card_view(card("a"), ROOMY, in_use=False)
    assert measured.numbers == ("24.6 tokens/s here", "9.0 MB memory here")
    fresh = card_view(ModelCard(id="b", name="B"), ROOMY, in_use=False)
    assert fresh.numbers == ("Not measured on this computer yet",)
    assert "here:" not in fresh.details
    failed = card_view(card("a").failed("probe-failed", "It died."), ROOMY, in_use=False)
    assert failed.numbers == ("It died.",)


def test_details_show_the_sum_and_where_the_template_comes_from() -> None:
    own = card_view(msgspec.structs.replace(card("a"), template="own"), ROOMY, in_use=False).details
    assert "Chat template: the model's own" in own
    assert f"Memory: {ROOMY.sum_text()}" in own
    assert "Peak memory here: 9.0 MB with a context of 512" in own
    note = "The file's own asks for too much."
    built_in = msgspec.structs.replace(card("a"), template="fallback", template_note=note)
    assert f"Chat template: built-in. {note}" in card_view(built_in, ROOMY, in_use=False).details
    assert "Licence: not stated in the file" in own


@given(st.builds(ModelCard, id=st.text(max_size=9), name=st.text(max_size=9), size_bytes=st.integers(0, 10**15)))
def test_any_card_has_a_view_of_plain_lines(drawn: ModelCard) -> None:
    view = card_view(drawn, ROOMY, in_use=False)
    assert view.badge
    assert view.numbers
    assert all(row.strip() for row in view.line.split(" · "))


def test_children_are_started_by_the_interpreter_or_by_the_bundle_s_own_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert child_command("infer") == (sys.executable, "-P", "-m", "edgeassist", "--worker", "infer")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    for name, worker in (("edgeassist", "edgeassist-worker"), ("EdgeAssist.exe", "edgeassist-worker.exe")):
        monkeypatch.setattr(sys, "executable", str(tmp_path / name))
        assert child_command("inspect") == (str(tmp_path / worker), "--worker", "inspect")


@pytest.mark.parametrize("arguments", [[], [""], ["chat"], ["infer "], ["--help"], ["os"], ["../infer"]])
def test_an_unknown_mode_is_one_line_and_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_child(arguments) == 2
    said_lines = capsys.readouterr()
    assert said_lines.out == ""
    assert said_lines.err.count("\n") == 1
    assert "infer, selftest, inspect" in said_lines.err


def test_a_child_that_inspects_answers_in_json_and_never_with_a_traceback(tmp_path: Path) -> None:
    absent = tmp_path / "absent.gguf"
    ran = subprocess.run([*child_command("inspect"), str(absent)], capture_output=True, text=True, timeout=60)
    assert "Traceback" not in ran.stderr
    assert all(isinstance(json.loads(line), dict) for line in ran.stdout.splitlines())


@pytest.fixture
def our_log() -> Iterator[logging.Logger]:
    """Return the program's logger; handlers that a test adds are closed afterwards."""
    logger = logging.getLogger("edgeassist")
    before = list(logger.handlers)
    yield logger
    for handler in [one for one in logger.handlers if one not in before]:
        logger.removeHandler(handler)
        handler.close()


def test_warnings_go_to_a_file_that_stays_small(
    tmp_path: Path, our_log: logging.Logger, expects_log: list[logging.LogRecord]
) -> None:
    path = start_log(tmp_path)
    assert not path.exists()
    our_log.getChild("app").warning("the disk is %s", "full")
    assert path.read_text().endswith("WARNING edgeassist.app: the disk is full\n")
    handler = next(one for one in our_log.handlers if isinstance(one, RotatingFileHandler))
    assert handler.maxBytes * (handler.backupCount + 1) <= 2_000_000
    our_log.warning("x" * 50_000)
    assert len(path.read_text()) < 5000
    handler.maxBytes = 1000
    for _ in range(40):
        our_log.warning("the disk is full and " * 20)
    assert sum(one.stat().st_size for one in tmp_path.iterdir()) <= 3000
    assert len(list(tmp_path.iterdir())) == 3


def test_an_error_is_written_with_its_place_and_kind_and_without_its_words(
    tmp_path: Path, our_log: logging.Logger, expects_log: list[logging.LogRecord]
) -> None:
    path = start_log(tmp_path)
    try:
        raise ValueError("Dear Mum,\nthe divorce is through")
    except ValueError as error:
        our_log.exception("could not keep %s: %s", "/media/jane/my will.docx", error)
    written = path.read_text(encoding="utf-8")
    for word in ("jane", "will.docx", "Mum", "divorce"):
        assert word not in written
    assert "ERROR edgeassist: could not keep <path>" in written
    assert "in test_an_error_is_written_with_its_place_and_kind_and_without_its_words" in written
    assert "ValueError: <message>" in written
    assert "Mum" in str(expects_log[0].exc_text) + expects_log[0].getMessage()


def test_an_error_named_in_a_warning_is_told_by_its_kind(
    tmp_path: Path, our_log: logging.Logger, expects_log: list[logging.LogRecord]
) -> None:
    path = start_log(tmp_path)
    our_log.warning("asking failed: %s", OSError("letters of Jane Doe are locked"))
    assert path.read_text(encoding="utf-8").endswith("asking failed: OSError\n")
    assert "Jane" in expects_log[0].getMessage()


def test_what_is_said_on_the_way_is_not_written(tmp_path: Path, our_log: logging.Logger) -> None:
    path = start_log(tmp_path)
    our_log.info("a person's words")
    our_log.debug("a person's words")
    assert not path.exists()


def test_a_windowed_program_without_a_console_can_still_print(monkeypatch: pytest.MonkeyPatch) -> None:
    for missing in (("stdout", "stderr"), ("stderr",)):
        with monkeypatch.context() as without:
            for name in missing:
                without.setattr(sys, name, None)
            ensure_streams()
            for name in missing:
                stream = getattr(sys, name)
                assert stream.write("nobody reads this") > 0
                stream.flush()
                nowhere = stream
        nowhere.close()


@pytest.mark.parametrize(
    ("environ", "shown"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
        ({"DISPLAY": "", "WAYLAND_DISPLAY": ""}, False),
    ],
)
def test_a_session_without_a_display_is_known_before_qt_is(
    environ: dict[str, str], shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", "linux")
    assert no_display() == ("" if shown else "this session has no display")
    monkeypatch.setattr(sys, "platform", "win32")
    assert no_display() == ""


BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"


@given(st.text(st.sampled_from(BIDI + "\x00\x1b\r\n\t\x7f\x9b\u2028\u2029\ufeffab<&")), st.integers(1, 90))
def test_nothing_in_an_elided_name_turns_or_colours_the_text_around_it(text: str, limit: int) -> None:
    shown = elided(text, limit)
    assert len(shown) <= limit
    assert not set(shown) & set(BIDI + "\x00\x1b\r\n\t\x7f\x9b\u2028\u2029\ufeff")
    assert elided(shown, limit) == shown


SETTINGS = st.dictionaries(
    st.sampled_from(["model", "context_tokens", "threads", "theme", "colour"]),
    st.one_of(st.integers(), st.text(max_size=8), st.sampled_from(["light", "dark", "system"])),
)


@given(SETTINGS)
def test_any_change_of_settings_is_taken_or_named(changes: dict[str, int | str]) -> None:
    taken, problems = settings.checked(settings.Settings(), **changes)
    named = {problem.key for problem in problems}
    for key, value in changes.items():
        assert (key in named) != (getattr(taken, key, None) == value and hasattr(taken, key))
    assert settings.checked(taken, **{key: getattr(taken, key) for key in changes if key not in named}) == (taken, ())


@given(SETTINGS)
def test_what_was_taken_survives_the_file(
    tmp_path_factory: pytest.TempPathFactory, changes: dict[str, int | str]
) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    taken, _problems = settings.checked(settings.Settings(), **changes)
    settings.save(path, taken)
    assert settings.load(path) == (taken, ())
