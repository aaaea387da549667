# SPDX-License-Identifier: Apache-2.0
"""Downloads over bad lines and from odd servers (rows D03-D12): whatever comes, a wrong file is never called right."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.core.stop import Stopped
from edgeassist.net.fetch import FETCHING, MENDING, POOR, SLOW, WAITING
from edgeassist.net.journal import JOURNAL_NAME, read_journal
from edgeassist.net.line import Line
from edgeassist.net.refusals import ConnectionLost, DidNotMatch, TooLong
from tests.support.byte_server import ByteServer, Fault, etag_of
from tests.support.fetching_bench import CHUNK, Bench, content_of
from tests.support.threads import HANG_S


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with ByteServer() as server:
        yield Bench(server, tmp_path)


def test_a_plain_fetch_is_whole_and_verified(bench: Bench) -> None:
    fetched = bench.run()
    assert bench.is_right()
    assert fetched.verified
    assert fetched.size_bytes == len(bench.content)


def test_D03_twenty_resets_are_gone_over_and_the_line_called_poor(bench: Bench) -> None:
    bench.server.fault("m", Fault("rst", at=200_000, times=20, value=20_000))
    bench.run()
    assert bench.is_right()
    assert POOR in bench.steps
    assert len(bench.starts()) == 21
    assert bench.starts() == sorted(bench.starts())


def test_D04_an_early_end_is_continued_from_the_very_byte(bench: Bench) -> None:
    bench.server.fault("m", Fault("truncate", at=500_000, times=1))
    bench.run()
    assert bench.is_right()
    assert bench.starts() == [0, 500_000]


def test_D05_silence_is_said_and_tried_again(bench: Bench) -> None:
    _impatient(bench, 0.4)
    bench.server.fault("m", Fault("hang", at=300_000, times=2))
    bench.run()
    assert bench.is_right()
    assert WAITING in bench.steps
    assert bench.starts() == [0, 300_000, 300_000] or bench.starts() == [0, 300_000]


def test_D05_cancel_ends_a_silent_download_at_once(bench: Bench) -> None:
    bench.server.fault("m", Fault("hang", at=300_000))
    bench.awaited = (FETCHING, 300_000)
    _stop_what_never_ends(bench)
    bench.server.heal()
    bench.stop = type(bench.stop)()
    bench.run()
    assert bench.is_right()
    assert bench.starts() == [0, 300_000]


def test_D05_cancel_ends_the_wait_for_an_answer_at_once(bench: Bench) -> None:
    bench.server.fault("m", Fault("silent"))
    _stop_what_never_ends(bench)


def _impatient(bench: Bench, silence_s: float) -> None:
    bench.terms = replace(bench.terms, means=replace(bench.terms.means, silence_s=silence_s))


def _stop_what_never_ends(bench: Bench) -> None:
    """Wish for the end of a run that nothing else would end before the test is given up."""
    _impatient(bench, 3600)
    ended: list[BaseException] = []

    def run() -> None:
        try:
            bench.run()
        except Stopped as error:
            ended.append(error)

    thread = threading.Thread(target=run, name="fetching")
    thread.start()
    assert bench.server.wait_held()
    assert not bench.awaited[1] or bench.arrived.wait(HANG_S)
    bench.stop.wish()
    thread.join(HANG_S)
    assert len(ended) == 1


def test_a_server_that_never_sends_a_byte_is_given_up(bench: Bench) -> None:
    bench.terms = replace(bench.terms, tries=3)
    bench.server.fault("m", Fault("hang", at=0))
    _impatient(bench, 0.1)
    with pytest.raises(ConnectionLost):
        bench.run()


def test_D06_a_drip_is_called_slow_and_never_done(bench: Bench) -> None:
    bench.terms = replace(bench.terms, slow_after_s=0.2, slow_bytes_s=10_000_000)
    bench.server.fault("m", Fault("drip", at=1000, value=0.05))
    bench.awaited = (SLOW, 1)
    thread = threading.Thread(target=_run_quietly, args=(bench,), name="fetching")
    thread.start()
    assert bench.arrived.wait(HANG_S)
    bench.stop.wish()
    thread.join()
    assert SLOW in bench.steps
    assert max(done for _, done, _ in bench.said) < len(bench.content)


def _run_quietly(bench: Bench) -> None:
    with pytest.raises(Stopped):
        bench.run()


def test_D07_a_flipped_byte_costs_only_its_stretch(bench: Bench) -> None:
    bench.server.fault("m", Fault("corrupt", at=10_000, times=1))
    assert bench.run().verified
    assert bench.is_right()
    assert MENDING in bench.steps
    assert sum(one.sent for one in bench.server.gets("m")) <= len(bench.content) + CHUNK


def test_D07_known_sums_of_the_stretches_name_the_bad_one(bench: Bench) -> None:
    chunks = tuple(
        hashlib.sha256(bench.content[at : at + CHUNK]).hexdigest() for at in range(0, len(bench.content), CHUNK)
    )
    bench.server.fault("m", Fault("corrupt", at=2 * CHUNK + 7, times=1))
    bench.run(chunks=chunks)
    assert bench.is_right()
    assert bench.starts() == [0, 2 * CHUNK]


def test_D07_a_server_that_is_always_wrong_is_left_with_advice(bench: Bench) -> None:
    bench.server.fault("m", Fault("corrupt", at=10_000))
    with pytest.raises(DidNotMatch) as refused:
        bench.run()
    assert "USB" in refused.value.hint
    assert sum(one.sent for one in bench.server.gets("m")) <= 2 * len(bench.content) + CHUNK


def test_D08_an_endless_body_is_cut_and_nothing_beyond_the_size_is_kept(bench: Bench) -> None:
    bench.server.fault("m", Fault("extra", value=50_000_000))
    with pytest.raises(TooLong):
        bench.run()
    assert bench.part.stat().st_size <= len(bench.content)


@pytest.mark.parametrize("length", [None, 10, 5_000_000])
def test_D09_a_content_length_that_lies_or_lacks_changes_nothing(bench: Bench, length: int | None) -> None:
    bench.server.fault("m", Fault("length", value=length, times=1))
    bench.run()
    assert bench.is_right()


def test_D09_a_packed_body_is_unpacked(bench: Bench) -> None:
    bench.server.fault("m", Fault("gzip"))
    bench.run()
    assert bench.is_right()


def test_D10_a_server_without_ranges_makes_it_begin_again(bench: Bench) -> None:
    bench.server.fault("m", Fault("truncate", at=500_000, times=1))
    bench.server.fault("m", Fault("norange"))
    bench.run()
    assert bench.is_right()
    assert bench.starts() == [0, 500_000]


def test_a_206_of_another_place_is_not_appended(bench: Bench) -> None:
    bench.server.fault("m", Fault("truncate", at=500_000, times=1))
    bench.server.fault("m", Fault("range_lie", value=7))
    bench.run()
    assert bench.is_right()


def _swapped_at_the_break(bench: Bench, other: bytes) -> None:
    """Cut the line once at byte 600,000, and serve `other` from the next question on."""
    bench.server.fault("m", Fault("truncate", at=600_000, times=1))

    def heard(step: str, done: int) -> None:
        if step == POOR:
            bench.server.files["m"] = other

    bench.heard = heard


def test_D11_a_file_with_a_new_etag_is_fetched_from_its_beginning(bench: Bench) -> None:
    new = bench.content
    bench.server.files["m"] = content_of(len(new), seed=2)
    _swapped_at_the_break(bench, new)
    assert bench.run().verified
    assert bench.is_right()
    first, second = bench.server.gets("m")
    assert (second.start, second.headers["if-range"]) == (600_000, etag_of(content_of(len(new), seed=2)))
    assert (first.sent, second.status, second.sent) == (600_000, 200, len(new))
    journal = read_journal(bench.part.with_name(JOURNAL_NAME))
    assert journal is not None
    assert journal.etag == etag_of(new)


def test_D11_without_etags_a_mixture_is_seen_by_its_sum_and_mended_to_the_new_file(bench: Bench) -> None:
    new = bench.content
    bench.server.files["m"] = content_of(len(new), seed=2)
    bench.server.fault("m", Fault("etag", value=None))
    _swapped_at_the_break(bench, new)
    assert bench.run().verified
    assert bench.is_right()
    assert "if-range" not in bench.server.gets("m")[1].headers
    assert MENDING in bench.steps


def test_D11_without_etags_a_mixture_that_cannot_be_mended_is_never_called_right(bench: Bench) -> None:
    old = bench.content
    bench.server.fault("m", Fault("etag", value=None))
    _swapped_at_the_break(bench, content_of(len(old), seed=2))
    with pytest.raises(DidNotMatch):
        bench.run()
    journal = read_journal(bench.part.with_name(JOURNAL_NAME))
    assert journal is not None
    assert journal.marks == ()
    assert bench.part.stat().st_size == 0
    bench.server.files["m"], bench.heard = old, lambda step, done: None
    assert bench.run().verified
    assert bench.is_right()


def test_D11_without_etags_another_length_is_no_continuation(bench: Bench) -> None:
    new = bench.content
    bench.server.files["m"] = content_of(len(new) + 5000, seed=2)
    bench.server.fault("m", Fault("etag", value=None))
    _swapped_at_the_break(bench, new)
    assert bench.run().verified
    assert bench.is_right()


def test_a_limit_is_kept_from_the_first_byte_to_the_last(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    limit, now, came = 100_000, [0.0], [0]
    bench.content = bench.server.files["m"] = content_of(500_000)

    def rest(_line: Line, seconds: float) -> None:
        assert seconds > 0
        now[0] += seconds

    def heard(step: str, done: int) -> None:
        came[0] = done
        assert done <= limit * (now[0] + 0.3)

    monkeypatch.setattr(Line, "rest", rest)
    bench.terms, bench.heard = replace(bench.terms, limit_bytes_s=limit, clock=lambda: now[0]), heard
    bench.run()
    assert bench.is_right()
    assert came[0] == len(bench.content)
    assert 4.7 <= now[0] <= 5.1


@pytest.mark.parametrize(
    "etag", ["x" * 10_000, f'"{"y" * 10_000}"', "", 'W/"weak"', '"../../etc/passwd"', '"C:\\x"', "/tmp/x"]
)
def test_D12_odd_etags_name_nothing(bench: Bench, tmp_path: Path, etag: str) -> None:
    bench.server.fault("m", Fault("etag", value=etag))
    bench.server.fault("m", Fault("truncate", at=500_000, times=1))
    bench.run()
    assert bench.is_right()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["journal.json", "model.part"]
