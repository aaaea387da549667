# SPDX-License-Identifier: Apache-2.0
"""Asks the text child: starts it with the first question, again after it left, and kills it when it is mute.

Knows neither languages nor ranks.
"""

import threading
from collections.abc import Sequence

import msgspec

from edgeassist.core.errors import EngineTrouble
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop, Stopped
from edgeassist.documents.questions import Answer, CouldNot, Question
from edgeassist.runtime.child_process import ChildProcess

IDLE_S = 60.0
LIMIT_S = 20.0
_decoder: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)


class TextTrouble(EngineTrouble):
    """The text child gave no answer that makes sense; `detail` is for the folded-away part."""

    code, hint = "text-child-died", later("Nothing was lost. Try again; the part that failed starts anew.")

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class TextChild:
    """A child started by `command`, one question at a time. Any thread may call; `ask` blocks.

    The child leaves after `idle_s` without a question, and is killed when one takes longer than `limit_s`.
    """

    def __init__(self, command: Sequence[str], *, idle_s: float = IDLE_S, limit_s: float = LIMIT_S) -> None:
        self._command = (*command, str(idle_s), str(limit_s))
        self._limit_s = limit_s
        self._asking = threading.Lock()
        self._running: _Running | None = None
        self._closed = threading.Event()

    @property
    def pid(self) -> int | None:
        """The process that answered last, be it gone by now; None before the first question and after trouble."""
        running = self._running
        return running.pid if running is not None else None

    def ask(self, question: Question, stop: Stop | None = None) -> Answer:
        """Return the child's answer; raise `TextTrouble`, or `Stopped` on a wish or when this was closed."""
        line, stop = msgspec.json.encode(question) + b"\n", stop or Stop()
        with self._asking:
            stop.check()
            stop.guard(self._kill)
            try:
                return self._asked(line, stop)
            except TextTrouble:
                stop.check()
                raise
            finally:
                stop.guard(None)

    def _asked(self, line: bytes, stop: Stop) -> Answer:
        if self._running is not None and not self._running.alive:
            self._drop()
        answered = self._answer(line) if self._running is not None else b""
        if not answered and (self._running is None or self._running.left_in_peace()):
            self._drop()
            self._running = self._started()
            stop.guard(self._kill)  # a wish that came while it started found nothing to kill
            answered = self._answer(line)
        return self._understood(answered)

    def close(self) -> None:
        """End the child, whatever it does; a question under way ends as `Stopped`. No question is answered after."""
        self._closed.set()
        self._kill()
        with self._asking:
            self._drop()

    def _kill(self) -> None:
        running = self._running
        if running is not None:
            running.kill()

    def _started(self) -> "_Running":
        if self._closed.is_set():
            raise Stopped(tr("It was stopped because the program closes."))
        try:
            running = _Running(self._command)
        except OSError as error:
            words = tr("The part that weighs texts could not be started: {reason}.", reason=error.strerror)
            raise TextTrouble(words) from error
        if self._closed.is_set():
            running.kill()
        return running

    def _answer(self, line: bytes) -> bytes:
        assert self._running is not None
        return self._running.answer(line, self._limit_s)

    def _understood(self, answered: bytes) -> Answer:
        try:
            answer = _decoder.decode(answered)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise self._trouble(answered) from error
        if isinstance(answer, CouldNot):
            raise TextTrouble(tr("This text could not be weighed."), detail=answer.reason)
        return answer

    def _trouble(self, answered: bytes) -> TextTrouble | Stopped:
        """Say why there is no answer that makes sense, and have the next question start anew."""
        running, self._running = self._running, None
        assert running is not None
        if self._closed.is_set():
            running.end()
            return Stopped(tr("It was stopped because the program closes."))
        late, detail = running.was_late, running.end()
        if late:
            return TextTrouble(tr("Weighing this text took too long and was stopped."), detail=detail)
        if answered:
            return TextTrouble(tr("The part that weighs texts answered with nonsense."), detail=detail)
        return TextTrouble(tr("The part that weighs texts ended early, without an answer."), detail=detail)

    def _drop(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.end()


class _Running:
    """One process and its pipes."""

    def __init__(self, command: Sequence[str]) -> None:
        self.was_late = False
        self._child = ChildProcess(command, "text")
        self.pid = self._child.pid

    def answer(self, line: bytes, limit_s: float) -> bytes:
        """Return the next line that the child says to `line`; empty when it says none."""
        watch = threading.Timer(limit_s, self._on_late)
        watch.start()
        try:
            self._child.write(line)
            return self._line()
        except OSError:
            return b""
        finally:
            watch.cancel()
            watch.join()

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._child.alive

    def left_in_peace(self) -> bool:
        """Tell whether the child went by itself, as it does when nobody asks."""
        return self._child.wait(1.0) == 0

    def kill(self) -> None:
        """End the process now. Any thread may call."""
        self._child.kill()

    def end(self) -> str:
        """Kill and reap the process; return how it ended and the end of its log."""
        self.kill()
        code, log = self._child.wait(), self._child.log()
        self._child.stop_writing()
        self._child.close()
        return f"exit {code}\n{log}"

    def _line(self) -> bytes:
        """Return what the child says up to the end of a line, or to its own."""
        said = bytearray()
        while not said.endswith(b"\n") and (chunk := self._child.read()):
            said += chunk
        return bytes(said)

    def _on_late(self) -> None:
        self.was_late = True
        self.kill()
