# SPDX-License-Identifier: Apache-2.0
"""The child that tells languages and ranks sentences, one question after the other. Opens no document.

It stands under the locks of the reading child, and leaves by itself when nobody has asked anything for a while. Takes
the seconds for that, and for one question, as its arguments.
"""

import os
import queue
import sys
import threading

import msgspec

from edgeassist.documents.questions import Answer, CouldNot, Question, Ranks, TellLanguage, Tongue
from edgeassist.store.limits import limit_cpu, limit_memory
from edgeassist.wire import BadFrame
from edgeassist.worker import lifeline, sandbox
from edgeassist.worker.frames import LineSplitter, claim_stdout

_MEMORY_BYTES = 512 * 1024**2
_decoder: msgspec.json.Decoder[Question] = msgspec.json.Decoder(Question)


def main(argv: list[str]) -> int:
    """Answer what comes on stdin until it ends, or nothing came for `argv[0]` seconds."""
    mouth = claim_stdout()
    idle_s, question_s = float(argv[0]), float(argv[1])
    lifeline.prepare_process()
    sandbox.lock([])
    limit_memory(_MEMORY_BYTES)
    asked: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_hear, args=(asked,), name="lifeline", daemon=True).start()
    while line := _next(asked, idle_s):
        limit_cpu(int(question_s) + 1)
        _say(mouth, msgspec.json.encode(answer_to(line)) + b"\n")
    sys.stderr.flush()
    os._exit(0)  # native code has nothing left to do


def answer_to(line: bytes) -> Answer:
    """Return the answer to one line; whatever goes wrong with it is an answer too."""
    try:
        question = _decoder.decode(line)
        if isinstance(question, TellLanguage):
            from edgeassist.documents.language import language_of

            return Tongue(language_of(question.text))
        from edgeassist.documents.ranking import ranked

        return Ranks(ranked(question.sentences, question.language))
    except Exception as error:  # the next question may do better
        return CouldNot(f"{type(error).__name__}: {error}")


def _hear(asked: "queue.SimpleQueue[bytes]") -> None:
    splitter = LineSplitter()
    try:
        for chunk in lifeline.read_stdin():
            for line in splitter.feed(chunk):
                asked.put(line)
    except (OSError, BadFrame) as error:
        sys.stderr.write(f"edgeassist text: {error}\n")
    os._exit(0)  # the parent is gone, or speaks another language


def _next(asked: "queue.SimpleQueue[bytes]", idle_s: float) -> bytes:
    try:
        return asked.get(timeout=idle_s)
    except queue.Empty:
        return b""


def _say(mouth: int, line: bytes) -> None:
    rest = memoryview(line)
    while rest:
        try:
            rest = rest[os.write(mouth, rest) :]
        except BrokenPipeError:
            os._exit(0)
