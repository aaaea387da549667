# SPDX-License-Identifier: Apache-2.0
"""Secrets (the hub's token) in the system's keyring, or in memory until the program ends. Never in a file or a log.

The keyring is asked by a child with a time limit, since a mute one never answers. Blocks up to `LIMIT_S`: not for
the window's thread.
"""

import hmac
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Literal, NoReturn

import msgspec

from edgeassist.core.errors import BadInput
from edgeassist.core.keyring_child import Answer, Question, no_core_dump
from edgeassist.core.language import later, tr

LIMIT_S = 3.0
HUB_ENTRY = "hub-token"
"""The name that the hub's token is kept under."""
_MOST_CHARACTERS = 1024  # Windows keeps no more in one credential

_KEPT = later("It is kept in this system's keyring.")
_SESSION = later("It is kept for this session only: {reason}.")
_REASONS = {
    "none": later("this system has no keyring"),
    "refused": later("the keyring chosen here would not keep it safe"),
    "locked": later("the keyring is locked"),
    "failed": later("the keyring answered with an error"),
    "lost": later("the keyring took it and did not hold it"),
    "mute": later("the keyring did not answer"),
}


class NotASecret(BadInput):
    """A text that cannot be a token. The text itself is not shown."""

    code = "not-a-token"
    hint = later("Copy the token from the hub's settings page: one word of letters, digits and underscores.")

    def __init__(self) -> None:
        super().__init__(tr("That is not a token."))


class Secret:
    """A text that shows itself to nobody but who calls `reveal`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        if not 0 < len(value) <= _MOST_CHARACTERS or not value.isascii() or not value.isprintable() or " " in value:
            raise NotASecret
        self._value = value

    def reveal(self) -> str:
        """Return the text itself, for the one place that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(hidden)"

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value, other._value)

    def __hash__(self) -> int:
        return hash(Secret)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not copied out of the process")


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a secret is kept, and the sentence for a person."""

    where: Literal["keyring", "session"]
    sentence: str


class Secrets:
    """The secrets of this program. `child_command` returns the argv of a child by its mode. Any thread may call.

    A process that has these leaves no core dump.
    """

    def __init__(self, child_command: Callable[[str], Sequence[str]], *, limit_s: float = LIMIT_S) -> None:
        self._command, self._limit_s = child_command, limit_s
        self._session: dict[str, Secret] = {}
        self._mute = False
        self._lock = Lock()
        no_core_dump()

    def get(self, name: str) -> Secret | None:
        """Return what was kept under `name`; a keyring that hung once is not asked again until something is kept."""
        with self._lock:
            if name in self._session or self._mute:
                return self._session.get(name)
            answer = self._ask(Question("get", name))
            try:
                return Secret(answer.value) if answer and answer.value else None
            except NotASecret:
                return None

    def keep(self, name: str, value: str) -> Kept:
        """Keep `value` in the keyring, read it back, or keep it in memory; raise `NotASecret`."""
        secret = Secret(value.strip())
        with self._lock:
            answer = self._ask(Question("keep", name, secret.reveal()))
            if answer and not answer.why:
                self._session.pop(name, None)
                return Kept("keyring", tr(_KEPT))
            self._session[name] = secret
            return Kept("session", tr(_SESSION, reason=tr(_REASONS[answer.why if answer else "mute"])))

    def forget(self, name: str) -> bool:
        """Forget `name`; return False when the keyring could not be asked and may still hold it."""
        with self._lock:
            self._session.pop(name, None)
            answer = self._ask(Question("forget", name))
            return answer is not None and answer.why in ("", "none", "refused")

    def _ask(self, question: Question) -> Answer | None:
        """Return the child's answer; None when it gave none within the limit."""
        try:
            child = subprocess.run(
                list(self._command("keyring")),
                input=msgspec.json.encode(question),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=self._limit_s,
                check=False,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            answer = msgspec.json.decode(child.stdout, type=Answer)
        except subprocess.TimeoutExpired:
            self._mute = True
            return None
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return Answer(why="failed")
        self._mute = False
        return answer
