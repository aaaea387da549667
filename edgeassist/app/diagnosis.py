# SPDX-License-Identifier: Apache-2.0
"""What happened? One text for a helper: this computer, the program and its last errors, and no text of a person's.

Everything that is not a figure or a word of ours passes `core.scrubbing`. A part that cannot be told says why.
"""

import getpass
import platform
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.app.logs import CRASH_NAME
from edgeassist.core.errors import EdgeError, Unavailable
from edgeassist.core.files import replace_file
from edgeassist.core.language import tr
from edgeassist.core.scrubbing import log_lines, scrubbed
from edgeassist.core.settings import options

if TYPE_CHECKING:
    from edgeassist.app.services import Services

LOG_LINES = 200
_HEAD = """\
EdgeAssist: what happened?
Written {at}. This file holds no conversation, no document, no password and no name of yours that the program knows.
Read it before you pass it on.
"""
_OURS = frozenset({"starter"})
"""Ids of models that tell nothing of anybody."""


def diagnosis(services: "Services", *, now: Callable[[], datetime] = datetime.now) -> str:
    """Return the whole text."""
    parts = [_HEAD.format(at=f"{now():%Y-%m-%d %H:%M}")]
    known = _known(services)
    for title, tell in (
        ("Checks", _checks),
        ("Settings that are not the usual ones", _settings),
        ("Models", _models),
        ("Last lines of the log", _log),
        ("Where it crashed last", _crash),
    ):
        try:
            lines = list(tell(services)) or ["nothing"]
        except Exception as error:  # whatever is broken is what this file is for
            lines = [f"cannot be told: {type(error).__name__}"]
        parts.append(f"{title}\n{'-' * len(title)}\n" + "\n".join(scrubbed(line, known) for line in lines) + "\n")
    return "\n".join(parts)


class DiagnosisNotWritten(Unavailable):
    """The text could not be written."""

    code = "diagnosis-not-written"

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(
            tr("{path} could not be written: {reason}.", path=path, reason=reason),
            hint=tr("Choose another place for it."),
        )


def write(services: "Services", path: Path) -> None:
    """Write the text to `path`; raise `DiagnosisNotWritten`."""
    try:
        replace_file(path, diagnosis(services).encode())
    except OSError as error:
        raise DiagnosisNotWritten(path, error.strerror or "unknown") from error


def _checks(services: "Services") -> Iterable[str]:
    from edgeassist.app.checks import quick_checks

    for check in quick_checks(services):
        yield f"{check.state:4}  {check.name}: {check.says}"


def _settings(services: "Services") -> Iterable[str]:
    """Tell what is set; of a text that a person may choose freely, only that it is."""
    for name, one in options().items():
        value = getattr(services.settings, name)
        if value != one.default:
            free = isinstance(value, str) and not one.one_of
            yield f"{name} = {'(set)' if free else value}"


def _models(services: "Services") -> Iterable[str]:
    for card in services.library.cards():
        yield f"{card.architecture} {card.size_bytes:,} bytes: {card.state} {card.failure_code}".rstrip()


def _log(services: "Services") -> Iterable[str]:
    return _last_lines(services.places.logs / "edgeassist.log")


def _crash(services: "Services") -> Iterable[str]:
    return _last_lines(services.places.logs / CRASH_NAME)


def _last_lines(path: Path) -> Iterable[str]:
    if not path.is_file():
        return ()
    return log_lines(path.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:])


def _known(services: "Services") -> dict[str, str]:
    """Return what would tell who the person is, with what is said instead."""
    places = services.places
    known = {
        str(services.models_folder): "<models>",
        str(places.data): "<data>",
        str(places.settings.parent): "<settings>",
        str(places.cache): "<cache>",
        str(places.logs): "<logs>",
        str(Path.home()): "~",
        platform.node(): "<computer>",
    }
    with suppress(OSError, EdgeError):
        for card in services.library.cards():
            known.update({word: "<model>" for word in (card.id, card.name) if len(word) > 2 and word not in _OURS})
    with suppress(OSError, KeyError, ImportError):
        user = getpass.getuser()
        known.update({user: "<user>"} if len(user) > 2 and user not in _COMMON else {})
    return known


_COMMON = frozenset({"root", "user", "admin", "guest"})
