# SPDX-License-Identifier: Apache-2.0
"""The inference child: commands in, events out, one job at a time, exactly one terminal event each.

Two threads: the reader obeys Cancel, Ping and Quit at once, whatever native code is doing; the main thread works
through the jobs. A third exists only while a job runs (`beat`), a fourth waits for the locks to refuse something
(`alarm`). It opens no socket, writes no file, and ends with its parent.
"""

import argparse
import json
import os
import sys
import threading
import traceback
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from edgeassist import wire
from edgeassist.core.errors import EdgeError, NotFound
from edgeassist.core.language import later
from edgeassist.wire.wording import wording
from edgeassist.worker import alarm, lifeline, sandbox, variants
from edgeassist.worker.backend import BUILT_IN, EngineLog, build_name, load_variant
from edgeassist.worker.beat import Beat, Gauge
from edgeassist.worker.desk import Desk, JobCommand, Ticket
from edgeassist.worker.frames import FrameWriter, LineSplitter, claim_stdout, clipped
from edgeassist.worker.memory import Peak

if TYPE_CHECKING:
    from edgeassist.worker.resident import Resident

EXIT_PROTOCOL, EXIT_NO_VARIANT = 76, 77
_QUIT_PATIENCE_S = 2.0
_CHOOSING = later("Choosing the fastest safe code for this processor (once)")


class NoModel(NotFound):
    """A question before a model was loaded."""

    code = "no-model"
    hint = later("Choose a model first.")

    def __init__(self) -> None:
        super().__init__(later("No model is loaded, so there is nothing that could answer."))


def main(argv: list[str]) -> int:
    """Serve until the parent quits; return the exit code."""
    frames = FrameWriter(claim_stdout())
    lifeline.prepare_process()
    options = _options(argv)
    try:
        variant = _variant(options, frames)
    except EdgeError as error:
        sys.stderr.write(f"edgeassist worker: {error} {error.hint}\n")
        return EXIT_NO_VARIANT if isinstance(error, variants.NoVariantWorks) else 1
    denied: SimpleQueue[tuple[alarm.Kind, str]] = SimpleQueue()
    locks = sandbox.lock(_readable(options), told=lambda *one: denied.put(one)) if options.sandbox else ()
    log = EngineLog()
    log.install()
    load_variant(variant.library if variant else None)
    desk = Desk()
    threading.Thread(target=_read_commands, args=(desk, frames), name="reader", daemon=True).start()
    frames.send(
        wire.Hello(
            protocol=wire.PROTOCOL,
            pid=os.getpid(),
            build=build_name(),
            variant=variant.name if variant else BUILT_IN,
            sandbox=locks,
        )
    )
    threading.Thread(target=_tell_denied, args=(denied, frames), name="denied", daemon=True).start()
    Jobs(desk, frames, log).run()
    return 0


def _tell_denied(denied: "SimpleQueue[tuple[alarm.Kind, str]]", frames: FrameWriter) -> None:
    """Pass on what the locks refused, after the greeting; in a thread of its own, which sleeps all the while."""
    while True:
        what, name = denied.get()
        alarm.to_stderr(what, name)
        frames.send(wire.Denied(what=what, name=name))


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="edgeassist --worker infer", description="The engine's process.")
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--read", type=Path, action="append", default=[])
    parser.add_argument("--variant")
    parser.add_argument("--variants-dir", type=Path, action="append", default=[])
    parser.add_argument("--self-test-command", type=json.loads)
    parser.add_argument("--no-sandbox", dest="sandbox", action="store_false")
    return parser.parse_args(argv)


def _variant(options: argparse.Namespace, frames: FrameWriter) -> variants.Variant | None:
    found = variants.find_variants(options.variants_dir)
    if not found:
        return None
    if options.variant:
        return variants.named(found, options.variant)
    verdict = variants.cached_verdict(options.cache, found)
    if verdict is None:
        frames.send(wire.Preparing(what=_CHOOSING))
        command = options.self_test_command or [sys.executable, "-m", "edgeassist", "--worker", "selftest"]
        with lifeline.ending_with_parent():
            verdict = variants.choose(options.cache, command, found)
    return variants.named(found, verdict)


def _readable(options: argparse.Namespace) -> list[Path]:
    return [*options.read, options.cache, *options.variants_dir]


def _read_commands(desk: Desk, frames: FrameWriter) -> None:
    """Obey the parent until it closes the pipe. Runs in its own thread and never waits for native code."""
    splitter = LineSplitter()
    try:
        for chunk in lifeline.read_stdin():
            for line in splitter.feed(chunk):
                _obey(wire.decode_command(line), desk, frames)
    except wire.BadFrame as error:
        sys.stderr.write(f"edgeassist worker: not a command: {error}\n")
        os._exit(EXIT_PROTOCOL)
    os._exit(0)


