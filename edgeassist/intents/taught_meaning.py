# SPDX-License-Identifier: Apache-2.0
"""What a taught phrase means when it is said: the intents it was taught with, with the details said now.

Knows neither whether a phrase may be taught nor how it is matched.
"""

import re

import msgspec

from edgeassist.intents.intent import Intent, Slot

_DETAILS = {
    "room": "area",
    "device": "name",
    "list": "edge_list:list",
    "item": "todo_list_item:item",
    "text": "edge_text:text",
    "pane": "edge_pane:pane",
}
"""Plain words for what templates call otherwise."""

_DETAIL = re.compile(r"\{(\w+)\}")


def template_of(phrase: str) -> str:
    """Return a taught phrase as a template: `{room}` and other plain words stand for the lists that templates know."""
    return _DETAIL.sub(lambda found: f"{{{_DETAILS.get(found[1], found[1])}}}", phrase.strip())


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
