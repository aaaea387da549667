# SPDX-License-Identifier: Apache-2.0
"""Models as panes see them. Pure."""

from pathlib import Path

from edgeassist.api import ModelView
from edgeassist.runtime.state import EngineState
from edgeassist.store.card import ModelCard
from edgeassist.store.starter_card import STARTER_ID


def model_view(card: ModelCard) -> ModelView:
    """Return what a pane sees of a model that is not resident."""
    return ModelView(
        card.id, card.name, 0, small=card.id == STARTER_ID, context_trained_tokens=card.context_trained_tokens
    )


def resident(state: EngineState) -> ModelView | None:
    """Return what a pane sees of the model that would answer now; None for none. Its folder carries its id."""
    model = state.model
    if model is None:
        return None
    card_id = Path(state.path).parent.name
    small = card_id == STARTER_ID
    return ModelView(card_id, model.name, model.context_tokens, small, model.context_trained_tokens)


def listed(models: tuple[ModelView, ...], now: ModelView | None) -> tuple[ModelView, ...]:
    """Return `models` with the one that is resident `now` in its place."""
    return tuple(now if now is not None and now.id == model.id else model for model in models)