def _obey(command: wire.AnyCommand, desk: Desk, frames: FrameWriter) -> None:
    match command:
        case wire.Cancel(job=job):
            if desk.cancel(job):
                frames.send(wire.Cancelled(job=job))
        case wire.Ping(job=job):
            frames.send(wire.Pong(job=job))
        case wire.Quit():
            for job in desk.close():
                frames.send(wire.Cancelled(job=job))
            # Native code that does not listen must not keep us; the main thread is normally gone long before.
            leave = threading.Timer(_QUIT_PATIENCE_S, os._exit, args=(0,))
            leave.daemon = True
            leave.start()
        case _:
            desk.put(command)


class Jobs:
    """The main thread's work: takes tickets, keeps the one resident model, answers each job once."""

    def __init__(self, desk: Desk, frames: FrameWriter, log: EngineLog) -> None:
        # llama_cpp is imported with these, after the locks are on and fd 1 is out of its reach.
        from edgeassist.worker import resident

        self._desk, self._frames, self._log = desk, frames, log
        self._make_resident = resident.Resident
        self._resident: Resident | None = None
        self._peak = Peak()

    def run(self) -> None:
        """Work until the desk closes, then free the model."""
        while ticket := self._desk.take():
            self._log.drain()
            gauge = Gauge()
            with Beat(ticket.command.job, gauge, self._frames.send, peak=self._peak):
                outcome = self._outcome(ticket, gauge)
            self._frames.send(outcome)
        self._unload()

    def _outcome(self, ticket: Ticket, gauge: Gauge) -> wire.Done | wire.Cancelled | wire.Failed:
        """Do the job; whatever it raises becomes its terminal event, and the loop goes on."""
        command = ticket.command
        try:
            match command:
                case wire.Load():
                    return self._load(command)
                case wire.Generate():
                    return self._generate(command, ticket.received_s, gauge)
                case wire.Count():
                    return self._count(command)
                case wire.Unload():
                    self._unload()
                    return wire.Done(job=command.job, reason="unloaded")
        except EdgeError as error:
            detail = self._log.drain() or "".join(traceback.format_exception(error))
            return wire.Failed(
                job=command.job,
                code=error.code,
                message=str(error),
                hint=str(error.hint),
                detail=clipped(detail),
                message_words=wording(error.args[0]),
                hint_words=wording(error.hint),
            )
        except Exception as error:  # the job boundary: anything else is a fault of ours, told and survived
            return self._unexpected(command, error)

    def _unexpected(self, command: JobCommand, error: Exception) -> wire.Cancelled | wire.Failed:
        from edgeassist.worker.weights import CalledOff

        if isinstance(error, CalledOff):
            return wire.Cancelled(job=command.job)
        return wire.Failed(
            job=command.job,
            code="unexpected",
            message=later("The engine met an error it did not expect. The conversation is safe."),
            hint=later("Try again; if it happens again, load the model anew."),
            detail=clipped("".join(traceback.format_exception(error)) + self._log.drain()),
        )

    def _load(self, command: wire.Load) -> wire.Done:
        self._unload()
        self._peak.start_over()

        def report(fraction: float) -> None:
            self._frames.send(wire.Progress(job=command.job, fraction=fraction))

        self._resident = self._make_resident(command, report, self._desk.abort)
        self._peak.sample()
        self._frames.send(self._resident.described(command.job))
        return wire.Done(job=command.job, reason="loaded")

    def _generate(self, command: wire.Generate, received_s: float, gauge: Gauge) -> wire.Done | wire.Cancelled:
        from edgeassist.worker.generate import Answer
        from edgeassist.worker.weights import CalledOff

        answer = Answer(self._need_model(), command, received_s, gauge, self._frames.send)
        try:
            return wire.Done(job=command.job, reason=answer.run(), usage=answer.usage)
        except CalledOff:
            return wire.Cancelled(job=command.job, usage=answer.usage)

    def _count(self, command: wire.Count) -> wire.Done:
        tokens = self._need_model().tokens_of(command.turns, command.prompt)
        self._frames.send(wire.Counted(job=command.job, tokens=len(tokens)))
        return wire.Done(job=command.job, reason="counted")

    def _need_model(self) -> "Resident":
        if self._resident is None:
            raise NoModel
        return self._resident

    def _unload(self) -> None:
        if self._resident is not None:
            self._resident.close()
            self._resident = None
