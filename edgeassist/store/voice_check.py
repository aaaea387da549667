# SPDX-License-Identifier: Apache-2.0
"""Tries a voice model in a child that is thrown away: a broken one may end it, eat memory or never come back.

`main` is the child: under locks, with limits, it loads the model and hears a second of hiss. `probe_voice` is the
parent's side, which turns any end of the child into a card.
"""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import psutil

from edgeassist.core.child_answer import ChildAnswer, answer_of
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop
from edgeassist.store.card import Count
from edgeassist.store.limits import limit_cpu, limit_memory
from edgeassist.store.voice_card import VoiceCard
from edgeassist.store.voice_engine import VoskFailed, VoskModel
from edgeassist.store.voice_refusals import VoiceDamaged
from edgeassist.store.voice_shape import check_shape

WALL_S, CPU_S = 120.0, 90
_BASE_BYTES, _TIMES = 2 * 1024**3, 4
_SAMPLE_RATE = 16_000
_MOST_ANSWER_BYTES = 64 * 1024


class _Tried(msgspec.Struct, frozen=True, tag="tried"):
    takes_grammar: bool
    memory_bytes: Count
    load_ms: Count


class _Refused(msgspec.Struct, frozen=True, tag="refused"):
    """The child speaks English: of a damaged model the parent says `why` in the person's language."""

    code: str
    message: str
    why: str = ""


_decoder: msgspec.json.Decoder[_Tried | _Refused] = msgspec.json.Decoder(_Tried | _Refused)


def main(argv: list[str]) -> int:
    """Load the model in the folder `argv[0]`, at most `argv[1]` bytes large, and answer on stdout in one line."""
    from edgeassist.worker import lifeline, sandbox
    from edgeassist.worker.frames import claim_stdout

    folder, size_bytes = Path(argv[0]), int(argv[1])
    with os.fdopen(claim_stdout(), "wb") as mouth:
        lifeline.prepare_process()
        sandbox.lock([folder])
        limit_cpu(CPU_S)
        limit_memory(_BASE_BYTES + _TIMES * size_bytes)
        mouth.write(msgspec.json.encode(_tried(folder)))
    return 0


def _tried(folder: Path) -> _Tried | _Refused:
    try:
        check_shape(folder)
        begun_s = time.monotonic()
        model = VoskModel(folder)
        load_ms = int(1000 * (time.monotonic() - begun_s))
        for phrases in (None, ("a",)) if model.takes_grammar else (None,):
            decoder = model.decoder(_SAMPLE_RATE, phrases)
            decoder.accept(_hiss())
            decoder.final()
    except VoskFailed:
        return _refused(VoiceDamaged(later("vosk cannot hear with it")))
    except EdgeError as error:
        return _refused(error)
    except MemoryError:
        return _refused(VoiceDamaged(later("it asks for more memory than any voice model needs")))
    memory_bytes = int(psutil.Process().memory_info().rss)
    return _Tried(model.takes_grammar, memory_bytes, load_ms)


def _refused(error: EdgeError) -> _Refused:
    return _Refused(error.code, str(error), error.why if isinstance(error, VoiceDamaged) else "")


def _hiss() -> bytes:
    """Return a second of faint noise, the same each time."""
    state, samples = 1, bytearray()
    for _ in range(_SAMPLE_RATE):
        state = (state * 1_103_515_245 + 12_345) % 2**31
        samples += (state // 2**16 % 65 - 32).to_bytes(2, "little", signed=True)
    return bytes(samples)


def probe_voice(
    card: VoiceCard, folder: Path, command: Sequence[str], *, stop: Stop | None = None, wall_s: float = WALL_S
) -> VoiceCard:
    """Return `card` after its model in `folder` was tried in a child started by `command`: `ready`, or `failed`.

    Blocks for at most about `wall_s`, on any thread; raises `Stopped` when called off.
    """
    stop = stop or Stop()
    stop.check()
    child = subprocess.Popen(
        [*command, str(folder.absolute()), str(card.size_bytes)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    with child:
        stop.guard(child.kill)
        try:
            answer = answer_of(child, limit_s=wall_s, most_bytes=_MOST_ANSWER_BYTES)
        finally:
            stop.guard(None)
    stop.check()
    return _judged(card, answer)


def _judged(card: VoiceCard, answer: ChildAnswer) -> VoiceCard:
    try:
        said = _decoder.decode(answer.said)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        why = (
            tr("loading it ends the process that tries")
            if answer.in_time
            else tr("loading it takes longer than any model needs")
        )
        return card.failed(VoiceDamaged.code, str(VoiceDamaged(why)))
    if isinstance(said, _Refused):
        return card.failed(said.code, str(VoiceDamaged(tr(said.why))) if said.why else said.message)
    return msgspec.structs.replace(
        card,
        state="ready",
        failure="",
        failure_code="",
        takes_grammar=said.takes_grammar,
        memory_bytes=said.memory_bytes,
        load_ms=said.load_ms,
    )
