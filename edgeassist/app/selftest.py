# SPDX-License-Identifier: Apache-2.0
"""The self-test: every part of the program does its work once, in a throw-away home. Prints nothing.

Touches no file of the person's and opens no connection. A step that fails never keeps the next one from being tried.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from edgeassist.app.services import Services, open_services
from edgeassist.core.errors import EdgeError
from edgeassist.core.paths import Places


class StepFailed(EdgeError):
    """A part did its work and something else came out than must."""

    code = "self-test-failed"
    hint = "Install EdgeAssist again; if that does not help, report this line."


@dataclass(frozen=True, slots=True)
class Bench:
    """What the steps work with: services of their own, in `folder`."""

    services: Services
    folder: Path


@dataclass(frozen=True, slots=True)
class Step:
    """One part and how it is tried: `work` returns what came out, in a few words, or raises."""

    name: str
    work: Callable[[Bench], str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a step. `says` is what came out, or what went wrong; `hint` what to do about that."""

    name: str
    ok: bool
    says: str
    hint: str = ""
    took_ms: int = 0


@contextmanager
def throw_away_bench() -> Iterator[Bench]:
    """Open services in a new temporary folder; it is gone afterwards. Raises `OSError` where none can be made."""
    with TemporaryDirectory(prefix="edgeassist-selftest-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        home = folder / "home"
        with open_services(Places(home / "data", home / "config", home / "cache", home / "logs")) as services:
            yield Bench(services, folder)


def tried(bench: Bench, steps: Sequence[Step]) -> Iterator[Outcome]:
    """Try one step after the other, and yield what became of each as soon as it is known."""
    for step in steps:
        began = time.monotonic()
        ok, says, hint = _tried(step, bench)
        yield Outcome(step.name, ok, says, hint, round(1000 * (time.monotonic() - began)))


def _tried(step: Step, bench: Bench) -> tuple[bool, str, str]:
    try:
        return True, step.work(bench), ""
    except EdgeError as error:
        return False, str(error), error.hint
    except Exception as error:  # the next step is to be tried whatever this one ran into
        return False, f"{type(error).__name__}: {error}", StepFailed.hint
