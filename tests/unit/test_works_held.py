# SPDX-License-Identifier: Apache-2.0
"""Heavy work waits while the governor holds it: what runs pauses, what is queued does not begin, both go on alone."""

from collections.abc import Iterator

import pytest

from edgeassist.api import Notice
from edgeassist.core.errors import EdgeError
from edgeassist.ui.views import WorkKind
from tests.unit.test_works import LIMIT_S, Board, Labour

WHY = Notice("The battery is low.")


@pytest.fixture
def board() -> Iterator[Board]:
    made = Board()
    yield made
    made.works.close()


def test_a_fetch_under_way_pauses_with_the_reason_and_goes_on_when_it_may(board: Board) -> None:
    labour = Labour("one")
    board.works.add(labour.task)
    assert labour.begun.wait(LIMIT_S)
    labour.begun.clear()
    board.works.hold(WHY)
    view = board.until_state("one", "paused")
    assert view is not None
    assert view.problem == WHY
    labour.let.clear()
    board.works.release()
    assert labour.begun.wait(LIMIT_S)
    labour.let.set()
    assert board.end("one").card_id == "card-of-one"
    assert labour.runs == 2


@pytest.mark.parametrize("kind", ["fetch", "quantize", "prove"])
def test_what_is_queued_meanwhile_begins_only_when_it_may(board: Board, kind: WorkKind) -> None:
    labour = Labour("one", kind)
    board.works.hold(WHY)
    board.works.add(labour.task)
    view = board.until_state("one", "paused")
    assert view is not None
    assert (view.problem, labour.runs) == (WHY, 0)
    labour.let.set()
    board.works.release()
    board.end("one")
    assert labour.runs == 1


def test_what_a_person_paused_stays_paused(board: Board) -> None:
    labour = Labour("one")
    board.works.add(labour.task)
    assert labour.begun.wait(LIMIT_S)
    board.works.pause("one")
    board.until_state("one", "paused")
    board.works.hold(WHY)
    board.works.release()
    assert board.state_of("one") == "paused"
    assert labour.runs == 1


def test_light_work_goes_on(board: Board) -> None:
    labour = Labour("one", "verify", can_pause=False)
    board.works.hold(WHY)
    board.works.add(labour.task)
    labour.let.set()
    board.end("one")
    assert labour.runs == 1


def test_what_is_cancelled_while_it_waits_is_gone(board: Board) -> None:
    labour = Labour("one")
    board.works.hold(WHY)
    board.works.add(labour.task)
    board.until_state("one", "paused")
    board.works.cancel("one")
    board.end("one")
    board.works.release()
    assert labour.runs == 0


@pytest.mark.parametrize("kind", ["quantize", "prove"])
def test_what_cannot_pause_rests_where_it_is_and_its_card_says_why(board: Board, kind: WorkKind) -> None:
    labour = Labour("one", kind, can_pause=False)
    rests: list[bool] = []
    labour.rests = rests.append
    board.works.add(labour.task)
    assert labour.begun.wait(LIMIT_S)
    board.works.hold(WHY)
    (view,) = board.works.views
    assert (view.state, view.line, view.problem, rests) == ("running", "waits", WHY, [True])
    board.works.release()
    (view,) = board.works.views
    assert (view.state, view.problem, rests) == ("running", None, [True, False])
    labour.let.set()
    board.end("one")
    assert labour.runs == 1


def is_under_way(board: Board) -> bool:
    return board.works.under_way


def test_heavy_work_is_under_way_while_it_runs_or_waits_for_the_governor(board: Board) -> None:
    labour = Labour("one")
    assert not is_under_way(board)
    board.works.hold(WHY)
    board.works.add(labour.task)
    board.until_state("one", "paused")
    assert is_under_way(board), "the governor has to look, so that it goes on"
    board.works.release()
    assert labour.begun.wait(LIMIT_S)
    assert is_under_way(board)
    board.works.pause("one")
    board.until_state("one", "paused")
    assert not is_under_way(board)


def test_what_failed_is_not_under_way_though_its_card_stays(board: Board) -> None:
    labour = Labour("one")
    labour.fault = EdgeError("Not found on the hub.")
    labour.let.set()
    board.works.add(labour.task)
    view = board.until_state("one", "failed")
    assert view is not None
    assert view.problem is not None
    assert not is_under_way(board), "nobody is woken for it"


def test_what_rests_can_be_cancelled(board: Board) -> None:
    labour = Labour("one", "quantize", can_pause=False)
    board.works.add(labour.task)
    assert labour.begun.wait(LIMIT_S)
    board.works.hold(WHY)
    board.works.cancel("one")
    board.end("one")
    assert labour.discarded


def test_a_pack_is_written_on_while_heavy_work_waits(board: Board) -> None:
    labour = Labour("one", "pack")
    board.works.add(labour.task)
    assert labour.begun.wait(LIMIT_S)
    board.works.hold(WHY)
    assert board.state_of("one") == "running"
    labour.let.set()
    board.end("one")
