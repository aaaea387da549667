# SPDX-License-Identifier: Apache-2.0
"""A small home with names in each of four languages, for tests of our own sentence templates."""

from edgeassist.intents.names import Appliance, Named, Names

ROOMS = {
    "en": ("Kitchen", "Living room", "Hall"),
    "es": ("Cocina", "Salón", "Pasillo"),
    "de": ("Küche", "Wohnzimmer", "Flur"),
    "fr": ("Cuisine", "Salon", "Couloir"),
}
DEVICES = {
    "en": ("Lamp", "Fan"),
    "es": ("Lámpara", "Ventilador"),
    "de": ("Stehlampe", "Ventilator"),
    "fr": ("Lampe", "Ventilateur"),
}
LISTS = {"en": "Shopping", "es": "Compra", "de": "Einkauf", "fr": "Courses"}


def home(language: str) -> Names:
    """Return a home with names of the language: three rooms, a lamp and a fan in the living room, a list."""
    lamp, fan = DEVICES[language]
    return Names(
        areas=tuple(Named(f"room{place}", name) for place, name in enumerate(ROOMS[language])),
        appliances=(
            Appliance("lamp", lamp, kind="light", area="room1"),
            Appliance("fan", fan, kind="fan", area="room1"),
        ),
        lists=(Named("list", LISTS[language]),),
        panes=(Named("chat", "Chat"), Named("translate", "Translate")),
    )
