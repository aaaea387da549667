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


def probe(card: ModelCard, trial: Trial, save: Callable[[ModelCard], None]) -> ModelCard:
    """Return `card` after its trial, saved: `ready` with its numbers, or `failed` with the reason.

    A trial that was called off says nothing about the model: the card stays as it was.
    """
    try:
        measured = trial(card)
    except JobCancelled:
        raise
    except EdgeError as error:
        probed = card.failed(PROBE_FAILED, str(error))
    else:
        probed = msgspec.structs.replace(
            card,
            state="ready",
            failure="",
            failure_code="",
            measured=measured,
            learned_bytes=max(card.learned_bytes, measured.peak_bytes),
        )
    save(probed)
    return probed
