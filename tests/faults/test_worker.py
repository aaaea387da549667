# SPDX-License-Identifier: Apache-2.0
"""The worker dies, hangs, babbles or starves while the window looks on: rows W01-W08 and W12."""

import os
import random
import signal
from pathlib import Path

import pytest

from edgeassist.runtime.state import Phase
from edgeassist.wire import Generate
from tests.faults.conftest import OpenBench
from tests.support.desk_bench import DeskBench

DEATHS = {
    "SIGSEGV": "The engine crashed: it touched memory that is not its own.",
    "SIGABRT": "The engine gave up on this model.",
    "SIGILL": "The engine used an instruction that this processor does not have.",
    "SIGBUS": "The model file changed or its drive was removed while the engine was reading it.",
    "SIGFPE": "The engine stopped on an impossible calculation.",
    "SIGKILL": "The engine was killed from outside, most often because memory ran out.",
    "0": "The engine left without being asked.",
    "1": "The engine stopped with exit code 1.",
}


def stored(bench: DeskBench) -> list[tuple[str, str]]:
    """Return the conversation as a later start would read it."""
    return [(turn.role, turn.text) for turn in bench.services.chats.latest().turns()]


def until_letters(bench: DeskBench, count: int) -> None:
    """Wait until the answer has `count` letters, or has ended."""
    bench.until(lambda: not bench.pane.session.busy or len(bench.answer) >= count, f"{count} letters")


def until_new_chat(bench: DeskBench) -> None:
    """Begin another conversation and wait until it is open."""
    bench.pane.new_chat()
    bench.until(lambda: not bench.pane.session.exchanges, "a new chat")


def worker(bench: DeskBench) -> int:
    pid = bench.engine.worker_pid
    assert pid is not None
    return pid


@pytest.mark.parametrize(("how", "sentence"), DEATHS.items())
def test_w01_each_death_mid_reply_has_its_sentence_and_a_retry(
    how: str, sentence: str, open_bench: OpenBench, tiny_gguf: Path
) -> None:
    bench = open_bench("answer", tiny_gguf).ready()
    bench.ask(how, "die")
    bench.until_answered()
    assert bench.answer == "half an "
    bench.until(lambda: sentence in bench.words(), "the sentence")
    assert "Traceback" not in bench.words()
    bench.ready()
    bench.pane.try_again()
    bench.until(lambda: bench.pane.session.exchanges[-1].failure is None, "it is asked again")
    bench.until_answered()
    assert bench.answer == f"{how} "
    bench.until(lambda: stored(bench) == [("user", how), ("assistant", f"{how} ")], "the new answer is stored")


def test_w01_the_partial_reply_is_on_disk_after_the_death(open_bench: OpenBench, tiny_gguf: Path) -> None:
    bench = open_bench("answer", tiny_gguf).ready()
    bench.ask("SIGSEGV", "die")
    bench.until_answered()
    bench.until(lambda: stored(bench)[-1] == ("assistant", "half an "), "the partial reply is stored")


