# SPDX-License-Identifier: Apache-2.0
"""The child that talks to the system's keyring, which may hang for ever or lie. Keeps nothing itself.

One JSON question on stdin, one JSON answer on stdout; a secret is never on a command line, in the environment or in
a log. Only keyrings that keep secrets from other users are used; what `PYTHON_KEYRING_BACKEND` or keyring's own
settings file name is obeyed only when it is one of those, and is never imported otherwise.
"""

import configparser
import contextlib
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "EdgeAssist"
_BACKENDS = (
    "keyring.backends.macOS.Keyring",
    "keyring.backends.Windows.WinVaultKeyring",
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.libsecret.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
    "keyring.backends.kwallet.DBusKeyringKWallet4",
)
_CHAINER = "keyring.backends.chainer.ChainerBackend"
_MOST_BYTES = 65_536

Why = Literal["", "none", "refused", "locked", "failed", "lost"]
"""No keyring here; one that is not allowed is asked for; locked; an error; not there when read back."""


class Question(msgspec.Struct, frozen=True):
    """`keep` and `forget` change the keyring, `get` does not."""

    action: Literal["get", "keep", "forget"]
    name: str
    value: str = ""


class Answer(msgspec.Struct, frozen=True):
    """`value` is what the keyring holds now; `why` it could not be asked, empty when it could."""

    value: str | None = None
    why: Why = ""


class _Unusable(Exception):
    def __init__(self, why: Why) -> None:
        self.why = why


def main(arguments: list[str]) -> int:
    """Answer the one question on stdin; return 0 whenever an answer was given."""
    if arguments:
        return 2
    no_core_dump()
    try:
        question = msgspec.json.decode(sys.stdin.buffer.read(_MOST_BYTES), type=Question)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return 2
    with contextlib.redirect_stdout(sys.stderr):  # a backend that prints must not write into the answer
        answer = answered(question)
    sys.stdout.buffer.write(msgspec.json.encode(answer))
    sys.stdout.buffer.flush()
    return 0


def answered(question: Question) -> Answer:
    """Return what the system's keyring says to `question`; every trouble of a backend ends in an answer."""
    from keyring.errors import KeyringLocked

    try:
        return _done(_keyring(), question)
    except _Unusable as error:
        return Answer(why=error.why)
    except KeyringLocked:
        return Answer(why="locked")
    except Exception as error:  # backends raise whatever their library does; the class alone is told
        sys.stderr.write(f"keyring: {type(error).__name__}\n")
        return Answer(why="failed")


def _done(keyring: "KeyringBackend", question: Question) -> Answer:
    if question.action == "keep":
        keyring.set_password(SERVICE, question.name, question.value)
    elif question.action == "forget" and keyring.get_password(SERVICE, question.name) is not None:
        keyring.delete_password(SERVICE, question.name)
    value = keyring.get_password(SERVICE, question.name)
    wanted = {"get": value, "keep": question.value, "forget": None}[question.action]
    return Answer(value) if value == wanted else Answer(why="lost")


def _keyring() -> "KeyringBackend":
    """Return the best keyring of this system; raise `_Unusable`."""
    named = os.environ.get("PYTHON_KEYRING_BACKEND") or _configured()
    if named and named not in (*_BACKENDS, _CHAINER):
        raise _Unusable("refused")
    found = [one for name in _BACKENDS if named in ("", _CHAINER, name) and (one := _viable(name))]
    if not found:
        raise _Unusable("none")
    return max(found, key=lambda one: one[0])[1]


def _viable(name: str) -> "tuple[float, KeyringBackend] | None":
    module, _, kind = name.rpartition(".")
    try:
        found = getattr(import_module(module), kind)
        return float(found.priority), found()
    except Exception:  # each backend tells in its own way that this is not its system
        return None


def _configured() -> str:
    from keyring.util.platform_ import config_root

    parser = configparser.RawConfigParser()
    try:
        parser.read(config_root() / "keyringrc.cfg", encoding="utf-8")
        return parser.get("backend", "default-keyring", fallback="").strip()
    except (configparser.Error, OSError, UnicodeDecodeError):
        return ""


def no_core_dump() -> None:
    """Have the system write no memory of this process to the disk should it crash: a secret may be in it."""
    if os.name != "nt":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
