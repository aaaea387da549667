# SPDX-License-Identifier: Apache-2.0
"""A worker that speaks the wire protocol and misbehaves on request: a real process without a model.

Run as a script with the name of a play. Plays that answer use the prompt's words as the answer.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from edgeassist.wire import (
    PROTOCOL,
    AnyEvent,
    Cancel,
    Cancelled,
    Count,
    Counted,
    Delta,
    Done,
    Failed,
    Generate,
    Hello,
    Load,
    Loaded,
    Ping,
    Pong,
    Progress,
    Quit,
    Started,
    Unload,
    Usage,
    decode_command,
    encode,
)


def command(play: str, *arguments: str) -> tuple[str, ...]:
    """Return the argv that starts this worker in `play`."""
    return (sys.executable, "-m", "tests.support.scripted_worker", play, *arguments)


def say(event: AnyEvent) -> None:
    os.write(1, encode(event))


def hello(protocol: int = PROTOCOL) -> None:
    say(Hello(protocol=protocol, pid=os.getpid(), build="scripted", variant="none"))


def loaded(load: Load) -> None:
    say(Progress(load.job, fraction=0.5))
    say(
        Loaded(
            load.job,
            name=Path(load.path).stem,
            architecture="llama",
            parameters=1,
            size_bytes=load.size_bytes,
            context_tokens=load.context_tokens,
            context_trained_tokens=4096,
            vocabulary_tokens=300,
            threads=1,
            template="own",
            load_ms=1.0,
            memory_bytes=1,
        )
    )
    say(Done(load.job, reason="loaded"))


def answer(job: Generate) -> None:
    words = (job.prompt or job.turns[-1].text).split()
    say(Started(job.job, prompt_tokens=len(words), reused_tokens=0))
    for word in words:
        say(Delta(job.job, text=f"{word} "))
    say(Done(job.job, reason="stop", usage=Usage(prompt_tokens=len(words), answer_tokens=len(words))))


def die(how: str) -> None:
    if how.startswith("SIG"):
        os.kill(os.getpid(), getattr(signal, how))
        signal.pause()
    os._exit(int(how))


def flood(job: Generate) -> None:
    """Stream `prompt` many tokens as fast as the pipe takes them."""
    block = encode(Delta(job.job, text="word ")) * 200
    for _ in range(int(job.prompt or "0") // 200):
        os.write(1, block)
    say(Done(job.job, reason="stop"))


def hold(job: Generate, lines: "Sequence[bytes] | None" = None) -> None:
    """Say one word, then wait for the cancel."""
    say(Started(job.job, prompt_tokens=1, reused_tokens=0))
    say(Delta(job.job, text="held "))
    for line in sys.stdin.buffer:
        order = decode_command(line)
        if isinstance(order, Cancel) and order.job == job.job:
            say(Cancelled(job.job))
            return


def garbage(_job: Generate) -> None:
    os.write(1, b"Segmentation fault? No, just a print()\n")
    signal.pause()


def endless_line(_job: Generate) -> None:
    while True:
        os.write(1, b"x" * 65536)


def split_frames(job: Generate) -> None:
    """Send frames torn in the middle of a character."""
    data = encode(Delta(job.job, text="häßlich ")) + encode(Done(job.job, reason="stop"))
    for start in range(0, len(data), 3):
        os.write(1, data[start : start + 3])


def stop_self(_job: Generate) -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def deaf(job: Generate) -> None:
    """Go on whatever is said: pongs never, stops never."""
    say(Delta(job.job, text="deaf "))
    while True:
        signal.pause()


def die_on_prompt(job: Generate) -> None:
    say(Delta(job.job, text="half an "))
    die(job.prompt or "1")


def eat(job: Generate) -> None:
    """Take more and more memory, up to 1 GB: whoever plays this is in a group that allows less."""
    say(Delta(job.job, text="half an "))
    hoard = [b"x" * 10_000_000 for _ in range(100)]
    say(Failed(job.job, code="well-fed", message=f"There was room for {len(hoard)} pieces."))


GENERATE: dict[str, Callable[[Generate], None]] = {
    "answer": answer,
    "hold": hold,
    "flood": flood,
    "garbage": garbage,
    "endless-line": endless_line,
    "split": split_frames,
    "stop": stop_self,
    "deaf": deaf,
    "die": die_on_prompt,
    "eat": eat,
}


def take_in(load: Load) -> None:
    """Load, or do what the path asks for instead."""
    if "endless" in load.path:
        deaf(Generate(load.job))
    elif "abort" in load.path:
        die("SIGABRT")
    elif "refuse" in load.path:
        say(Failed(load.job, code="bad-model", message="No.", hint="Another."))
    else:
        loaded(load)


def serve(play: str) -> None:
    for line in sys.stdin.buffer:
        match decode_command(line):
            case Load() as load:
                take_in(load)
            case Generate() as job:
                act = job.stop[0] if job.stop else play
                GENERATE.get(act, answer)(job)
            case Count() as job:
                say(Counted(job.job, tokens=len((job.prompt or "").split())))
                say(Done(job.job, reason="counted"))
            case Unload() as job:
                say(Done(job.job, reason="unloaded"))
            case Ping() as ping:
                say(Pong(ping.job))
            case Quit():
                return


def main() -> None:
    play = sys.argv[1]
    sys.stderr.write(f"scripted worker plays {play}\n")
    if play == "mute":
        signal.pause()
    if play == "exit":
        sys.exit(3)
    hello(99 if play == "stranger" else PROTOCOL)
    serve(play)


if __name__ == "__main__":
    main()