def test_w03_a_model_larger_than_memory_is_refused_with_the_numbers(
    open_bench: OpenBench, tiny_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgeassist.app.services.free_memory", lambda: 50_000_000)
    bench = open_bench("answer", tiny_gguf)
    bench.until(lambda: "does not fit into memory" in bench.words(), "the refusal")
    assert "of 50 MB free" in bench.words()
    assert bench.engine.worker_pid is None
    bench.window.use_model("tiny", anyway=True)
    bench.ready()


def test_w04_a_stopped_worker_is_noticed_killed_and_replaced(open_bench: OpenBench, tiny_gguf: Path) -> None:
    bench = open_bench("answer", tiny_gguf).ready()
    first = worker(bench)
    bench.ask("hello", "stop")
    bench.until(lambda: not bench.pane.session.busy, "the hang is noticed")
    bench.until(lambda: "The engine stopped answering and was restarted." in bench.words(), "the sentence")
    bench.ready()
    assert worker(bench) != first
    assert not Path(f"/proc/{first}").exists()


@pytest.mark.parametrize("act", ["garbage", "endless-line"])
def test_w05_nonsense_from_the_worker_ends_it(act: str, open_bench: OpenBench, tiny_gguf: Path) -> None:
    bench = open_bench("answer", tiny_gguf).ready()
    bench.ask("hello", act)
    bench.until_answered()
    bench.until(lambda: "not part of its language" in bench.words(), "the sentence")
    bench.ready()


def test_w05_frames_torn_inside_a_character_are_put_together(open_bench: OpenBench, tiny_gguf: Path) -> None:
    bench = open_bench("answer", tiny_gguf).ready()
    bench.ask("hello", "split")
    bench.until_answered()
    assert bench.answer == "häßlich "


def test_w06_a_flood_of_tokens_is_shown_whole(open_bench: OpenBench, tiny_gguf: Path) -> None:
    bench = open_bench("answer", tiny_gguf).ready()
    bench.ask("100000", "flood")
    bench.until_answered()
    assert bench.answer == "word " * 100_000
    bench.until(lambda: bench.exchange.answer.idle, "all is painted")


def test_w07_cancel_at_any_moment_leaves_a_consistent_chat(open_bench: OpenBench, tiny_gguf: Path) -> None:
    bench = open_bench("", tiny_gguf).ready()
    dice = random.Random(7)
    for number in range(12):
        bench.ask(f"Question {number}: {'word ' * dice.choice((1, 400))}")
        until_letters(bench, dice.choice((0, 0, 1, 5)))
        bench.pane.stop()
        bench.until_answered()
        until_new_chat(bench)
    bench.ask("And one to the end?")
    bench.until_answered()
    assert bench.pane.session.exchanges[-1].failure is None
    assert bench.engine.state.phase is Phase.READY


def test_w08_a_model_that_kills_the_engine_twice_is_not_loaded_at_the_next_start(
    open_bench: OpenBench, tiny_gguf: Path
) -> None:
    bench = open_bench("answer", tiny_gguf).ready()
    for _ in range(2):
        bench.ready()
        bench.ask("SIGSEGV", "die")
        bench.until_answered()
    bench.until(lambda: bench.engine.state.phase is Phase.RESTING, "rest")
    bench.until(lambda: bench.services.library.get("tiny").deaths == 2, "the record is kept")
    bench.close()
    again = open_bench("answer", tiny_gguf)
    again.until(lambda: "stopped the engine twice last time" in again.words(), "the reason")
    assert again.engine.worker_pid is None
    again.window.use_model("tiny")
    again.ready()


def test_w12_the_last_of_fifty_switches_wins_with_one_worker(open_bench: OpenBench, tiny_gguf: Path) -> None:
    bench = open_bench("", tiny_gguf).ready()
    folder = bench.services.places.models
    for name in ("left", "right", "last"):
        card = (folder / "tiny" / "card.json").read_text().replace('"tiny"', f'"{name}"').replace("Tiny", name)
        (folder / name).mkdir()
        (folder / name / "tiny.gguf").write_bytes(tiny_gguf.read_bytes())
        (folder / name / "card.json").write_text(card)
    last = "last"
    for number in range(49):
        bench.window.use_model(("left", "right")[number % 2])
    bench.window.use_model(last)
    path = str(folder / last / "tiny.gguf")
    bench.until(
        lambda: (bench.engine.state.phase, bench.engine.state.path) == (Phase.READY, path), "the last is loaded"
    )
    bench.until(lambda: bench.services.settings.model == last, "the last is kept")
    assert len(workers_of(os.getpid())) == 1


def workers_of(parent: int) -> list[int]:
    """Return the engine processes that `parent` started."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            stat, line = (entry / "stat").read_text(), (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if entry.name.isdigit() and int(stat.rpartition(")")[2].split()[1]) == parent and b"infer" in line:
            found.append(int(entry.name))
    return found


def test_g03_a_file_only_the_engine_can_judge_does_not_hurt_the_window(
    open_bench: OpenBench, tiny_gguf: Path, tmp_path: Path
) -> None:
    bench = open_bench("", tiny_gguf).ready()
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(tiny_gguf.read_bytes().replace(b"blk.0.attn_q.weight", b"blk.0.attn_x.weight"))
    bench.window.import_file(bad)
    bench.until(lambda: "did not work in a trial" in bench.words(), "the verdict")
    bench.ready()
    bench.ask("Still there?")
    bench.until_answered()
    assert bench.pane.session.exchanges[-1].failure is None


def test_a_kill_while_idle_is_healed_before_anyone_asks(open_bench: OpenBench, tiny_gguf: Path) -> None:
    bench = open_bench("answer", tiny_gguf).ready()
    first = worker(bench)
    os.kill(first, signal.SIGKILL)
    bench.until(lambda: bench.engine.worker_pid not in (first, None), "another worker")
    bench.ready()
    bench.ask("hello there")
    bench.until_answered()
    assert bench.answer == "hello there "


def test_a_question_too_long_for_the_context_is_given_back_with_both_numbers(
    open_bench: OpenBench, tiny_gguf: Path
) -> None:
    bench = open_bench("", tiny_gguf).ready()
    text = ("word " * 9000).strip()
    bench.ask(text)
    composer = bench.pane.widget.composer
    bench.until(lambda: "words too long for this model" in composer.remark.text(), "the refusal")
    assert composer.text == text
    assert "The model reads 4,096 tokens at once." in composer.remark.toolTip()
    assert stored(bench) == []


def test_the_play_is_carried_by_one_request_only(open_bench: OpenBench, tiny_gguf: Path) -> None:
    bench = open_bench("answer", tiny_gguf).ready()
    bench.ask("one", "split")
    bench.until_answered()
    bench.ask("two")
    bench.until_answered()
    assert bench.answer == "two "
    assert "submit" not in bench.engine.__dict__
    assert Generate(prompt="x").stop == ()
