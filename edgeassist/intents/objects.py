# SPDX-License-Identifier: Apache-2.0
"""What risky commands name as their object, in each language: it must be sayable where the yes is said."""

_OBJECTS = {
    "all chats": {"es": "todos los chats", "de": "alle Chats", "fr": "toutes les conversations"},
    "all notes": {"es": "todas las notas", "de": "alle Notizen", "fr": "toutes les notes"},
    "last note": {"es": "última nota", "de": "letzte Notiz", "fr": "dernière note"},
    "last command": {"es": "último comando", "de": "letzter Befehl", "fr": "dernière commande"},
}


def object_in(language: str, what: str) -> str:
    """Return `what`, which is English, as it is said in `language`; as it is where nobody has translated it."""
    return _OBJECTS.get(what, {}).get(language.partition("-")[0], what)
