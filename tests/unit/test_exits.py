# SPDX-License-Identifier: Apache-2.0
"""Every way a worker ends is one exact sentence with something to do next."""

import signal
from pathlib import Path

import pytest

from edgeassist.runtime.exits import EXIT_NO_VARIANT, Ending, explain, oom_kills

SENTENCES = {
    Ending(-signal.SIGILL): "The engine used an instruction that this processor does not have.",
    Ending(-signal.SIGKILL): "The engine was killed from outside, most often because memory ran out.",
    Ending(-signal.SIGKILL, out_of_memory=True): "The computer ran out of memory and the system stopped the engine.",
    Ending(-signal.SIGBUS): "The model file changed or its drive was removed while the engine was reading it.",
    Ending(-signal.SIGSEGV): "The engine crashed: it touched memory that is not its own.",
    Ending(-signal.SIGABRT): "The engine gave up on this model.",
    Ending(-signal.SIGFPE): "The engine stopped on an impossible calculation.",
    Ending(-signal.SIGTERM): "The engine was told to stop by another program.",
    Ending(-signal.SIGUSR1): "The engine was stopped by SIGUSR1.",
    Ending(-200): "The engine was stopped by signal 200.",
    Ending(0): "The engine left without being asked.",
    Ending(1): "The engine stopped with exit code 1.",
    Ending(EXIT_NO_VARIANT): "None of the engine's processor code works on this machine.",
    Ending(-signal.SIGKILL, fault="hang"): "The engine stopped answering and was restarted.",
    Ending(-signal.SIGKILL, fault="deaf"): "The engine did not stop when asked and was restarted.",
    Ending(-signal.SIGKILL, fault="garbage"): (
        "The engine sent something that is not part of its language and was restarted."
    ),
    Ending(-signal.SIGKILL, fault="handshake"): "The engine does not belong to this version of EdgeAssist.",
    Ending(None, fault="spawn"): "The engine could not be started.",
}


@pytest.mark.parametrize(("ending", "sentence"), SENTENCES.items(), ids=lambda value: str(value)[:60])
def test_each_ending_has_its_sentence(ending: Ending, sentence: str) -> None:
    assert explain(ending).message == sentence


@pytest.mark.parametrize("ending", SENTENCES, ids=str)
def test_each_ending_says_what_is_safe_and_what_to_do(ending: Ending) -> None:
    trouble = explain(ending)
    assert "kept" in trouble.hint or "safe" in trouble.hint
    assert trouble.hint.count(".") >= 1
    assert trouble.code.startswith("engine-")


def test_two_different_endings_never_share_a_code() -> None:
    codes = [explain(ending).code for ending in SENTENCES if ending.code not in {-200}]
    assert len(codes) == len(set(codes))


def test_the_detail_holds_our_note_and_the_worker_log() -> None:
    assert explain(Ending(1, note="why", log_tail="last line")).detail == "why\nlast line"


def test_oom_kills_are_read_from_the_kernel_counter(tmp_path: Path) -> None:
    vmstat = tmp_path / "vmstat"
    vmstat.write_text("nr_free_pages 12\noom_kill 3\n")
    assert oom_kills(vmstat) == 3


def test_oom_kills_are_zero_where_the_kernel_does_not_tell(tmp_path: Path) -> None:
    assert oom_kills(tmp_path / "absent") == 0
