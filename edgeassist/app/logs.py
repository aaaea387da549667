# SPDX-License-Identifier: Apache-2.0
"""Where our own words go: a rotating file without any user text."""

import faulthandler
import logging
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from edgeassist.core.streams import ensure_streams

__all__ = ["CRASH_NAME", "ensure_streams", "log_crashes", "start_log"]

CRASH_NAME = "crash.log"
_MOST_CRASH_BYTES = 256_000
_MOST_CHARACTERS = 4000
"""Of one line: what is longer than that is no sentence of ours."""
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class WithoutWords(logging.Formatter):
    """Writes what our program says and where it failed: of errors the kind, of paths the ending, of quotes nothing."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record without anything a person may have written or named; the record stays as it is."""
        from edgeassist.core.scrubbing import log_lines, scrubbed  # seldom wanted: nothing is logged where all is well

        plain = logging.makeLogRecord(vars(record))
        plain.exc_text = None
        if isinstance(record.args, tuple):
            plain.args = tuple(type(one).__name__ if isinstance(one, BaseException) else one for one in record.args)
        lines = (line[:_MOST_CHARACTERS] for line in super().format(plain).splitlines())
        return "\n".join(scrubbed(line, {}) for line in log_lines(tuple(lines)))


def log_crashes(folder: Path) -> None:
    """Have the places in the program written to `folder` when it dies of a signal: no words, no values."""
    path = folder / CRASH_NAME
    with suppress(OSError):
        kept = path.is_file() and path.stat().st_size < _MOST_CRASH_BYTES
        faulthandler.enable(path.open("a" if kept else "w", encoding="utf-8"))


def start_log(folder: Path) -> Path:
    """Log warnings and worse to `folder`/edgeassist.log (3 x 512 kB); return that path."""
    path = folder / "edgeassist.log"
    handler = RotatingFileHandler(path, maxBytes=512_000, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(WithoutWords(_FORMAT))
    logging.getLogger("edgeassist").addHandler(handler)
    return path
