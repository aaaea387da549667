# SPDX-License-Identifier: Apache-2.0
"""What the list that is always there is called in each language of commands, as long as nobody gave it another name."""

from collections.abc import Mapping

from edgeassist.core.language import later

FIRST_NAME = later("Shopping list")
"""The name that it is kept with."""
_CALLED: Mapping[str, tuple[str, ...]] = {
    "es": ("Lista de la compra", "Lista de compras", "Compra", "Compras"),
    "de": ("Einkaufsliste", "Einkaufszettel", "Einkauf"),
    "fr": ("Liste de courses", "Liste des courses", "Courses"),
    "ar": ("قائمة التسوق", "التسوق"),
}


def called_in(language: str) -> tuple[str, ...]:
    """Return its names in the language of commands, the first one first; the one that it is kept with comes after."""
    return (*_CALLED.get(language.partition("-")[0], ()), FIRST_NAME)
