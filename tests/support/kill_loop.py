# SPDX-License-Identifier: Apache-2.0
"""Kills or interrupts a command of the program at random moments, looks, and runs it again to its end.

Half of the moments are anywhere between the start and the usual end; the others follow the line that says that the
work itself begins. Knows no command; what holds for one is its `Deed`'s to say.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

from tests.support.deeds import Deed

LIMIT_S = 120
_STOPPED = (130, -signal.SIGINT)


@dataclass
class Tally:
    """What came of many moments of one command. `struck` counts those that met a running one."""

    name: str = ""
    moments: int = 0
    struck: int = 0
    broken: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    most_lost_bytes: int = 0

    @property
    def troubles(self) -> list[str]:
        return [*self.broken, *self.lost, *self.failed, *self.left]

    @property
    def row(self) -> str:
        """Return it as a row of the table under `HEAD`."""
        counts = (len(one) for one in (self.broken, self.lost, self.failed, self.left))
        return f"| {self.name} | {self.struck} | {' | '.join(map(str, counts))} | {self.most_lost_bytes / 2**20:.1f} |"


HEAD = (
    "| command | kills | broken models visible | lost sources | not gone on with | left over | most lost (MiB) |\n"
    "|---|---|---|---|---|---|---|"
)


class KillLoop:
    """Strikes `deed` after `deed`; `kind` is `SIGKILL` or `SIGINT`. `usual_s` and `rest_s` are learned on the way."""

    def __init__(self, new_deed: Callable[[], Deed], seed: int, kind: str = "SIGKILL") -> None:
        self._new_deed, self._chance, self._kind = new_deed, random.Random(seed), getattr(signal, kind)
        self._usual_s, self._rest_s = 1.2, 0.3
        self.tally = Tally()

    def learn(self) -> None:
        """Run a deed to its end once, undisturbed."""
        deed = self._new_deed()
        try:
            self._to_its_end(deed)
            self._look(deed, "undisturbed", at_the_end=True)
        finally:
            deed.close()

    def strike(self, times: int) -> Tally:
        """Strike until `times` moments met a running command."""
        for _ in range(12 * times):
            if self.tally.struck == times:
                break
            self._round()
        return self.tally

    def _round(self) -> None:
        deed = self._new_deed()
        try:
            when = self._struck(deed)
            self._look(deed, when)
            kept_bytes, before = deed.kept_bytes(), written_by_children()
            if not deed.over:
                self._to_its_end(deed)
            self._look(deed, f"{when}, and again", at_the_end=True)
            lost_bytes = deed.lost_bytes(kept_bytes, written_by_children() - before)
            self.tally.most_lost_bytes = max(self.tally.most_lost_bytes, lost_bytes)
        finally:
            deed.close()

    def _struck(self, deed: Deed) -> str:
        """Start the command, strike its process group, and return when that was."""
        aimed = self._kind == signal.SIGINT or self._chance.random() < 0.5
        wait_s = self._chance.uniform(0, self._rest_s if aimed else self._usual_s)
        with started(deed) as process:
            try:
                if aimed:
                    hear(process, deed.aim)
                is_over = ended(process, wait_s)
                if not is_over:
                    os.killpg(process.pid, self._kind)
                    process.wait(LIMIT_S)
            finally:
                process.kill()
            self._count(deed, process.returncode)
        if is_over:
            self._usual_s, self._rest_s = self._usual_s * 0.9, self._rest_s / 2
        return f"{deed.name} {wait_s:.3f} s after its {'work began' if aimed else 'start'}"

    def _count(self, deed: Deed, code: int) -> None:
        self.tally.name, self.tally.moments = deed.name, self.tally.moments + 1
        expected = _STOPPED if self._kind == signal.SIGINT else (-self._kind,)
        if code in expected:
            self.tally.struck += 1
        elif code:
            self.tally.failed.append(f"{deed.name} ended with {code} when it was struck")

    def _to_its_end(self, deed: Deed) -> None:
        begun_s, began_s = time.monotonic(), 0.0
        with started(deed) as process:
            said = hear(process, deed.aim)
            if said and said[-1].startswith(deed.aim):
                began_s = time.monotonic()
            said += _pipe(process).readlines()
            process.wait(LIMIT_S)
        over_s = time.monotonic()
        self._usual_s = (self._usual_s + over_s - begun_s) / 2
        if began_s:
            self._rest_s = (self._rest_s + over_s - began_s) / 2
        if process.returncode:
            self.tally.failed.append(f"{deed.name}: {process.returncode}\n{''.join(said)}")

    def _look(self, deed: Deed, when: str, *, at_the_end: bool = False) -> None:
        tally = self.tally
        tally.broken += [f"{when}: {one}" for one in deed.broken()]
        tally.lost += [f"{when}: {one}" for one in deed.lost()]
        if at_the_end:
            tally.failed += [f"{when}: {one}" for one in deed.undone()]
            tally.left += [f"{when}: {one} is left over" for one in deed.home.left_over()]


def written_by_children() -> int:
    """Return how many bytes of files the children that have ended wrote, as far as the system counts them (Linux)."""
    import resource

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_oublock * 512


def started(deed: Deed) -> subprocess.Popen[str]:
    """Start the command in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "edgeassist", "models", *deed.arguments],
        env={**deed.home.environ, **deed.environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _pipe(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stderr
    return process.stderr


def hear(process: subprocess.Popen[str], word: str) -> list[str]:
    """Return the lines up to the one that begins with `word`, or all."""
    said = []
    for line in _pipe(process):
        said.append(line)
        if line.startswith(word):
            break
    return said


def run_to_its_end(deed: Deed) -> None:
    """Run the command undisturbed; fail unless it ends well."""
    with started(deed) as process:
        said = _pipe(process).read()
        process.wait(LIMIT_S)
    assert process.returncode == 0, said


def ended(process: subprocess.Popen[str], wait_s: float) -> bool:
    """Wait for the end, but no longer than that; tell whether it came."""
    try:
        process.wait(wait_s)
    except subprocess.TimeoutExpired:
        return False
    return True
