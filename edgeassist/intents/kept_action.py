# SPDX-License-Identifier: Apache-2.0
"""What actions that keep something have in common: the file, opened at first use, and taking back. Knows no intent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

from edgeassist.core.language import later, tr
from edgeassist.intents.action import ActionContext, BaseAction, Outcome
from edgeassist.intents.changing import Changing
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept import Kept

EVERY_ONE = "all"
"""What the slot `which` holds where all of a kind are meant."""

USED = later("This was taken back already.")
CHANGED = later("This has changed since, so it was left as it is.")


@runtime_checkable
class SharesFile(Protocol):
    """A context that brings the one file of all our own actions, so that it is opened and looked through once."""

    @property
    def kept(self) -> Kept | None:
        """The file, closed by whoever opened it; None for an action that is not ours."""


def shared_file(context: ActionContext) -> Kept | None:
    """Return the file that `context` shares; None where the action must open one by itself."""
    return context.kept if isinstance(context, SharesFile) else None


class KeptAction(BaseAction):
    """An action that keeps rows in the commands' file. Use `changing`, and what was changed can be taken back."""

    def __init__(self, context: ActionContext) -> None:
        self.context = context
        self._own: Kept | None = None

    @property
    def kept(self) -> Kept:
        """The file that is shared, or one of its own, opened when first asked for."""
        if (shared := shared_file(self.context)) is not None:
            return shared
        if self._own is None:
            self._own = Kept(self.context.folder)
        return self._own

    @contextmanager
    def changing(self, says: str) -> Iterator[Changing]:
        """Change rows; `says` is the sentence for when that is taken back."""
        with self.kept.changing() as changing:
            changing.says = says
            yield changing

    def undo(self, token: str) -> Outcome:
        """Bring back the rows as they were, where nothing else changed them."""
        taken = self.kept.take_back(token)
        if taken.verdict == "undone":
            return Outcome(taken.says)
        return Outcome(tr(USED if taken.verdict == "used" else CHANGED), done=False)

    def may_undo(self, token: str) -> bool:
        """Tell whether the rows are still as they were left: a timer that rang cannot be taken back."""
        return self.kept.may_take_back(token)

    def close(self) -> None:
        """Close the file where it is not shared."""
        if self._own is not None:
            self._own.close()
            self._own = None


def text_of(intent: Intent, slot: str) -> str:
    """Return a slot's value as text; empty where there is none."""
    value = intent.value(slot)
    return "" if value is None else str(value).strip()


def said(intent: Intent, slot: str) -> str:
    """Return how the person said a slot, or its value."""
    found = next((one for one in intent.slots if one.name == slot), None)
    return "" if found is None else (found.text or str(found.value)).strip()


def number_of(intent: Intent, slot: str) -> float | None:
    """Return a slot's value as a number; None where there is none, or it is no number."""
    value = intent.value(slot)
    try:
        return None if value is None or isinstance(value, bool) else float(value)
    except ValueError:
        return None
