# SPDX-License-Identifier: Apache-2.0
"""Where our own words go: a rotating file without any user text, and a console that may be absent."""

import logging
import os
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def ensure_streams() -> None:
    """Give stdout and stderr a place to write to where a windowed start has none."""
    if sys.stderr is None or sys.stdout is None:
        nowhere = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere


def start_log(folder: Path) -> Path:
    """Log warnings and worse to `folder`/edgeassist.log (3 x 512 kB); return that path."""
    path = folder / "edgeassist.log"
    handler = RotatingFileHandler(path, maxBytes=512_000, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter(_FORMAT))
    logging.getLogger("edgeassist").addHandler(handler)
    return path
