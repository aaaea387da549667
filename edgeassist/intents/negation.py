# SPDX-License-Identifier: Apache-2.0
"""Commands that take any words, said with a no in them: `put no milk on the list` asks for nothing to be put there.

Knows the words of four languages that say no; what a sentence means otherwise is found elsewhere.
"""

from collections.abc import Mapping

from edgeassist.intents.intent import Intent, Value

OF_ITEMS = frozenset(
    {
        "HassListAddItem",
        "HassListCompleteItem",
        "HassListRemoveItem",
        "HassShoppingListAddItem",
        "HassShoppingListCompleteItem",
    }
)
"""Intents about one thing of a list, in the person's own words."""
_OF_LISTS = frozenset({"EdgeDeleteList", "EdgeClearList"})
"""What a no may come near to by chance: `no fish on the list` deletes none."""
_CALLED = {"HassStartTimer": "name", "EdgeSetAlarm": "name", "EdgeCreateList": "list"}
"""Slots for a name: `stell keinen Timer` names none "keinen"."""
_NOTE = "EdgeTakeNote"
_LISTS = ("list", "einkauf", "zettel", "compra", "course")
"""How words for a list begin."""
_MARKS = ',;:.!?"“”„«»'
_NO: Mapping[str, frozenset[str]] = {
    "en": frozenset({"no", "not", "don't", "dont", "never", "nothing", "none", "neither", "nor"}),
    "es": frozenset({"no", "nada", "nunca", "jamás", "ningún", "ninguna", "ninguno", "tampoco", "ni"}),
    "de": frozenset(
        {"kein", "keine", "keinen", "keinem", "keiner", "keines", "keins", "nicht", "nichts", "nie", "niemals"}
    ),
    "fr": frozenset({"pas", "ne", "rien", "jamais", "aucun", "aucune", "ni"}),
}


def is_forbidden(intent: Intent, language: str) -> bool:
    """Tell whether the person's own words in `intent` say that it is not to be done.

    A note may say no as it likes; one that is about a list (`write not milk on the list`) was meant as no note.
    """
    said_no = _NO.get(language[:2].casefold(), frozenset())
    if intent.name in OF_ITEMS:
        return not said_no.isdisjoint(_words(intent.value("item")))
    if intent.name in _OF_LISTS:
        return intent.source == "loose" and not said_no.isdisjoint(_words(intent.text))
    if intent.name in _CALLED:
        near = _words(intent.text) if intent.source == "loose" else []
        return not said_no.isdisjoint([*_words(intent.value(_CALLED[intent.name])), *near])
    if intent.name != _NOTE:
        return False
    words = _words(intent.value("text"))
    if intent.source == "loose" and not said_no.isdisjoint(words[:1]):
        return True
    return not said_no.isdisjoint(words) and any(word.startswith(_LISTS) for word in words)


def _words(said: Value | None) -> list[str]:
    text = str(said or "").casefold().replace("’", "'")
    return [word.strip(_MARKS) for word in text.split()]
