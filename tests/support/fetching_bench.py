# SPDX-License-Identifier: Apache-2.0
"""A fetch against the loopback byte server: content, terms that are small and quick, and what was reported."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import Any

from edgeassist.core.stop import Stop
from edgeassist.net.fetch import Fetched, Terms, Wanted, fetch
from edgeassist.net.line import Means
from edgeassist.net.route import Route
from tests.support.byte_server import ByteServer

MARK, CHUNK = 64 * 1024, 256 * 1024
QUICK = Terms(
    mark_bytes=MARK, chunk_bytes=CHUNK, margin_bytes=0, rest_s=0.01, report_s=0, means=Means(silence_s=60, connect_s=60)
)
"""Small and quick, but patient: a busy machine's pause is not a silent line. Tests of silence say how much is one."""


def content_of(size_bytes: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size_bytes)


@dataclass
class Bench:
    """One server, one file `m` on it, one part; `run` fetches it."""

    server: ByteServer
    folder: Path
    content: bytes = field(default_factory=lambda: content_of(1_000_003))
    route: Route = field(default_factory=lambda: Route(proxy="none"))
    terms: Terms = QUICK
    said: list[tuple[str, int, int]] = field(default_factory=list)
    stop: Stop = field(default_factory=Stop)
    arrived: Event = field(default_factory=Event)
    awaited: tuple[str, int] = ("", 0)
    heard: Callable[[str, int], None] = lambda step, done: None

    def __post_init__(self) -> None:
        self.server.files["m"] = self.content
        self.part = self.folder / "model.part"

    @property
    def wanted(self) -> Wanted:
        digest = hashlib.sha256(self.content).hexdigest()
        return Wanted(url=self.server.url("m"), size_bytes=len(self.content), sha256=digest)

    @property
    def steps(self) -> set[str]:
        return {step for step, _, _ in self.said}

    def run(self, **changes: Any) -> Fetched:
        def report(step: str, done: int, total: int) -> None:
            self.said.append((step, done, total))
            self.heard(step, done)
            if self.awaited[0] in ("", step) and done >= self.awaited[1]:
                self.arrived.set()

        wanted = replace(self.wanted, **changes)
        return fetch(wanted, self.part, route=self.route, report=report, stop=self.stop, terms=self.terms)

    def is_right(self) -> bool:
        return self.part.read_bytes() == self.content

    def starts(self) -> list[int]:
        """Return the first byte each GET asked for."""
        return [one.start for one in self.server.gets("m")]
