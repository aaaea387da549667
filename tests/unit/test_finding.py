# SPDX-License-Identifier: Apache-2.0
"""What is offered of the catalogue and of a hub: which files, how many questions, what a failure leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.app.finding import LOOKED_INTO, preferred, search_catalogue, search_hub
from edgeassist.core.stop import Stop, Stopped
from edgeassist.net.hub import HubFile
from edgeassist.ui.views import Offers
from tests.support.hub import FakeHub, Odd
from tests.support.store_journey import Journey, entry, model


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with FakeHub() as made:
        yield made


@pytest.fixture
def journey(hub: FakeHub, tmp_path: Path) -> Iterator[Journey]:
    made = Journey(tmp_path / "home", hub)
    made.services.change_settings(proxy="none")
    yield made
    made.services.close()


def files(*names: str) -> list[HubFile]:
    return [HubFile(name, 1_000_000, "0" * 64) for name in names]


def found(journey: Journey, text: str, stop: Stop | None = None) -> Offers:
    return search_hub(journey.services, journey.services.hub(), text, stop or Stop())


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (("a-F16.gguf", "a-Q8_0.gguf", "a-Q4_K_M.gguf", "a-Q2_K.gguf"), ["a-Q4_K_M.gguf", "a-Q8_0.gguf", "a-F16.gguf"]),
        (("a.q4-k-m.gguf", "a.bf16.gguf"), ["a.q4-k-m.gguf", "a.bf16.gguf"]),
        (("odd.gguf", "odder.gguf"), ["odd.gguf"]),
        (("a-Q8_0-00001-of-00002.gguf", "a-Q8_0-00002-of-00002.gguf", "b-Q8_0.gguf"), ["b-Q8_0.gguf"]),
        (("a-00001-of-00002.gguf",), []),
        ((), []),
    ],
)
def test_of_many_files_one_whole_one_of_each_usual_type_is_offered(names: tuple[str, ...], chosen: list[str]) -> None:
    assert list(dict.fromkeys(one.path for one in preferred(files(*names)))) == chosen


def test_a_search_asks_for_the_files_of_a_few_only(hub: FakeHub, journey: Journey) -> None:
    for number in range(LOOKED_INTO + 3):
        hub.add(f"acme/word{number}-GGUF", {f"w{number}-Q8_0.gguf": model(str(number))}, downloads=number)
    answer = found(journey, "word")
    assert len(answer.offers) == LOOKED_INTO
    assert len(journey.questions()) == 1 + LOOKED_INTO
    assert str(LOOKED_INTO) in answer.sentence
    assert answer.offers[0].ref.startswith(f"acme/word{LOOKED_INTO + 2}-GGUF/")


def test_what_the_catalogue_has_is_not_offered_twice(hub: FakeHub, journey: Journey) -> None:
    wanted = entry()
    hub.add(wanted.file.repo, {wanted.file.file: model()})
    refs = [one.ref for one in found(journey, wanted.file.repo.partition("/")[2]).offers]
    assert refs.count(wanted.ref) == 1


def test_one_repository_that_fails_costs_only_itself(hub: FakeHub, journey: Journey) -> None:
    hub.add("acme/word-a", {"a.gguf": model("A")}, downloads=2)
    hub.add("acme/word-b", {"b.gguf": model("B")}, downloads=1)
    hub.answer("/api/models/acme/word-a", Odd(404, headers={"X-Error-Code": "RepoNotFound"}))
    answer = found(journey, "word")
    assert [one.ref for one in answer.offers] == ["acme/word-b/b.gguf"]
    assert answer.problem is None


def test_a_hub_in_trouble_leaves_the_catalogue(hub: FakeHub, journey: Journey) -> None:
    hub.answer("/", Odd(500))
    answer = found(journey, "smollm2")
    assert answer.problem is not None
    assert "trouble" in answer.problem.text
    assert "What has arrived" not in answer.problem.hint
    assert len(answer.offers) == len(search_catalogue(journey.services, "smollm2", "").offers) > 0


def test_a_search_that_was_called_off_is_no_answer(hub: FakeHub, journey: Journey) -> None:
    stop = Stop()
    stop.wish()
    with pytest.raises(Stopped):
        found(journey, "smollm2", stop)
    assert hub.log == []


def test_a_strangers_names_are_shown_harmlessly(hub: FakeHub, journey: Journey) -> None:
    hub.add("acme/word", {f"{'x' * 150}.gguf": model()})
    (offer,) = found(journey, "word").offers
    assert len(offer.name) < 150
    assert offer.verdict == "May fit"
    assert "context" in offer.sum_text


def test_a_task_judges_the_catalogue(journey: Journey) -> None:
    answer = search_catalogue(journey.services, "", "translate")
    assert answer.sentence
    assert {one.tone for one in answer.offers} <= {"ok", "warn", "danger", ""}
    assert journey.hub.log == []


def test_a_verdict_comes_as_a_key_beside_its_words(journey: Journey) -> None:
    offers = search_catalogue(journey.services, "", "").offers
    keys = {"Good fit": "good", "Better but slower": "slower", "Lighter": "lighter", "Will not fit": "too-big"}
    assert offers
    assert all(one.kind == keys.get(one.verdict, "better" if "Better" in one.verdict else "other") for one in offers)


def test_what_the_hub_has_is_not_counted_but_limited(hub: FakeHub, journey: Journey) -> None:
    for number in range(LOOKED_INTO + 2):
        hub.add(f"acme/word-{number}", {"word.gguf": model(f"Word {number}")})
    assert found(journey, "word").sentence == f"The first {LOOKED_INTO} models Hugging Face has for these words."
