# SPDX-License-Identifier: Apache-2.0
"""What is written as a page for a person is in the person's language, all of it, and read from its side."""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from edgeassist.app.network_report import write_report
from edgeassist.core import language
from edgeassist.core.web_page import web_page
from edgeassist.net.attempts import OPENED, REFUSED_FOREIGN, Found, Tried
from edgeassist.store import proof_report
from edgeassist.telemetry import report_page
from edgeassist.telemetry.report import report_of
from edgeassist.telemetry.thinning import tallied
from edgeassist.ui.network_ports import NetworkState, Protection
from tests.support.proofs import proved
from tests.unit.test_telemetry_recorder import NOW_S, ONE, UNMEASURED
from tests.unit.test_telemetry_statistics import PROCESSOR_ONE

ATTEMPTS = (
    Tried(1_000_000_000.0, "hub.example", 443, "Fetching a model", OPENED, 2_000_000),
    Tried(1_000_000_001.0, "other.example", 80, "Not ours", REFUSED_FOREIGN, 0, "Window"),
)
STATE = NetworkState(offline=True, forced=True, protections=(Protection("«Engine»", "«the kernel»"),))


class _Words(HTMLParser):
    """Collects what a page says; not its style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside != "style" and data.strip(" ,"):
            self.said.append(data)


def costs(_folder: Path) -> str:
    days = tallied((ONE, UNMEASURED, PROCESSOR_ONE)).values()
    return report_page.as_html(report_of([one for day in days for one in day], NOW_S, 7))


def no_costs(_folder: Path) -> str:
    return report_page.as_html(report_of((), NOW_S, 7))


def proof(_folder: Path) -> str:
    card = msgspec.structs.replace(proved(), pruned_layers=(3, 7), preset="balanced")
    return proof_report.as_html(card)


def network(folder: Path) -> str:
    path = folder / "report.html"
    write_report(path, STATE, Found(ATTEMPTS, damaged=2))
    return path.read_text("utf-8")


def no_network(folder: Path) -> str:
    path = folder / "report.html"
    write_report(path, NetworkState(), Found(()))
    return path.read_text("utf-8")


PAGES = (costs, no_costs, proof, network, no_network)
OWN = {"p95", "41.0 J", "20.5 W", "hub.example:443", "other.example:80", "Qwen", proved().name}
"""What is the same in every language."""


def marked(text: str, many: str, n: int) -> str:
    return f"«{many if many and n != 1 else text}»"


@pytest.fixture
def other_words() -> Iterator[None]:
    language.use("ar", marked)
    yield
    language.use("en")


@pytest.mark.usefixtures("other_words")
@pytest.mark.parametrize("made", PAGES)
def test_everything_on_it_is_said_in_the_language(made: Callable[[Path], str], tmp_path: Path) -> None:
    said = set(_Words(made(tmp_path)).said)
    english = {one for one in said if "«" not in one and any(letter.isalpha() for letter in one)}
    assert english - OWN == set()


@pytest.mark.usefixtures("other_words")
def test_a_preset_is_called_what_the_window_calls_it(tmp_path: Path) -> None:
    page = proof(tmp_path)
    assert "preset «Balanced»" in page
    assert "balanced" not in page


@pytest.mark.usefixtures("other_words")
@pytest.mark.parametrize("made", PAGES)
def test_a_browser_is_told_the_language_and_which_way_it_is_read(made: Callable[[Path], str], tmp_path: Path) -> None:
    assert made(tmp_path).startswith('<!doctype html>\n<html lang="ar" dir="rtl"><head><meta charset="utf-8">')
    language.use("de", marked)
    assert made(tmp_path).startswith('<!doctype html>\n<html lang="de" dir="ltr">')


def test_a_page_without_a_translator_is_english_and_loads_nothing() -> None:
    page = web_page("A <b>", "p { color: red }", "<p>Words</p>")
    assert '<html lang="en" dir="ltr">' in page
    assert "<title>A &lt;b&gt;</title>" in page
    assert "default-src 'none'" in page
