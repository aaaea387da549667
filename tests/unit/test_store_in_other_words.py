# SPDX-License-Identifier: Apache-2.0
"""What the store says, in another language: whole sentences with gaps, hints too, and nothing of it left English.

The language is one of tests: every text of ours between marks, `<` and `&` in it as in none of ours.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from edgeassist.core import language
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.store.card import ModelCard, Origin
from edgeassist.store.catalogue import CatalogueDamaged, UnknownEntry, read_catalogue
from edgeassist.store.ceiling import Ceiling, Worked
from edgeassist.store.choice import VERDICT_NAMES, Choice
from edgeassist.store.fit import Fit, NotEnoughMemory
from edgeassist.store.machine import Machine
from edgeassist.store.pins import Pin, PinChanged, PinsUnreadable, PinsUnwritable
from edgeassist.store.presets import (
    PRESETS,
    QuantizedAlready,
    SizeTooSmall,
    SourceNotUsable,
    UnknownPreset,
    choice_line,
)
from edgeassist.store.proof import rows, sentence
from edgeassist.store.proof_plot import PlotColours, plot_svg
from edgeassist.store.proof_report import NotProved, ReportExists, ReportNotWritten, UnknownReportKind
from edgeassist.store.prune_plan import InfluenceUnknown, TooManyLayers
from edgeassist.store.recommend import UnknownTask, recommend
from edgeassist.store.starter import AlreadyBuiltIn, BuiltIn, NotOffered, Starter, StarterDamaged
from edgeassist.store.starter_card import Score
from edgeassist.store.task import Offer, Task
from edgeassist.store.verifying import damaged, places
from tests.support.proofs import proof, proved
from tests.support.starters import stand_in

FIT = Fit(500, 100, 50, 30, 400, 4096)
CARD = ModelCard(id="pear", name="Pear", size_bytes=10**9, quantization="Q4_K_M", state="ready", file="pear.gguf")
GB = 10**9


@pytest.fixture(autouse=True)
def counted() -> Iterator[list[int]]:
    """Speak the other language; collect the numbers whose form of a word is asked for."""
    numbers: list[int] = []

    def marked(text: str, many: str, n: int) -> str:
        if many:
            numbers.append(n)
        return f"[{many if many and n != 1 else text}]"

    language.use("xx", marked)
    yield numbers
    language.use("en")


def bare(said: str) -> str:
    """Return what of a sentence stands outside of all marks."""
    while re.search(r"\[[^\[\]]*\]", said):
        said = re.sub(r"\[[^\[\]]*\]", "", said)
    return said


ERRORS: tuple[Callable[[], EdgeError], ...] = (
    lambda: NotEnoughMemory("Pear", FIT),
    lambda: UnknownTask("sing"),
    lambda: UnknownPreset("huge"),
    lambda: QuantizedAlready(CARD),
    lambda: SourceNotUsable(CARD),
    lambda: SizeTooSmall(10, 20),
    lambda: TooManyLayers(9, 24),
    lambda: TooManyLayers(9, 2),
    InfluenceUnknown,
    BuiltIn,
    AlreadyBuiltIn,
    lambda: NotOffered(Offer(False, tr("so it is"))),
    lambda: CatalogueDamaged("no table"),
    lambda: UnknownEntry("a/b/c.gguf", ""),
    lambda: UnknownEntry("a/b/c.gguf", "a/b/d.gguf"),
    lambda: PinChanged("a/b/c.gguf", Pin(sha256="0" * 64, size_bytes=1), Pin(sha256="1" * 64, size_bytes=1)),
    lambda: PinsUnreadable(Path("pins.json"), "gone"),
    lambda: PinsUnwritable(Path("pins.json"), "full"),
    lambda: NotProved(CARD),
    lambda: ReportExists(Path("a.html")),
    lambda: UnknownReportKind(Path("a.txt")),
    lambda: ReportNotWritten(Path("a.html"), "full"),
)


@pytest.mark.parametrize("made", ERRORS)
def test_every_error_and_its_hint_are_said_in_the_language(made: Callable[[], EdgeError]) -> None:
    error = made()
    hint = tr(error.hint)
    assert bare(str(error)).strip() == bare(hint).strip() == ""
    assert "[" in str(error)
    assert "[" in hint


@pytest.mark.parametrize(
    "card", [CARD, replace(CARD, origin=Origin(repo="a/b", commit="", file="c.gguf")), replace(CARD, parent="plum")]
)
def test_what_is_wrong_with_a_models_file_and_what_helps_is_said_in_the_language(card: ModelCard) -> None:
    parts = tuple((at * 2**20, (at + 1) * 2**20) for at in range(0, 9, 2))
    assert bare(damaged(card, places(parts)).failure).strip() == ""
    assert bare(places(parts[:2])) == ""


@pytest.mark.parametrize("task", [Task("chat"), Task("translate", "en", "es"), Task("translate", "", "es")])
def test_what_the_starter_does_and_how_well_is_said_in_the_language(task: Task) -> None:
    assert bare(task.doing) == ""
    assert bare(Score(measured=2.0, baseline=1.0).line) == bare(Score().line) == ""
    assert bare(Score(n=3).judged().why) == ""


@pytest.mark.parametrize("correction", [-20, 0, 20])
@pytest.mark.parametrize("kind", ["free", "allowed"])
def test_the_sum_is_a_sentence_whatever_the_memory_is_called(kind: str, correction: int) -> None:
    fit = Fit(500, 100, 50, 30, 400, 4096, correction)
    assert bare(fit.sum_text(kind)) == ""
    assert fit.sum_text(kind).endswith(f" {kind}]")
    worked = fit.taught(Ceiling((Worked(900, 300),)))
    assert bare(worked.sum_text(kind)) == ""


def choice(rate: float | None, *, measured: bool = False, here: bool = False, limited: bool = False) -> Choice:
    return Choice(CARD, FIT, "pear", 1, rate=rate, rate_measured=measured, here=here, limited=limited)


@pytest.mark.parametrize(("rate", "form"), [(None, []), (40.0, [30]), (2.5, [2]), (1.2, [100]), (0.5, [100])])
def test_a_speed_asks_for_the_form_of_its_number_and_a_fraction_for_that_of_fractions(
    rate: float | None, form: list[int], counted: list[int]
) -> None:
    for measured in (False, True):
        said = choice(rate, measured=measured).speed()
        assert bare(said) == ""
        assert ("about" in said) is (rate is not None and not measured)
    assert counted == form * 2


def test_a_choice_is_its_name_and_facts() -> None:
    assert bare(choice(4.0, here=True).line()) == "Pear (), , "
    assert "allowed" in choice(None, limited=True).room()
    assert all(tr(name).startswith("[") for name in VERDICT_NAMES.values())


@pytest.mark.parametrize("free", [200_000_000, 2 * GB, 8 * GB, 64 * GB])
def test_a_recommendation_is_made_of_whole_clauses(free: int) -> None:
    found = recommend(read_catalogue(), [], Machine(free, 4, 100 * GB, battery_percent=12.0), "", 3 * GB)
    assert re.fullmatch(r"[;, ]*\.", bare(found.sentence()))
    assert found.notes
    assert {bare(note) for note in found.notes} == {""}


@pytest.mark.parametrize("agreement", [0.5, 0.8, 0.9, 0.97, 1.0])
@pytest.mark.parametrize(("size_bytes", "answer_rate"), [(400_000_000, 29.9), (900_000_000, 10.5), (2 * GB, 4.9)])
def test_what_quantizing_cost_is_a_sentence(agreement: float, size_bytes: int, answer_rate: float) -> None:
    card = proved(agreement=agreement, size_bytes=size_bytes, answer_rate=answer_rate, perplexity=13.4, tokens=120)
    assert bare(sentence(card)).strip() == ""
    assert all(name.startswith("[") for name, *_values in rows(card))


def test_a_preset_says_what_it_means() -> None:
    for one in PRESETS:
        assert bare(choice_line(one, "Q8_0", 5, 10)) == ""
        assert tr(one.title).startswith("[")


@pytest.mark.parametrize("parts", [True, False])
def test_the_drawing_takes_any_letter_of_a_language(parts: bool) -> None:
    language.use("xx", lambda text, _many, _n: f"<&>{text}")
    one = proof() if parts else proof(by_part=())
    drawing = ET.fromstring(plot_svg(one, PlotColours("black", "gray", "silver", "blue")))
    said = [text.text or "" for text in drawing.iter() if text.tag.endswith(("title", "desc", "text"))]
    assert sum(one.startswith("<&>") for one in said) >= 4


@pytest.mark.parametrize(
    "task",
    [
        Task("chat"),
        Task("summarize"),
        Task("parse_command"),
        Task("translate", "en", "de"),
        Task("translate", "", "fr"),
    ],
)
def test_the_starter_says_in_one_sentence_what_it_cannot_do(task: Task, tmp_path: Path) -> None:
    starter = stand_in(tmp_path / "starter", scores={})
    offer = starter.offers(task)
    assert not offer.ok
    assert bare(offer.why) == ""


def test_a_damaged_starter_says_its_hint_once(tmp_path: Path) -> None:
    starter = Starter(tmp_path / "nowhere")
    assert bare(starter.card.failure).strip() == ""
    with pytest.raises(StarterDamaged) as caught:
        starter.verify()
    assert "Install" not in str(caught.value)
    assert "Install" in tr(caught.value.hint)
