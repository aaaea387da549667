# SPDX-License-Identifier: Apache-2.0
"""The names that a person's commands may use: rooms, devices, lists, contacts, panes. Values only."""

import msgspec


class Named(msgspec.Struct, frozen=True):
    """Something with a name. `id` stays when the name changes; `aliases` are other names for it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def spoken(self) -> tuple[str, ...]:
        """Every name for it, the first one first."""
        return (self.name, *self.aliases)


class Appliance(Named, frozen=True):
    """A device of the home. `area` is the id of its room, empty where it has none.

    `kind` is Home Assistant's domain: light, switch, cover, fan, climate, lock, media_player, vacuum, sensor, scene.
    """

    kind: str = "light"
    area: str = ""


class Names(msgspec.Struct, frozen=True):
    """All of them, as they are now. Equal values give an equal grammar."""

    areas: tuple[Named, ...] = ()
    appliances: tuple[Appliance, ...] = ()
    lists: tuple[Named, ...] = ()
    contacts: tuple[Named, ...] = ()
    panes: tuple[Named, ...] = ()
    items: tuple[str, ...] = ()
    """Words that were put on lists before, so that they can be heard again."""
