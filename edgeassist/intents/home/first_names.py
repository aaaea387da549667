# SPDX-License-Identifier: Apache-2.0
"""What the rooms and devices of the first day are called in Spanish, German and French. Data, and how it is added.

A thing that was renamed has the name that its person gave it, and no other of these.
"""

from collections.abc import Mapping
from typing import TypeVar

from msgspec.structs import replace

from edgeassist.intents.home.furnishing import code_of
from edgeassist.intents.names import Appliance, Named, Names

Thing = TypeVar("Thing", Named, Appliance)

_CALLED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "es": {
        "living-room": ("Salón", "Sala de estar", "Sala"),
        "kitchen": ("Cocina",),
        "bedroom": ("Dormitorio", "Habitación"),
        "hall": ("Pasillo", "Recibidor"),
        "bathroom": ("Baño", "Cuarto de baño"),
        "office": ("Despacho", "Oficina", "Estudio"),
        "living-room-light": ("Luz del salón",),
        "floor-lamp": ("Lámpara de pie",),
        "living-room-blinds": ("Persianas del salón",),
        "tv": ("Televisión", "Tele", "Televisor"),
        "thermostat": ("Termostato", "Calefacción"),
        "vacuum": ("Aspiradora", "Robot aspirador"),
        "kitchen-light": ("Luz de la cocina",),
        "coffee-machine": ("Cafetera", "Máquina de café"),
        "bedroom-light": ("Luz del dormitorio",),
        "bedside-lamp": ("Lámpara de noche", "Lámpara de la mesilla"),
        "bedroom-fan": ("Ventilador", "Ventilador del dormitorio"),
        "bedroom-curtains": ("Cortinas del dormitorio",),
        "hall-light": ("Luz del pasillo",),
        "front-door": ("Puerta de entrada", "Puerta principal"),
        "garage-door": ("Puerta del garaje", "Garaje"),
        "bathroom-light": ("Luz del baño",),
        "office-light": ("Luz del despacho",),
        "desk-lamp": ("Lámpara de escritorio", "Lámpara del escritorio"),
    },
    "de": {
        "living-room": ("Wohnzimmer",),
        "kitchen": ("Küche",),
        "bedroom": ("Schlafzimmer",),
        "hall": ("Flur", "Diele"),
        "bathroom": ("Badezimmer", "Bad"),
        "office": ("Arbeitszimmer", "Büro"),
        "living-room-light": ("Wohnzimmerlicht", "Wohnzimmerlampe"),
        "floor-lamp": ("Stehlampe", "Leselampe"),
        "living-room-blinds": ("Wohnzimmerrollos", "Wohnzimmerjalousie"),
        "tv": ("Fernseher",),
        "thermostat": ("Thermostat", "Heizung"),
        "vacuum": ("Staubsauger", "Saugroboter"),
        "kitchen-light": ("Küchenlicht", "Küchenlampe"),
        "coffee-machine": ("Kaffeemaschine",),
        "bedroom-light": ("Schlafzimmerlicht", "Schlafzimmerlampe"),
        "bedside-lamp": ("Nachttischlampe",),
        "bedroom-fan": ("Ventilator", "Schlafzimmerventilator"),
        "bedroom-curtains": ("Schlafzimmervorhänge",),
        "hall-light": ("Flurlicht", "Flurlampe"),
        "front-door": ("Haustür",),
        "garage-door": ("Garagentor", "Garage"),
        "bathroom-light": ("Badezimmerlicht", "Badlicht"),
        "office-light": ("Bürolicht", "Bürolampe"),
        "desk-lamp": ("Schreibtischlampe",),
    },
    "fr": {
        "living-room": ("Salon", "Séjour"),
        "kitchen": ("Cuisine",),
        "bedroom": ("Chambre",),
        "hall": ("Couloir", "Entrée"),
        "bathroom": ("Salle de bain", "Salle de bains"),
        "office": ("Bureau",),
        "living-room-light": ("Lumière du salon",),
        "floor-lamp": ("Lampadaire", "Lampe sur pied"),
        "living-room-blinds": ("Volets du salon", "Stores du salon"),
        "tv": ("Télévision", "Télé"),
        "thermostat": ("Thermostat", "Chauffage"),
        "vacuum": ("Aspirateur", "Robot aspirateur"),
        "kitchen-light": ("Lumière de la cuisine",),
        "coffee-machine": ("Cafetière", "Machine à café"),
        "bedroom-light": ("Lumière de la chambre",),
        "bedside-lamp": ("Lampe de chevet",),
        "bedroom-fan": ("Ventilateur", "Ventilateur de la chambre"),
        "bedroom-curtains": ("Rideaux de la chambre",),
        "hall-light": ("Lumière du couloir",),
        "front-door": ("Porte d'entrée",),
        "garage-door": ("Porte de garage", "Porte du garage", "Garage"),
        "bathroom-light": ("Lumière de la salle de bain",),
        "office-light": ("Lumière du bureau",),
        "desk-lamp": ("Lampe de bureau",),
    },
}


def called_in(language: str, names: Names) -> Names:
    """Return `names` with what things are called in `language` as other names of theirs, those names first."""
    taken = {spoken.casefold() for one in (*names.areas, *names.appliances) for spoken in one.spoken}

    def known(one: Thing) -> Thing:
        added: tuple[str, ...] = tuple(name for name in _names_in(language, one) if name.casefold() not in taken)
        return replace(one, aliases=(*added, *one.aliases)) if added else one

    return replace(names, areas=tuple(map(known, names.areas)), appliances=tuple(map(known, names.appliances)))


def name_in(language: str, one: Named) -> str:
    """Return what a thing is called first in `language`."""
    return (*_names_in(language, one), one.name)[0]


def _names_in(language: str, one: Named) -> tuple[str, ...]:
    table = _CALLED.get(language.partition("-")[0], {})
    return table.get(one.id, ()) if code_of(one.name) == one.id else ()
