# SPDX-License-Identifier: Apache-2.0
"""The commands of before: every step with what became of it, kept so that it can be undone after a restart."""

from collections.abc import Sequence

import msgspec

from edgeassist.core.errors import NotFound
from edgeassist.core.language import later, tr
from edgeassist.intents.commands import State, Step, Taught
from edgeassist.intents.kept import Kept

MOST_STEPS = 1_000
"""Older ones are forgotten."""
_LARGEST = 2**63 - 1
OPEN: tuple[State, ...] = ("ready", "asking")


class NoSuchStep(NotFound):
    """A number that no command of before has."""

    code = "no-such-command"
    hint = later("It may have been forgotten: only the last 1,000 commands are kept.")

    def __init__(self, step_id: int) -> None:
        self.step_id = step_id
        super().__init__(tr("There is no command {number}.", number=step_id))


class Ledger:
    """Steps in the commands' file. Any thread may call; each call is one transaction."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def begin(self, planned: Sequence[Step]) -> tuple[Step, ...]:
        """Write the steps of one command down, whose ids do not matter yet, and return them with their ids."""
        steps: list[Step] = []
        with self._kept.writing() as connection:
            command = 0
            for step in planned:
                query = "INSERT INTO steps (command, step, state) VALUES (?, ?, ?)"
                number = int(connection.execute(query, (command, _encoded(step), step.state)).lastrowid or 0)
                command = command or number
                connection.execute("UPDATE steps SET command = ? WHERE id = ?", (command, number))
                steps.append(msgspec.structs.replace(step, id=number))
            connection.execute(
                "DELETE FROM steps WHERE id <= (SELECT id FROM steps ORDER BY id DESC LIMIT 1 OFFSET ?)", (MOST_STEPS,)
            )
        return tuple(steps)

    def step(self, step_id: int) -> Step:
        """Return one step; raise `NoSuchStep`."""
        with self._kept.reading() as connection:
            row = connection.execute("SELECT id, step FROM steps WHERE id = ?", (step_id,)).fetchone()
        if row is None:
            raise NoSuchStep(step_id)
        return _decoded(row)

    def settle(self, step: Step, action: str = "") -> Step:
        """Keep what became of a step. `action` is the id of the one that did it, where something can be taken back."""
        undo = action if step.state == "done" and step.outcome is not None and step.outcome.undo else ""
        with self._kept.writing() as connection:
            (order,) = connection.execute("SELECT coalesce(max(done_order), 0) + 1 FROM steps").fetchone()
            connection.execute(
                "UPDATE steps SET step = ?, state = ?, undo = ?, done_order = ? WHERE id = ?",
                (_encoded(step), step.state, undo, order, step.id),
            )
        return step

    def action_of(self, step_id: int) -> str:
        """Return the id of the action that can take a step back; empty where there is nothing to take back."""
        with self._kept.reading() as connection:
            row = connection.execute("SELECT undo FROM steps WHERE id = ?", (step_id,)).fetchone()
        return "" if row is None else str(row[0])

    def last_done(self) -> tuple[Step, ...]:
        """Return the steps that can be taken back of the command that did one last, the last one done first."""
        query = (
            "SELECT id, step FROM steps WHERE state = 'done' AND undo <> '' AND command = (SELECT command FROM steps"
            " WHERE state = 'done' AND undo <> '' ORDER BY done_order DESC LIMIT 1) ORDER BY done_order DESC"
        )
        with self._kept.reading() as connection:
            return tuple(map(_decoded, connection.execute(query).fetchall()))

    def before(self, step_id: int) -> tuple[Step, ...]:
        """Return the steps of the same command that come before this one."""
        same = "command = (SELECT command FROM steps WHERE id = ?1)"
        query = " ".join(("SELECT id, step FROM steps WHERE id < ?1 AND", same, "ORDER BY id"))
        with self._kept.reading() as connection:
            return tuple(map(_decoded, connection.execute(query, (step_id,)).fetchall()))

    def earlier(self, most: int) -> tuple[Step, ...]:
        """Return the steps whose fate is known, the newest first."""
        query = "SELECT id, step FROM steps WHERE state NOT IN ('ready', 'asking') ORDER BY id DESC LIMIT ?"
        with self._kept.reading() as connection:
            return tuple(map(_decoded, connection.execute(query, (max(0, most),)).fetchall()))

    def forget(self) -> None:
        """Forget every step whose fate is known, and what taking them back would have needed."""
        with self._kept.writing() as connection:
            gone = connection.execute("SELECT id, step FROM steps WHERE undo <> '' AND state = 'done'").fetchall()
            tokens = [one.outcome.undo for one in map(_decoded, gone) if one.outcome is not None]
            last = max((int(token) for token in tokens if token.isascii() and token.isdigit()), default=0)
            # What another EdgeAssist does at this moment is not settled yet: its undo is newer, and stays.
            connection.execute("DELETE FROM undos WHERE id <= ? OR used", (min(last, _LARGEST),))
            connection.execute("DELETE FROM steps WHERE state NOT IN ('ready', 'asking')")

    def taught(self, language: str) -> tuple[Taught, ...]:
        """Return the phrases taught in a language."""
        query = "SELECT id, sentence, meaning FROM taught WHERE language = ? ORDER BY id"
        with self._kept.reading() as connection:
            return tuple(Taught(*row) for row in connection.execute(query, (language,)).fetchall())

    def teach(self, language: str, sentence: str, like: str) -> Taught:
        """Keep a phrase."""
        query = "INSERT INTO taught (language, sentence, meaning) VALUES (?, ?, ?)"
        with self._kept.writing() as connection:
            number = int(connection.execute(query, (language, sentence, like)).lastrowid or 0)
        return Taught(number, sentence, like)

    def unteach(self, taught_id: int) -> None:
        """Forget a phrase."""
        with self._kept.writing() as connection:
            connection.execute("DELETE FROM taught WHERE id = ?", (taught_id,))


def _encoded(step: Step) -> str:
    return msgspec.json.encode(step).decode()


def _decoded(row: tuple[int, str]) -> Step:
    return msgspec.structs.replace(msgspec.json.decode(row[1], type=Step), id=row[0])
