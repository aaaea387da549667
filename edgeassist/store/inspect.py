# SPDX-License-Identifier: Apache-2.0
"""The short-lived child that looks at a stranger's file, and the parent's side of it.

The child answers in lines of JSON (see `inspection`). The header's facts leave it before it touches the chat
template, so a template that eats memory, time or the child itself costs only the template.
"""

import faulthandler
import io
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from edgeassist.core.child_answer import answer_of
from edgeassist.core.errors import BadInput, EdgeError
from edgeassist.core.language import later, tr
from edgeassist.core.told import as_it_came, told
from edgeassist.core.units import elided
from edgeassist.store.inspection import (
    Inspection,
    Line,
    Refusal,
    TemplateSource,
    TemplateVerdict,
    checked_header,
    decode_line,
    describe,
    template_source,
)
from edgeassist.store.limits import limit_cpu, limit_memory
from edgeassist.store.opened import Opened, adopt, open_regular
from edgeassist.store.refusals import CheckDied, CheckTooSlow, refusal
from edgeassist.wire.wording import Wording, reworded, wording

HEADER_CPU_S, HEADER_MEMORY_BYTES = 5, 1024**3
TEMPLATE_WALL_S, TEMPLATE_CPU_S, TEMPLATE_MEMORY_BYTES = 10.0, 2, 256 * 1024**2
WALL_S = 30.0
"""What computes is ended by its processor time; by this only what hangs. A busy computer or a slow drive needs some."""
_MOST_ANSWER_BYTES = 8 * 1024**2
ADDITION_CHARACTERS = 1000
REFUSED_TEMPLATE = later("The file's chat template took too much time or memory and is not used.")


def main(argv: list[str]) -> int:
    """Check the file `argv[0]` (already open as descriptor `argv[1]` when given) and answer on stdout."""
    limit_cpu(HEADER_CPU_S)
    limit_memory(HEADER_MEMORY_BYTES)
    path = Path(argv[0])
    try:
        with adopt(path, int(argv[1])) if argv[1:] else open_regular(path) as opened:
            _lock()
            header = checked_header(opened)
        facts = describe(header, path.name)
    except EdgeError as error:
        _say(Refusal(code=error.code, message=str(error), hint=error.hint, words=wording(error.args[0])))
        return 0
    _say(facts)
    try:
        source = template_source(header)
        _say(TemplateSource(text=source))
        _say(_judge_template(source))
    except EdgeError as error:
        _say(TemplateVerdict(template="fallback", note=str(error)))
    return 0


def _lock() -> None:
    """Leave no way out but stdout, as far as the system can; the file is open, and our own code stays readable."""
    from edgeassist.worker import lifeline, sandbox

    lifeline.prepare_process()
    sandbox.lock([])


def _judge_template(source: str) -> TemplateVerdict:
    from edgeassist.worker.templates import check_template

    limit_cpu(TEMPLATE_CPU_S)
    limit_memory(TEMPLATE_MEMORY_BYTES)
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(TEMPLATE_WALL_S, exit=True, file=nowhere)
        try:
            return template_verdict(source, check_template)
        finally:
            faulthandler.cancel_dump_traceback_later()


def template_verdict(source: str, check: Callable[[str], str]) -> TemplateVerdict:
    """Return what `check` makes of a chat template; whatever it raises is a reason to use a built-in one."""
    try:
        adds = elided(check(source), ADDITION_CHARACTERS)
    except BadInput as error:
        return TemplateVerdict(template="fallback", note=str(error), words=wording(error.args[0]))
    except (MemoryError, RecursionError, OverflowError):
        return TemplateVerdict(template="fallback", note=REFUSED_TEMPLATE)
    except Exception as error:
        note = told("The file's chat template failed in a trial ({name}) and is not used.", name=type(error).__name__)
        return TemplateVerdict(template="fallback", note=str(note), words=wording(note))
    return TemplateVerdict(template="own", adds=adds)


def _say(line: Line) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(line) + b"\n")
    sys.stdout.buffer.flush()


def inspect_file(path: Path, command: Sequence[str], *, timeout_s: float = WALL_S) -> Inspection:
    """Check the file at `path` in a child started by `command`; raise the refusal it names."""
    with open_regular(path) as opened:
        return inspect_opened(opened, command, timeout_s=timeout_s)


def inspect_opened(opened: Opened, command: Sequence[str], *, timeout_s: float = WALL_S) -> Inspection:
    """Check the very file that `opened` holds; blocks for at most about `timeout_s`, on any thread.

    Where descriptors cannot be handed down (Windows) the child opens the path again.
    """
    said = _said_of(opened, command, timeout_s)
    facts = next(one for one in said if isinstance(one, Inspection))
    verdict = next((one for one in said if isinstance(one, TemplateVerdict)), None)
    verdict = verdict or TemplateVerdict(template="fallback", note=REFUSED_TEMPLATE)
    known = {"template": verdict.template, "template_note": _note(verdict), "template_adds": verdict.adds}
    return msgspec.structs.replace(facts, **known)


def _note(verdict: TemplateVerdict) -> str:
    """Return why the file's own template is not used; a whole sentence of ours is translated where it is shown."""
    return reworded(verdict.note, verdict.words) if verdict.words.text else as_it_came(verdict.note)


def read_template(path: Path, command: Sequence[str], *, timeout_s: float = WALL_S) -> str:
    """Return the chat template that the file at `path` brings, a stranger's text; empty when it brings none."""
    with open_regular(path) as opened:
        said = _said_of(opened, command, timeout_s)
    return next((one.text for one in said if isinstance(one, TemplateSource)), "")


def _said_of(opened: Opened, command: Sequence[str], timeout_s: float) -> list[Line]:
    """Return what a child says of a file that is fit, its `Inspection` first; raise the refusal of any other."""
    inherits = os.name == "posix"
    arguments = [*command, str(opened.path), *([str(opened.descriptor)] if inherits else [])]
    child = subprocess.Popen(
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=(opened.descriptor,) if inherits else (),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    with child:
        answer = answer_of(child, limit_s=timeout_s, most_bytes=_MOST_ANSWER_BYTES)
    return _understood(answer.said, answer.errors, in_time=answer.in_time)


def _understood(answer: bytes, detail: str, *, in_time: bool) -> list[Line]:
    whole = [line for line in io.BytesIO(answer).readlines() if line.endswith(b"\n")]
    try:
        said = [decode_line(line) for line in whole]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise CheckDied(
            tr("The check of this file ended with an answer that makes no sense."), detail=detail
        ) from error
    first = said[0] if said else None
    if isinstance(first, Refusal):
        raise refusal(first.code, reworded(first.message, first.words), reworded(first.hint, Wording()))
    if isinstance(first, Inspection):
        return said
    if not in_time:
        raise CheckTooSlow(tr("Checking this file took too long and was stopped."))
    raise CheckDied(tr("The check of this file ended early, without an answer."), detail=detail)
