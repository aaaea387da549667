# SPDX-License-Identifier: Apache-2.0
"""The window in another language: nothing on show stays English, and longer words are not cut."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from edgeassist.api import Handoff, Notice
from edgeassist.core import language
from edgeassist.core.language import LANGUAGES
from edgeassist.core.settings import GROUPS, Settings, options
from edgeassist.intents.wording import clock_time, short_date
from edgeassist.kit.binding import written
from edgeassist.kit.form import FormRow, word_of
from edgeassist.kit.tokens import RAIL_PX
from edgeassist.runtime.state import EngineState, Phase, Trouble
from edgeassist.telemetry.reading import Sample
from edgeassist.ui.home_page import TILES, sample_of
from edgeassist.ui.live_words import battery_said, energy_said, memory_said, receipt_details, receipt_line, speed_said
from edgeassist.ui.lock import Lock
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.network_ports import Attempt, NetworkState, Protection
from edgeassist.ui.ports import DoesNotFit, ImportProgress, Removed
from edgeassist.ui.views import Offer, Offers, ProofView, QuantizeChoice, QuantizeChoices, WorkState, WorkView
from edgeassist.ui.work_card import line_below
from tests.gui.conftest import settle, until
from tests.gui.fakes import FakeDesk, card
from tests.gui.living import PLUGGED, RECEIPT, SAMPLE, UNMEASURED, FakeGovernor
from tests.gui.other_words import cut, english, longer
from tests.gui.works import PLOT, models

Open = Callable[[FakeDesk], MainWindow]
FULL = Notice("«The stick is full.»", "«Free 18 MB on it.»", tone="danger")
PROOF = ProofView("«It keeps 97 %.»", "97 %", (("«Size»", "948 MB", "398 MB"),), PLOT)
MINE = card(
    name="«Qwen»", line="«Q4_K_M»", badge="«In use»", numbers=("24.6 «here»", "«Built in»"), details="«qwen2»",
    proof=PROOF, can_quantize=True, can_prove=True,
)  # fmt: skip
OFFER = Offer("«q15»", "«Qwen2.5»", "«1.1 GB»", "«Good fit»", "ok", "«1.4 GB of 7.6 GB free»", kind="good")
OFFERS = (OFFER, replace(OFFER, ref="«g»", gated=True, kind="slower"), replace(OFFER, ref="«l»", kind="too-big"))
CHOICES = QuantizeChoices((QuantizeChoice("balanced", "«Balanced»", "«most»", 770_000_000, True),), "balanced", 16)
FIGURES = {"398 MB", "612 MB", "770 MB", "948 MB", "Context", "hf_…", "EdgeAssist", "Ctrl K", "Qwen2.5 0.5B"}


@pytest.fixture(autouse=True)
def other() -> Iterator[None]:
    language.use("xx", longer)
    yield
    language.use("en")


@pytest.fixture
def window(open_window: Open, desk: FakeDesk, other: None) -> MainWindow:
    desk.models = [MINE, replace(MINE, id="two", in_use=False, damaged=True, name="«Gemma»")]
    made = open_window(desk)
    made.resize(1100, 800)
    settle()
    return made


def work(state: WorkState, problem: Notice | None = None) -> WorkView:
    return WorkView(state, "fetch", "«Qwen2.5»", "«550 MB of 1.1 GB»", state, 0.5, problem, can_pause=True)


def with_work(window: MainWindow, desk: FakeDesk) -> QWidget:
    page = models(window)
    desk.work(work("running"), work("queued"), work("paused"), work("failed", FULL), work("unfinished"))
    desk.report(Removed("gone", "«Old»"))
    until(lambda: len(page.list.works) == 5)
    until(lambda: bool(page.list.undo))
    page.list.recommendation._on_answered((page.list.recommendation._asked, Offers("«Good fit»")))
    return page


def unfolded(window: MainWindow, desk: FakeDesk) -> QWidget:
    page = models(window)
    page.cards[0].details.click()
    page.cards[0].show_template("")
    return page


def without_models(window: MainWindow, desk: FakeDesk) -> QWidget:
    desk.models.clear()
    page = models(window)
    page.refresh(())
    return page


def searched(window: MainWindow, desk: FakeDesk) -> QWidget:
    page = models(window)
    page.search_for("q")
    desk.report_offers(Offers("", OFFERS, FULL))
    until(lambda: len(page.finder.cards) == 3)
    page.finder.cards[0].show_here()
    page.finder.cards[1].show_work(work("failed", FULL))
    return page


def found_nothing(window: MainWindow, desk: FakeDesk) -> QWidget:
    page = models(window)
    page.search_for("q")
    desk.report_offers(Offers(""))
    until(lambda: bool(page.finder.sentence.text()))
    return page


def shrinking(window: MainWindow, desk: FakeDesk) -> QWidget:
    page = models(window)
    page.cards[0].smaller.click()
    desk.report_choices(replace(CHOICES, most_pruned=4))
    until(lambda: bool(page.smaller.presets))
    page.smaller.fold.click()
    return page


def packing(window: MainWindow, desk: FakeDesk) -> QWidget:
    page = models(window)
    page.cards[0].pack_wished.emit("qwen")
    return page


def signing_in(window: MainWindow, desk: FakeDesk) -> QWidget:
    page = models(window)
    page.list.sign_in_wished.emit()
    return page


def starting_page(window: MainWindow, desk: FakeDesk) -> QWidget:
    window.stack.show_home()
    home = window.stack.home.page
    assert home is not None
    return home


def setting_up(window: MainWindow, desk: FakeDesk) -> QWidget:
    window.stack.show_home()
    home = window.stack.home
    assert home.page is not None
    home.page.setup.click()
    assert home.setup is not None
    return home.setup


def importing(window: MainWindow, desk: FakeDesk) -> QWidget:
    page = models(window)
    window.import_file(Path("«x».gguf"))
    desk.report_import(ImportProgress("Copying", 1, 2))
    return page


def noticed(window: MainWindow, desk: FakeDesk) -> QWidget:
    desk.report(DoesNotFit("qwen", FULL), Handoff("text", "fly"), Handoff("text", "fly", title="«Note»"))
    until(lambda: len(window.notices) == 3)
    return window._board


def toasted(window: MainWindow, desk: FakeDesk) -> QWidget:
    assert window.deeds is not None
    window.deeds.changes.change("contrast", "high")
    return window.deeds.changes.toast


def palette(window: MainWindow, desk: FakeDesk) -> QWidget:
    window.show_palette()
    assert window.deeds is not None
    return window.deeds.palette


PLACES: dict[str, Callable[[MainWindow, FakeDesk], QWidget]] = {
    "the models with work under way": with_work,
    "a model's details": unfolded,
    "no models": without_models,
    "offers": searched,
    "no offers": found_nothing,
    "making smaller": shrinking,
    "a field pack": packing,
    "signing in": signing_in,
    "the start page": starting_page,
    "the first choices": setting_up,
    "an import": importing,
    "notices": noticed,
    "a toast": toasted,
    "the palette": palette,
}


@pytest.mark.parametrize("place", PLACES)
def test_every_place_of_the_window_speaks_the_language(window: MainWindow, desk: FakeDesk, place: str) -> None:
    own = {"«Qwen»", *LANGUAGES.values(), *(sample_of(tile, "xx") for tile in TILES)}
    assert english(PLACES[place](window, desk)) <= FIGURES | own


@pytest.mark.parametrize("width", [480, 1100])
@pytest.mark.parametrize("place", PLACES)
def test_no_longer_word_is_cut(window: MainWindow, desk: FakeDesk, place: str, width: int) -> None:
    window.resize(width, 700)
    assert cut(PLACES[place](window, desk)) == []


def test_the_sheet_of_keys_speaks_the_language(window: MainWindow) -> None:
    assert window.deeds is not None
    window.deeds.show_keys()
    sheet = window.deeds.sheet
    assert sheet is not None
    assert english(sheet) <= {written(keys) for keys, _title in sheet.lines}
    assert cut(sheet) == []


def test_what_surrounds_the_pages_speaks_the_language(window: MainWindow) -> None:
    assert english(window.top) <= FIGURES
    assert english(window.stack.rail) == set()
    assert english(window.footer) <= FIGURES


def test_the_rail_is_as_wide_as_its_longest_word(window: MainWindow) -> None:
    rail = window.stack.rail
    settle()
    assert rail.width() > RAIL_PX
    for made in rail._buttons:
        assert made.needed_px <= made.width() < rail.width()


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_of_settings_speaks_the_language(window: MainWindow, group: str) -> None:
    window.stack.show_settings(group)
    page = window.stack.settings.page
    assert page is not None
    own = {option.titles for option in options().values()}
    names = {title for titles in own for title in titles}
    assert english(page) <= FIGURES | names | {"s", "kB/s", "W", "en ▾", FakeGovernor().view().line}
    assert cut(page) == []


def test_the_palette_lists_everything_in_the_language(window: MainWindow) -> None:
    assert window.deeds is not None
    listed = [entry for entry in window.deeds.entries() if "«" not in entry.title]
    assert listed == []
    assert {entry.group for entry in window.deeds.entries() if "«" not in entry.group} == {""}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("context_tokens", "7", "«must be between 256 and 1048576"),
        ("threads", "many", "«must be a whole number"),
        ("proxy", "a b", "«must be «an address like"),
    ],
)
def test_what_is_wrong_with_a_setting_is_said_in_the_language(name: str, value: str, said: str) -> None:
    row = FormRow(options()[name])
    read = options()[name].read(value)
    row._on_wished(read)
    assert said in row.fault
    row.deleteLater()


def test_values_are_said_in_the_language() -> None:
    known = options()
    assert word_of(known["context_tokens"], 4096) == f"4096 {longer('tokens', '', -1)}"
    assert word_of(known["notify"], False) == longer("Off", "", -1)
    assert word_of(known["threads"], 0) == longer("one per core", "", -1)
    assert word_of(known["mirror"], "") == longer("empty", "", -1)
    assert word_of(known["mirror"], "https://x") == "https://x"


@pytest.mark.parametrize(
    "state",
    [
        EngineState(phase=Phase.STARTING),
        EngineState(phase=Phase.LOADING, progress=0.4),
        EngineState(phase=Phase.LOADING, progress=0.4, trouble=Trouble("x", "«It died.»")),
        EngineState(phase=Phase.RESTING, trouble=Trouble("x", "«It died.»", "«Try.»", "log")),
    ],
)
def test_the_engine_s_banner_speaks_the_language(window: MainWindow, state: EngineState) -> None:
    window.engine.show_state(state)
    assert english(window.engine, "log") == set()
    assert cut(window.engine) == []
    window.engine.show_state(EngineState(phase=Phase.READY))


def test_the_lock_and_its_menu_speak_the_language(window: MainWindow, desk: FakeDesk) -> None:
    lock: Lock = window.top.lock
    desk.net.tell(NetworkState(protections=(Protection("«This»", "«refused»", "«old kernel»"),)))
    window.stack.asking.emit(True)
    lock.show_works((work("running"), replace(work("running"), name="«Gemma»")))
    until(lambda: "«" in lock._guard)
    menu = lock.menu_now()
    said = [action.text() for action in menu.actions() if action.text()]
    menu.deleteLater()
    assert len(said) == 4
    assert all(text.startswith("«") for text in said)
    assert lock.told.startswith("«Online now")


def test_the_network_page_speaks_the_language(window: MainWindow, desk: FakeDesk) -> None:
    desk.net.log = (Attempt(1_700_000_000, "", 0, "«Fetching»", "opened", 2_000_000),) * 201
    desk.net.now = NetworkState(offline=True, protections=(Protection("«This»", "«refused»", "«old kernel»"),))
    window.stack.show_settings("network")
    page = window.stack.settings.page
    assert page is not None
    assert english(page) <= FIGURES
    assert cut(page) == []


def test_a_work_s_line_does_not_say_twice_what_its_badge_says() -> None:
    assert line_below(work("paused"), longer("paused", "", -1)) == "«550 MB of 1.1 GB»"
    led = longer("paused", "", -1)
    assert line_below(replace(work("paused"), line=f"{led} · 5 MB"), led) == "5 MB"
    assert line_below(replace(work("paused"), line=f"{led} · 5 MB"), "") == f"{led} · 5 MB"


@pytest.mark.parametrize(("commands", "words"), [("de", "Stelle einen Timer"), ("", "Set a timer"), ("nl", "Set a")])
def test_a_command_is_handed_over_in_the_language_of_commands(
    open_window: Open, desk: FakeDesk, commands: str, words: str
) -> None:
    desk.chosen.now = replace(Settings(), voice_language=commands)
    home = open_window(desk).stack.home.page
    assert home is not None
    command = next(tile for tile in TILES if tile.wish == "command")
    assert sample_of(command, commands).startswith(words)
    assert sample_of(command, commands) in home.tiles["command"].button.accessibleName()


def glued(text: str, many: str, n: int) -> str:
    """Return `text` as a language has it that writes units without a space a computer would part at."""
    return text.replace("} ", "}\N{NO-BREAK SPACE}").replace(" ", "")


def test_figures_stand_apart_from_their_units_in_whatever_way_these_are_written() -> None:
    language.use("xx", glued)
    said = memory_said(SAMPLE)
    assert (said.figure, said.unit[:2]) == ("710", "MB")
    language.use("xx", lambda text, _many, _n: text.replace("} ", "}"))
    assert memory_said(SAMPLE).figure == "710MB"


@pytest.mark.parametrize("state", [SAMPLE, PLUGGED])
def test_meters_and_receipts_speak_the_language(state: Sample) -> None:
    for said in (memory_said(state), battery_said(state), speed_said(state, (RECEIPT,), 310), energy_said((RECEIPT,))):
        assert "«" in said.tip
    assert energy_said((UNMEASURED,)).tip.startswith("««Energy of an answer")
    assert "«Chat" in receipt_line(RECEIPT)
    at = datetime.fromtimestamp(RECEIPT.at_s).astimezone()
    assert receipt_line(RECEIPT).startswith(f"{short_date(at)}, {clock_time(at)}")
    assert all("«" in line for line in receipt_details(RECEIPT).splitlines())
