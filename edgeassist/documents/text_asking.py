# SPDX-License-Identifier: Apache-2.0
"""Asks the text child: starts it with the first question, again after it left, and kills it when it is mute.

Knows neither languages nor ranks.
"""

import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress

import msgspec

from edgeassist.core.errors import EngineTrouble
from edgeassist.core.stop import Stop, Stopped
from edgeassist.documents.questions import Answer, CouldNot, Question

_DETACHED = 0x0800_0000 | 0x0000_0200  # CREATE_NO_WINDOW | CREATE_NEW_PROCESS_GROUP: no console, no Ctrl-C
_LOG_LINES = 60
IDLE_S = 60.0
LIMIT_S = 20.0
_decoder: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)


class TextTrouble(EngineTrouble):
    """The text child gave no answer that makes sense; `detail` is for the folded-away part."""

    code, hint = "text-child-died", "Nothing was lost. Try again; the part that failed starts anew."

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
            raise Stopped("It was stopped because the program closes.")
        try:
            running = _Running(self._command)
        except OSError as error:
            raise TextTrouble(f"The part that weighs texts could not be started: {error.strerror}.") from error
        if self._closed.is_set():
            running.kill()
        return running

    def _answer(self, line: bytes) -> bytes:
        assert self._running is not None
        return self._running.answer(line, self._limit_s)

    def _understood(self, answered: bytes) -> Answer:
        try:
            answer = _decoder.decode(answered)
        except msgspec.MsgspecError as error:
            raise self._trouble(answered) from error
        if isinstance(answer, CouldNot):
            raise TextTrouble("This text could not be weighed.", detail=answer.reason)
        return answer

    def _trouble(self, answered: bytes) -> TextTrouble | Stopped:
        """Say why there is no answer that makes sense, and have the next question start anew."""
        running, self._running = self._running, None
        assert running is not None
        if self._closed.is_set():
            running.end()
            return Stopped("It was stopped because the program closes.")
        late, detail = running.was_late, running.end()
        if late:
            return TextTrouble("Weighing this text took too long and was stopped.", detail=detail)
        if answered:
            return TextTrouble("The part that weighs texts answered with nonsense.", detail=detail)
        return TextTrouble("The part that weighs texts ended early, without an answer.", detail=detail)

    def _drop(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.end()


class _Running:
    """One process and its pipes."""

    def __init__(self, command: Sequence[str]) -> None:
        self._log: deque[bytes] = deque(maxlen=_LOG_LINES)
        self.was_late = False
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            creationflags=_DETACHED if sys.platform == "win32" else 0,
            process_group=None if sys.platform == "win32" else 0,
        )
        self.pid = self._process.pid
        self._log_thread = threading.Thread(target=self._keep_log, name="text-log", daemon=True)
        self._log_thread.start()

    def answer(self, line: bytes, limit_s: float) -> bytes:
        """Return the next line that the child says to `line`; empty when it says none."""
        mouth, ear = self._process.stdin, self._process.stdout
        assert mouth is not None
        assert ear is not None
        watch = threading.Timer(limit_s, self._on_late)
        watch.start()
        try:
            mouth.write(line)
            mouth.flush()
            return ear.readline()
        except OSError:
            return b""
        finally:
            watch.cancel()
            watch.join()

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def left_in_peace(self) -> bool:
        """Tell whether the child went by itself, as it does when nobody asks."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(1.0) == 0
        return False

    def kill(self) -> None:
        """End the process now. Any thread may call."""
        with suppress(OSError):
            self._process.kill()

    def end(self) -> str:
        """Kill and reap the process; return how it ended and the end of its log."""
        self.kill()
        code = self._process.wait()
        self._log_thread.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        return f"exit {code}\n{b''.join(self._log).decode('utf-8', 'replace')}"

    def _keep_log(self) -> None:
        pipe = self._process.stderr
        with suppress(OSError, ValueError):
            while pipe is not None and (line := pipe.readline(4096)):
                self._log.append(line)

    def _on_late(self) -> None:
        self.was_late = True
        self.kill()
