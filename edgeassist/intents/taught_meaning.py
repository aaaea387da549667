# SPDX-License-Identifier: Apache-2.0
"""What a taught phrase means when it is said: the intents it was taught with, with the details said now.

Knows neither how a phrase is taught nor how it is matched.
"""

import msgspec

from edgeassist.intents.intent import Intent, Slot


def filled(meaning: tuple[Intent, ...], details: tuple[Slot, ...], text: str) -> tuple[Intent, ...]:
    """Return `meaning` with `details` in the place of its own; nothing where one has no place in it."""
    if any(all(detail.name not in _names(intent) for intent in meaning) for detail in details):
        return ()
    said = {detail.name: detail for detail in details}
    return tuple(
        msgspec.structs.replace(
            intent, slots=tuple(said.get(slot.name, slot) for slot in intent.slots), text=text, source="taught"
        )
        for intent in meaning
    )


def _names(intent: Intent) -> set[str]:
    return {slot.name for slot in intent.slots}
