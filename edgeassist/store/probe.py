# SPDX-License-Identifier: Apache-2.0
"""The last step of an import: a real load and a short answer, measured here. The engine comes in as a function."""

from collections.abc import Callable

import msgspec

from edgeassist.core.errors import EdgeError
from edgeassist.runtime.blocking import JobCancelled
from edgeassist.store.card import Measured, ModelCard

PROBE_FAILED = "probe-failed"

Trial = Callable[[ModelCard], Measured]
"""Loads the model, lets it write a few tokens and returns what that took; raises an `EdgeError` when it cannot."""


Update = Callable[[str, Callable[[ModelCard], ModelCard]], ModelCard]
"""Changes the stored card of that id, read anew (`Library.update`): a trial takes long, and others write meanwhile."""


def probe(card: ModelCard, trial: Trial, update: Update) -> ModelCard:
    """Return the stored card after its trial: `ready` with its numbers, or `failed` with the reason.

    A trial that was called off says nothing about the model: the card stays as it was.
    """
    try:
        measured = trial(card)
    except JobCancelled:
        raise
    except EdgeError as error:
        reason = str(error)
        return update(card.id, lambda now: now.failed(PROBE_FAILED, reason))
    ready = {"state": "ready", "failure": "", "failure_code": "", "measured": measured}
    return update(card.id, lambda now: msgspec.structs.replace(now, **ready))
