# SPDX-License-Identifier: Apache-2.0
"""A child process and its pipes, with children that are as odd as a child can be."""

import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from textwrap import dedent

import psutil
import pytest

from edgeassist.runtime.exits import Ending, explain
from edgeassist.runtime.process import WorkerProcess
from edgeassist.wire import MAX_LINE_BYTES, AnyEvent, Generate, Ping, Pong, Quit, Stats
from tests.support.scripted_worker import command

DEADLINE_S = 60.0


class Witness:
    """A process under test, everything it said, and every end it had. Gives back the credit as the engine does."""

    def __init__(self, argv: tuple[str, ...], *, generous: bool = True) -> None:
        self._condition = threading.Condition()
        self._generous = generous
        self.events: list[AnyEvent] = []
        self.endings: list[Ending] = []
        self.process = WorkerProcess(argv, self._heard, self._gone)

    def _heard(self, process: WorkerProcess, event: AnyEvent) -> None:
        if self._generous:
            process.credit.release()
        with self._condition:
            self.events.append(event)
            self._condition.notify_all()

    def _gone(self, _process: WorkerProcess, ending: Ending) -> None:
        with self._condition:
            self.endings.append(ending)
            self._condition.notify_all()

    def until(self, met: Callable[[], bool], what: str) -> None:
        with self._condition:
            assert self._condition.wait_for(met, DEADLINE_S), f"no {what}; heard {self.events[:5]}, {self.endings}"

    def ending(self) -> Ending:
        """Wait for the end; it comes once."""
        self.until(lambda: bool(self.endings), "ending")
        assert self.process.join(DEADLINE_S)
        assert len(self.endings) == 1
        return self.endings[0]


