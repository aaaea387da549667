# SPDX-License-Identifier: Apache-2.0
"""Asks the starter model through the app itself, in a child process of the app's own environment.

This side needs nothing but Python. The other side is `asked.py`; between them are two files of JSON lines.
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

PACKAGING = Path(__file__).resolve().parent.parent


class AppFailed(RuntimeError):
    """The app's process ended without an answer."""

    def __init__(self, code: int) -> None:
        super().__init__(
            f"The app's process ended with {code}; nothing was scored. What it said stands above; check --app-python "
            "and --model, then run the same command again."
        )


@dataclass(frozen=True, slots=True)
class Question:
    """One request. `turns` are (role, text), roles `system`, `user`, `assistant`; greedy, without memory of others."""

    key: str
    turns: tuple[tuple[str, str], ...]
    max_tokens: int
    json_schema: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `reason` is `stop`, `length`, `context` or `failed`, then `failure` says why."""

    key: str
    text: str
    reason: str
    tokens: int = 0
    first_token_ms: float = 0.0
    rate: float = 0.0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Turns, and a reply that was really given to them, of which the model's surprise is wanted."""

    key: str
    turns: tuple[tuple[str, str], ...]
    reply: str


@dataclass(frozen=True, slots=True)
class Surprise:
    """The model's surprise at a reply and its end, in nats over all of `tokens`."""

    key: str
    nats: float
    tokens: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Speed:
    """Medians on this machine: milliseconds to load, to the first token of a `prompt_tokens` prompt; tokens/s."""

    load_ms: float
    prompt_tokens: int
    first_token_ms: float
    answer_rate: float
    threads: int
    variant: str


class App:
    """The door to the app. `python` is that of its environment, `home` a folder it may write its own things to."""

    def __init__(self, python: Path, model: Path, home: Path) -> None:
        self.python, self.model, self.home = python, model, home

    def ask(self, questions: Sequence[Question]) -> dict[str, Reply]:
        """Return the replies by key; one engine answers all of them."""
        return {row["key"]: Reply(**row) for row in self._done("ask", [asdict(one) for one in questions])}

    def weigh(self, dialogues: Sequence[Dialogue]) -> dict[str, Surprise]:
        """Return the surprise at each reply by key; a dialogue beyond the context is left out."""
        rows = self._done("weigh", [asdict(one) for one in dialogues])
        return {row["key"]: Surprise(row["key"], row["nats"], tuple(row["tokens"])) for row in rows}

    def count(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the tokens of each text."""
        return [row["tokens"] for row in self._done("count", [{"text": text} for text in texts])]

    def speed(self) -> Speed:
        """Measure the speed. Nothing else may run on the machine meanwhile."""
        return Speed(**self._done("speed", [{}])[0])

    def _done(self, what: str, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        if not rows:
            return []
        with tempfile.TemporaryDirectory(prefix="edgeassist-asking-") as folder:
            given, made = Path(folder, "given.jsonl"), Path(folder, "made.jsonl")
            given.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
            command = [str(self.python.absolute()), "-m", "starter.asked", what, str(self.model.resolve())]
            environment = {**os.environ, "EDGEASSIST_HOME": str(self.home.resolve())}
            code = subprocess.call([*command, str(given), str(made)], cwd=PACKAGING, env=environment)
            if code != 0:
                raise AppFailed(code)
            return [json.loads(line) for line in made.read_text(encoding="utf-8").splitlines()]
