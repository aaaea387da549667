# SPDX-License-Identifier: Apache-2.0
"""Writes a document anew with its texts put otherwise, in the form it had. Parses nothing itself: a child does.

For DOCX, HTML, Markdown, plain text, SRT and VTT. The source is never touched; the target appears whole or not at all.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from edgeassist.core.child_answer import ChildAnswer, answer_of
from edgeassist.core.errors import BadUsage
from edgeassist.core.files import replace_file
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop
from edgeassist.core.units import elided
from edgeassist.documents.lines import Refusal, Texts, Wanted, Written
from edgeassist.documents.opening import opened_document
from edgeassist.documents.reading import Limits
from edgeassist.documents.refusals import ReaderDied, ReadingTooSlow, refusal

_NO_WINDOW = 0x0800_0000 | 0x0000_0200
_GRACE_S = 5.0


class SameFile(BadUsage):
    """The target is the source."""

    code, hint = "target-is-source", later("Choose another name for the new file.")


class DocumentRewriter:
    """Tells and changes the texts of documents, each time in a child started by `command`. Any thread may call."""

    def __init__(self, command: Sequence[str], limits: Limits | None = None) -> None:
        self._command, self._limits = tuple(command), limits or Limits()

    def texts(self, path: Path, stop: Stop) -> list[str]:
        """Return the texts of the document at `path`, in order, one for each paragraph, cue, item or cell."""
        said, _content = self._asked(path, None, stop)
        return said.texts if isinstance(said, Texts) else []

    def write(self, path: Path, texts: Sequence[str], out: Path, stop: Stop, *, note: str = "") -> None:
        """Write the document at `path` to `out` with `texts` in place of its own, and `note` before all of them."""
        if out.exists() and out.samefile(path):
            raise SameFile(tr("“{name}” is the document itself.", name=elided(out.name)))
        _said, content = self._asked(path, Wanted(list(texts), note), stop)
        replace_file(out, content)

    def rewrite(self, path: Path, change: Callable[[list[str]], list[str]], out: Path, stop: Stop) -> None:
        """Write the document at `path` to `out`, its texts as `change` puts them: as many, in the same order."""
        self.write(path, change(self.texts(path, stop)), out, stop)

    def _asked(self, path: Path, new: Wanted | None, stop: Stop) -> tuple[Texts | Written, bytes]:
        stop.check()
        with opened_document(path) as held:
            inherits = os.name == "posix"
            descriptor = str(held.descriptor) if inherits else "-"
            try:
                child = subprocess.Popen(
                    [*self._command, str(held.path), descriptor, *self._limits.arguments()],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    pass_fds=(held.descriptor,) if inherits else (),
                    creationflags=_NO_WINDOW if sys.platform == "win32" else 0,
                    process_group=None if sys.platform == "win32" else 0,
                )
            except OSError as error:
                words = tr("The program that reads documents could not be started: {reason}.", reason=error.strerror)
                raise ReaderDied(words) from error
            stop.guard(child.kill)
            try:
                with child:
                    answer = answer_of(
                        child,
                        asked=msgspec.json.encode(new) + b"\n",
                        limit_s=self._limits.time_s + _GRACE_S,
                        most_bytes=self._limits.memory_bytes,
                    )
            finally:
                stop.guard(None)
            stop.check()
        if not answer.in_time:
            slow = later("Reading “{name}” took too long and was stopped.")
            raise ReadingTooSlow(slow, {"name": elided(path.name)})
        return _understood(answer, path)


def _understood(answer: ChildAnswer, path: Path) -> tuple[Texts | Written, bytes]:
    line, _end, content = answer.said.partition(b"\n")
    try:
        said = msgspec.json.decode(line, type=Texts | Written | Refusal)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        said = None
    if isinstance(said, Refusal):
        raise refusal(said)
    if said is None or (isinstance(said, Written) and said.size_bytes != len(content)):
        message = tr("Writing “{name}” ended early, without an answer.", name=elided(path.name))
        raise ReaderDied(message, detail=answer.errors)
    return said, content