Start = Callable[..., Witness]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a child from argv, or from the text of a program; all are killed afterwards."""
    made: list[Witness] = []

    def started(program: str | tuple[str, ...], *, generous: bool = True) -> Witness:
        argv = (sys.executable, "-c", dedent(program)) if isinstance(program, str) else program
        made.append(Witness(argv, generous=generous))
        return made[-1]

    yield started
    for witness in made:
        witness.process.end()
        assert witness.process.join(DEADLINE_S)


SPEAK = r"""
import os, sys
def say(line): os.write(1, line + b"\n")
say(b'{"is":"pong","job":1}')
"""


def test_what_the_child_says_arrives_as_events_in_order(start: Start) -> None:
    child = start(SPEAK + '[say(b\'{"is":"pong","job":%d}\' % n) for n in range(2, 500)]')
    assert child.ending().code == 0
    assert child.events == [Pong(n) for n in range(1, 500)]


def test_every_event_comes_before_the_end(start: Start) -> None:
    child = start(SPEAK + 'say(b\'{"is":"pong","job":2}\'); os.kill(os.getpid(), 9)')
    ending = child.ending()
    assert (ending.code, ending.fault) == (-9, "")
    assert child.events == [Pong(1), Pong(2)]


def test_a_program_that_is_not_there_is_an_os_error() -> None:
    with pytest.raises(OSError, match="no-such-program"):
        Witness(("./no-such-program",))


def test_orders_reach_the_child_in_order(start: Start) -> None:
    child = start(command("answer"))
    for number in range(1, 50):
        child.process.send(Ping(number))
    child.process.send(Quit())
    assert child.ending().code == 0
    assert [event for event in child.events if isinstance(event, Pong)] == [Pong(n) for n in range(1, 50)]


def test_a_stopped_child_with_a_full_pipe_blocks_no_sender(start: Start) -> None:
    child = start(SPEAK + "import signal; os.kill(os.getpid(), signal.SIGSTOP)")
    child.until(lambda: bool(child.events), "first word")
    order = Generate(1, prompt="x" * 1_000_000)

    def send_all() -> None:
        for _ in range(20):
            child.process.send(order)

    sender = threading.Thread(target=send_all)
    sender.start()
    sender.join(DEADLINE_S)
    assert not sender.is_alive()
    child.process.end("hang")
    assert child.ending().fault == "hang"


def test_a_child_that_closed_its_stdin_can_still_be_told_things(start: Start) -> None:
    child = start(SPEAK + 'import signal; os.close(0); say(b\'{"is":"pong","job":2}\'); signal.pause()')
    child.until(lambda: len(child.events) == 2, "second word")
    for _ in range(20):
        child.process.send(Ping(3))
    child.process.end()
    assert child.ending().code == -9


def test_ending_twice_keeps_the_first_reason_and_is_told_once(start: Start) -> None:
    child = start(command("mute"))
    child.process.end("hang", "first")
    child.process.end("deaf", "second")
    ending = child.ending()
    assert (ending.fault, ending.note) == ("hang", "first")
    child.process.end("garbage", "after the end")
    assert child.process.join(0)
    assert child.endings == [ending]


def test_a_child_that_left_on_its_own_keeps_its_exit_code_when_ended_later(start: Start) -> None:
    child = start(SPEAK + "sys.exit(7)")
    assert child.ending() == Ending(7)
    child.process.end("hang")
    assert child.endings == [Ending(7)]


def test_a_child_that_closes_its_stdout_but_lives_on_is_ended_and_not_called_out_of_memory(start: Start) -> None:
    child = start(SPEAK + "import signal; os.close(1); signal.pause()")
    ending = child.ending()
    assert ending.code == -9
    assert "memory" not in explain(ending).message
    assert "closed its output" in explain(ending).detail


def test_the_child_is_reaped(start: Start) -> None:
    child = start(command("mute"))
    pid = child.process.pid
    assert psutil.pid_exists(pid)
    child.process.end()
    child.ending()
    assert not psutil.pid_exists(pid)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"plain print()",
        b"{",
        b"[]",
        b"null",
        b'{"is":"unheard-of"}',
        b'{"job":1}',
        b'{"is":"delta","job":"one","text":"x"}',
        b'{"is":"delta","job":1}',
        b"\xff\xfe",
        b'{"is":"delta","job":1,"text":"\xff"}',
        b"\0" * 64,
    ],
)
def test_a_line_that_is_not_our_language_ends_the_child(line: bytes, start: Start) -> None:
    child = start(SPEAK + f"import signal; say({line!r}); signal.pause()")
    ending = child.ending()
    assert ending.fault == "garbage"
    assert ending.note
    assert child.events == [Pong(1)]


def test_what_follows_nonsense_is_not_heard(start: Start) -> None:
    child = start(SPEAK + 'os.write(1, b\'what?\\n{"is":"pong","job":2}\\n\'); import signal; signal.pause()')
    assert child.ending().fault == "garbage"
    assert child.events == [Pong(1)]


def test_a_line_without_an_end_is_given_up_at_the_limit(start: Start) -> None:
    child = start("import os\nwhile True: os.write(1, b'x' * 65536)")
    ending = child.ending()
    assert ending.fault == "garbage"
    assert str(MAX_LINE_BYTES) in ending.note


def test_a_huge_line_below_the_limit_is_heard_whole(start: Start) -> None:
    size = MAX_LINE_BYTES - 1000
    child = start(SPEAK + f"""say(b'{{"is":"delta","job":2,"text":"' + b'y' * {size} + b'"}}')""")
    assert child.ending().code == 0
    last = child.events[-1]
    assert len(getattr(last, "text", "")) == size


def test_a_last_line_without_a_newline_is_not_taken_for_a_message(start: Start) -> None:
    child = start(SPEAK + 'os.write(1, b\'{"is":"pong","job":2}\')')
    assert child.ending().code == 0
    assert child.events == [Pong(1)]


def test_the_log_keeps_its_last_lines_only(start: Start) -> None:
    child = start("import sys\nfor n in range(10_000): sys.stderr.write(f'line {n}\\n')")
    lines = child.ending().log_tail.splitlines()
    assert len(lines) == 60
    assert (lines[0], lines[-1]) == ("line 9940", "line 9999")


def test_a_log_without_lines_or_letters_stays_bounded(start: Start) -> None:
    child = start("import os\nos.write(2, b'\\xff' * 3_000_000)")
    tail = child.ending().log_tail
    assert 0 < len(tail) <= 60 * 4097
    assert "\N{REPLACEMENT CHARACTER}" in tail


def test_a_flood_waits_at_the_credit_and_no_event_is_lost(start: Start) -> None:
    child = start(
        SPEAK + 'for n in range(1500): say(b\'{"is":"stats","steps":%d}\' % n)',
        generous=False,
    )
    child.until(lambda: len(child.events) == 1024, "full credit")
    assert not child.process.join(0.05)
    for heard in range(1024, 1501):
        assert len(child.events) == heard
        child.process.credit.release()
        child.until(partial(lambda more: len(child.events) == more, heard + 1), "one more for each credit")
    assert child.ending().code == 0
    assert [event.steps for event in child.events[1:] if isinstance(event, Stats)] == list(range(1500))


def test_kernel_kills_for_memory_before_the_start_do_not_count(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.runtime.process.oom_kills", lambda: 41)
    child = start(SPEAK + "os.kill(os.getpid(), 9)")
    assert not child.ending().out_of_memory


def test_a_kernel_kill_for_memory_meanwhile_is_told(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = iter([41, 42])
    monkeypatch.setattr("edgeassist.runtime.process.oom_kills", lambda: next(counts))
    child = start(SPEAK + "os.kill(os.getpid(), 9)")
    assert explain(child.ending()).code == "engine-out-of-memory"
