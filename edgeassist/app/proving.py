# SPDX-License-Identifier: Apache-2.0
"""Have a quantized model compared with its source in a job child, and keep what came of it on its card. Blocks."""

from collections.abc import Callable, Sequence

import msgspec

from edgeassist.app.children import child_command
from edgeassist.core.errors import BadInput, BadUsage, EngineTrouble, NoRoom, NotFound
from edgeassist.core.language import later, tr
from edgeassist.core.paths import resource
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import elided, human_bytes
from edgeassist.runtime.one_shot import run_job
from edgeassist.store.card import ModelCard
from edgeassist.store.fit import RUNTIME_BYTES, estimate
from edgeassist.store.free_memory import free_memory
from edgeassist.store.inspect import inspect_opened
from edgeassist.store.library import Library, NoSuchModel
from edgeassist.store.proof import proof_of
from edgeassist.wire.jobs import Compare, Compared, Source

TEXT_NAME = "EdgeAssist held text 1"
CONTEXT_TOKENS, MAX_TOKENS = 512, 2048
_SCORES_BYTES = 2 * 4 * 64
"""Per token of the vocabulary: the scores of 64 tokens, of both models."""


class SourceGone(NotFound):
    """What a model was made from is not here any more."""

    code = "source-gone"
    hint = later(
        "Import or get the original again and name it with --source ID. The model itself can be used as it is."
    )

    def __init__(self, card: ModelCard) -> None:
        super().__init__(tr("The original that {name} was made from is no longer here.", name=elided(card.name)))


class NoSource(BadUsage):
    """A model that was not made from another one here."""

    code = "no-source"
    hint = later("Name the original with --source ID.")

    def __init__(self, card: ModelCard) -> None:
        super().__init__(tr("{name} was not quantized here, so its original is not known.", name=elided(card.name)))


class SameModel(BadUsage):
    """A model beside itself."""

    code = "same-model"
    hint = later("Name the model it was made from.")

    def __init__(self) -> None:
        super().__init__(tr("A model cannot be compared with itself."))


class CannotBeRead(BadInput):
    """One of the two is damaged or not complete."""

    code = "model-not-usable"
    hint = later("Import it again.")

    def __init__(self, card: ModelCard) -> None:
        reason = card.failure or tr("it is not complete")
        super().__init__(tr("{name} cannot be compared: {reason}", name=elided(card.name), reason=reason))


class NoRoomForBoth(NoRoom):
    """Both models together are more than the memory that is free."""

    code = "no-room-for-both"
    hint = later("Close other programs, or compare with a smaller original (Q8_0).")

    def __init__(self, need_bytes: int, free_bytes: int) -> None:
        self.need_bytes, self.free_bytes = need_bytes, free_bytes
        need, free = human_bytes(need_bytes), human_bytes(free_bytes)
        super().__init__(
            tr("Comparing holds both models in memory: about {need}, and {free} are free.", need=need, free=free)
        )


class ChangedMeanwhile(BadInput):
    """The model was replaced while it was measured."""

    code = "model-changed"
    hint = later("Start it again.")

    def __init__(self) -> None:
        super().__init__(tr("The model was replaced while it was measured; the figures were thrown away."))


def source_of(library: Library, card: ModelCard, wanted: str | None = None) -> ModelCard:
    """Return the model that `card` was made from, or the one called `wanted`.

    The proof knows it by its content: a pack carries no names of what was on the other computer.
    """
    if wanted is not None:
        return library.get(wanted)
    digest = card.proof.source_sha256 if card.proof else ""
    if digest and (same := next((one for one in library.cards() if one.sha256 == digest), None)) is not None:
        return library.twin(digest) or same
    if not card.parent:
        raise NoSource(card)
    try:
        return library.get(card.parent)
    except NoSuchModel as error:
        raise SourceGone(card) from error


def prove(
    library: Library,
    source: ModelCard,
    made: ModelCard,
    command: Sequence[str],
    report: Report,
    stop: Stop,
    *,
    free_bytes: Callable[[], int] = free_memory,
) -> ModelCard:
    """Compare `made` with `source` through a child started by `command`; return the stored card with its proof.

    Raises `Stopped` when called off; the cards stay as they were then, and on any error.
    """
    if source.id == made.id:
        raise SameModel
    source, made = (_checked(library, card) for card in (source, made))
    _require_room(source, made, free_bytes())
    job = Compare(
        source=_file(library, source),
        made=_file(library, made),
        text=str(resource("texts", "held.txt")),
        max_tokens=MAX_TOKENS,
        context_tokens=CONTEXT_TOKENS,
    )
    compared = run_job(command, job, report, stop)
    if not isinstance(compared, Compared):
        raise EngineTrouble(tr("The engine answered something else than was asked."), hint=tr("Start it again."))
    proof = proof_of(compared, source, text=TEXT_NAME)

    def with_proof(now: ModelCard) -> ModelCard:
        if (now.sha256, now.size_bytes) != (made.sha256, made.size_bytes):
            raise ChangedMeanwhile
        return msgspec.structs.replace(now, proof=proof)

    return library.update(made.id, with_proof)


def _checked(library: Library, card: ModelCard) -> ModelCard:
    """Return the card of a file that may be given to the engine; one copied in by hand is inspected first."""
    if not card.usable or not card.file:
        raise CannotBeRead(card)
    if library.needs_check(card):
        return library.check(card, inspect=lambda opened: inspect_opened(opened, child_command("inspect")))
    return card


def _require_room(source: ModelCard, made: ModelCard, free_bytes: int) -> None:
    sums = [estimate(one, context_tokens=CONTEXT_TOKENS, free_bytes=free_bytes) for one in (source, made)]
    need = sum(one.weights_bytes + one.kv_bytes + one.compute_bytes for one in sums) + RUNTIME_BYTES
    need += _SCORES_BYTES * source.vocabulary_tokens
    if need > free_bytes:
        raise NoRoomForBoth(need, free_bytes)


def _file(library: Library, card: ModelCard) -> Source:
    return Source(path=str(library.path(card)), size_bytes=card.size_bytes)
