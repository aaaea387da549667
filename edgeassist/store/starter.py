# SPDX-License-Identifier: Apache-2.0
"""The model that comes with EdgeAssist: what it may be asked for, and whether its file is still whole.

Only read: never copied into the models folder, changed or removed. Which tasks it may do is not decided here: the
scores that were measured when it was made say so, in its card. Any thread may call.
"""

import hashlib
from contextlib import suppress
from pathlib import Path
from threading import Lock

from edgeassist.core.errors import BadInput, BadUsage, Unavailable
from edgeassist.core.instructions import LANGUAGES
from edgeassist.core.language import later, tr
from edgeassist.store.card import ModelCard
from edgeassist.store.starter_card import STARTER_ID, Score, ShippedCard, UnreadableCard, read_shipped
from edgeassist.store.task import Offer, Task
from edgeassist.wire import Sampling

MEASURED_WITH = Sampling(temperature=0, repeat_penalty=1.0)
"""How its scores were measured, and so how it answers unless somebody wishes otherwise."""
LABEL = later("Starter: small and quick; get a bigger one when you are online.")
_AGAIN = later("Install EdgeAssist again to have it back, or get another model.")
_MISSING = later("The starter model that comes with EdgeAssist is missing.")
_UNREADABLE = later("The card of the starter model cannot be read.")
_CHANGED = later("The file of the starter model is not what it was when it was made.")


_CANNOT = {
    "chat": later("Starter cannot chat: {reason}."),
    "summarize": later("Starter cannot sum texts up: {reason}."),
    "parse_command": later("Starter cannot turn commands into JSON: {reason}."),
}


class StarterDamaged(BadInput):
    """The starter is missing or not what it was when it was made."""

    code, hint = "starter-damaged", _AGAIN


class BuiltIn(BadUsage):
    """Something was wished for the starter that only a model of the store can take."""

    code, hint = "built-in", later("It can be used and shown; `edgeassist models use ID` chooses another model.")

    def __init__(self) -> None:
        super().__init__(tr("Starter comes with EdgeAssist: it cannot be removed, changed or carried."))


class AlreadyBuiltIn(BadUsage):
    """The file that is to be brought in is the starter's own."""

    code, hint = "built-in", later("Nothing was imported. `edgeassist models use starter` chooses it.")

    def __init__(self) -> None:
        super().__init__(tr("That file is Starter, the model that comes with EdgeAssist: it is here already."))


class NotOffered(Unavailable):
    """The starter was asked for what it must not do."""

    code = "not-offered"
    hint = later(
        "Get a bigger model when you are online: `edgeassist models recommend` says which ones suit this computer."
    )

    def __init__(self, offer: Offer) -> None:
        super().__init__(offer.why)


class Starter:
    """The model in `folder`: `card.json`, its file, `NOTICE`. What is wrong with it is on its card, as a failure."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._reading, self._checking = Lock(), Lock()
        self._read: tuple[ModelCard, ShippedCard | None] | None = None
        self._whole = False

    @property
    def card(self) -> ModelCard:
        """The card as the store has one; failed where its card or its file is missing, damaged or of another size."""
        return self._both()[0]

    @property
    def path(self) -> Path:
        """Where its file is."""
        return self.folder / (self.card.file or "starter.gguf")

    @property
    def scores(self) -> dict[Task, Score]:
        """What was measured, by task, in the card's order."""
        shipped = self._both()[1]
        return shipped.judged() if shipped else {}

    @property
    def limits(self) -> tuple[str, ...]:
        """What it cannot do whatever the task, as sentences."""
        shipped = self._both()[1]
        return shipped.limits if shipped else ()

    def offers(self, task: Task) -> Offer:
        """Tell whether it may be asked for `task`, and why not: it does only what it was measured to do well enough."""
        if not self.card.usable:
            return Offer(False, self.card.failure)
        scores = [score for known, score in self.scores.items() if task.covers(known)]
        if any(score.offered for score in scores):
            return Offer(True)
        why = next((tr(score.why) for score in scores if score.why), tr("it was not made for that"))
        return Offer(False, _cannot(task, why.rstrip(".")))

    def require(self, task: Task) -> None:
        """Raise `NotOffered` with the reason where it must not be asked for `task`."""
        offer = self.offers(task)
        if not offer.ok:
            raise NotOffered(offer)

    def is_copy(self, path: Path) -> bool:
        """Tell whether the file at `path` holds the starter, byte for byte. Reads it only where its size is right."""
        try:
            alike = path.is_file() and 0 < self.card.size_bytes == path.stat().st_size
        except OSError:
            return False
        return alike and _digest(path) == self.card.sha256

    def checked(self) -> ModelCard:
        """Return the card after its file was read once; failed where that is not what it was."""
        with suppress(StarterDamaged):
            self.verify()
        return self.card

    def verify(self) -> None:
        """Read the file once, before its first load; raise `StarterDamaged` unless its SHA-256 is the card's."""
        with self._checking:
            card, shipped = self._both()
            if card.usable and not self._whole:
                self._whole = _digest(self.folder / card.file) == card.sha256
                if not self._whole:
                    card = _failed(card, _CHANGED)
                    with self._reading:
                        self._read = card, shipped
        if not card.usable:
            raise StarterDamaged(card.failure.removesuffix(f" {tr(_AGAIN)}"))

    def _both(self) -> tuple[ModelCard, ShippedCard | None]:
        with self._reading:
            if self._read is None:
                self._read = _read(self.folder)
            return self._read


def _read(folder: Path) -> tuple[ModelCard, ShippedCard | None]:
    nothing = ModelCard(id=STARTER_ID, name="Starter")
    try:
        shipped = read_shipped(folder)
        size_bytes = (folder / shipped.file).stat().st_size
    except UnreadableCard:
        return _failed(nothing, _UNREADABLE), None
    except OSError:
        return _failed(nothing, _MISSING), None
    card = shipped.model_card()
    return (card if size_bytes == card.size_bytes else _failed(card, _CHANGED)), shipped


def _failed(card: ModelCard, text: str) -> ModelCard:
    return card.failed(StarterDamaged.code, f"{tr(text)} {tr(_AGAIN)}")


def _cannot(task: Task, reason: str) -> str:
    if task.kind != "translate":
        return tr(_CANNOT[task.kind], reason=reason)
    target = tr(LANGUAGES.get(task.target, task.target))
    if not task.source:
        return tr("Starter cannot translate to {target}: {reason}.", target=target, reason=reason)
    source = tr(LANGUAGES.get(task.source, task.source))
    return tr(
        "Starter cannot translate from {source} to {target}: {reason}.", source=source, target=target, reason=reason
    )


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
