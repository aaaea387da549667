# SPDX-License-Identifier: Apache-2.0
"""Which names can be told from the words of commands: a room called "all" is not. Knows no list and no home."""

from edgeassist.core.errors import BadUsage
from edgeassist.core.language import later, tr

LONGEST_NAME = 60
_MARKS = frozenset("<>{}[]|*_`\\")
_EVERY = {
    "en": "all every everything everywhere each any anything none nothing this that it them here there",
    "es": "todo toda todos todas cada nada ninguno ninguna esto eso aquí ahí",
    "de": "alle alles allen jeder jede jedes überall nichts dies das es hier dort",
    "fr": "tout toute tous toutes chaque partout rien ceci cela ça ici",
}
_SMALL = {
    "en": "a an the and or then to in on off of at my please not no yes",
    "es": "un una el la los las y o luego en de al del mi por favor no sí",
    "de": "ein eine der die und oder dann in im an aus auf mein bitte nicht nein ja",
    "fr": "un une le la les et ou puis dans de du des au mon ma mes non oui",
}
_WORDS = frozenset(word for words in (*_EVERY.values(), *_SMALL.values()) for word in words.split())
"""Words that commands use themselves. A name that has no other word cannot be told from them."""


class NotAName(BadUsage):
    """A name of nothing but words that mean something of their own in commands."""

    code = "not-a-name"
    hint = later("Add a word of its own.")

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(tr("“{name}” cannot be a name: commands use that word themselves.", name=name))


def tidy(name: str) -> str:
    """Return `name` on one line, without what cannot be seen."""
    return " ".join("".join(one for one in name if one.isprintable() or one.isspace()).split())


def is_sayable(name: str) -> bool:
    """Tell whether `name` has a letter or digit, no mark that sentences are written with, and is not too long."""
    return any(one.isalnum() for one in name) and len(name) <= LONGEST_NAME and not set(name) & _MARKS


def is_taken_by_commands(name: str) -> bool:
    """Tell whether every word of `name` is one that commands use themselves."""
    words = "".join(one if one.isalnum() else " " for one in name.casefold()).split()
    return bool(words) and all(word in _WORDS for word in words)
