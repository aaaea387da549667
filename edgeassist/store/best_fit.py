# SPDX-License-Identifier: Apache-2.0
"""Which of the models made from one original keeps most of it and still fits. Pure; judges no memory itself."""

from collections.abc import Callable, Iterable, Mapping

from edgeassist.store.card import ModelCard


def family(cards: Iterable[ModelCard], one: ModelCard) -> tuple[ModelCard, ...]:
    """Return those of `cards` that were made from the same original as `one`, the original included."""
    by_id = {card.id: card for card in cards}
    root = _line(one, by_id)[-1]
    return tuple(card for card in by_id.values() if _line(card, by_id)[-1] == root)


def best_that_fits(cards: Iterable[ModelCard], fits: Callable[[ModelCard], bool]) -> ModelCard | None:
    """Return the usable card of one family that `fits` and keeps most of the original; None when none fits.

    An original keeps everything. What was made and never proved comes after all that was; among those the larger
    file is the safer guess. Among equals the smaller one wins.
    """
    by_id = {card.id: card for card in cards}
    fitting = [card for card in by_id.values() if card.usable and fits(card)]
    return max(fitting, key=lambda card: _rank(card, by_id), default=None)


def _rank(card: ModelCard, by_id: Mapping[str, ModelCard]) -> tuple[bool, float, float, int]:
    share, divergence = kept_of_original(card, by_id)
    proved = share is not None
    return proved, share or 0.0, -divergence, -card.size_bytes if proved else card.size_bytes


def kept_of_original(card: ModelCard, by_id: Mapping[str, ModelCard]) -> tuple[float | None, float]:
    """Return the agreement with the original, and the divergence from it; None when a step was never proved.

    Where a model was made from a made one the agreements are multiplied and the divergences added: an estimate, not a
    measure. An original agrees with itself.
    """
    share, divergence = 1.0, 0.0
    for one in _proved_line(card, by_id):
        if one.proof is None:
            if one.parent:
                return None, 0.0
            break
        share, divergence = share * one.proof.agreement, divergence + one.proof.mean_divergence
    return share, divergence


def _proved_line(card: ModelCard, by_id: Mapping[str, ModelCard]) -> list[ModelCard]:
    """Return `card` and what it was compared with, and so on."""
    return _chain(card, by_id, lambda one: one.proof.source_id if one.proof else one.parent)


def _line(card: ModelCard, by_id: Mapping[str, ModelCard]) -> list[str]:
    """Return the ids from `card` to its original, which need not be here any more."""
    chain = _chain(card, by_id, lambda one: one.parent)
    last = chain[-1]
    gone = bool(last.parent) and last.parent not in by_id
    return [*(one.id for one in chain), *([last.parent] if gone else [])]


def _chain(card: ModelCard, by_id: Mapping[str, ModelCard], before: Callable[[ModelCard], str]) -> list[ModelCard]:
    """Follow `before` as long as it leads to a card not seen yet: cards copied in by hand may point in a circle."""
    chain, seen = [card], {card.id}
    while (name := before(chain[-1])) in by_id and name not in seen:
        chain.append(by_id[name])
        seen.add(name)
    return chain
