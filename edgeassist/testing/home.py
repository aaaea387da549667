# SPDX-License-Identifier: Apache-2.0
"""A home in memory that refuses what the simulated one refuses. Keeps no state of devices and no file."""

from msgspec.structs import replace

from edgeassist.core.errors import BadUsage
from edgeassist.intents.home.door import Removed
from edgeassist.intents.names import Appliance, Named, Names


class NotInThisHome(BadUsage):
    """What this home cannot do."""

    code, hint = "not-in-this-home", "Nothing was changed."


class FakeHome:
    """A `HomeDoor`. `found` is what is in it, `calls` what was asked of it."""

    kind = "simulated home"

    def __init__(self, found: Names) -> None:
        self.found = found
        self.calls: list[tuple[str, ...]] = []

    def names(self) -> Names:
        """Return the rooms and the devices, and whatever else had names."""
        return self.found

    def add_room(self, name: str) -> Named:
        """Add an empty room."""
        self.calls.append(("add_room", name))
        room = Named(self._free(name), name)
        self.found = replace(self.found, areas=(*self.found.areas, room))
        return room

    def add_device(self, name: str, kind: str, room: str) -> Appliance:
        """Add a device to a room."""
        self.calls.append(("add_device", name, kind, room))
        device = Appliance(self._free(name), name, kind=kind, area=self._thing(room).id)
        self.found = replace(self.found, appliances=(*self.found.appliances, device))
        return device

    def rename(self, name: str, new_name: str) -> None:
        """Call a room or a device something else."""
        self.calls.append(("rename", name, new_name))
        known = self._thing(name)
        self._free(new_name)
        self.found = replace(
            self.found,
            areas=tuple(replace(one, name=new_name) if one == known else one for one in self.found.areas),
            appliances=tuple(replace(one, name=new_name) if one == known else one for one in self.found.appliances),
        )

    def remove(self, name: str) -> Removed:
        """Take a device, or an empty room, out of the home."""
        self.calls.append(("remove", name))
        known = self._thing(name)
        if any(one.area == known.id for one in self.found.appliances):
            raise NotInThisHome(f"There are still devices in “{known.name}”.")
        self.found = replace(
            self.found,
            areas=tuple(one for one in self.found.areas if one != known),
            appliances=tuple(one for one in self.found.appliances if one != known),
        )
        row = (known.id, known.name, known.kind, known.area) if isinstance(known, Appliance) else (known.id, known.name)
        return Removed(known.name, "devices" if isinstance(known, Appliance) else "rooms", row)

    def put_back(self, removed: Removed) -> None:
        """Undo a removal."""
        self.calls.append(("put_back", removed.name))
        code, name, *more = removed.row
        if more:
            device = Appliance(code, name, kind=more[0], area=more[1])
            self.found = replace(self.found, appliances=(*self.found.appliances, device))
        else:
            self.found = replace(self.found, areas=(*self.found.areas, Named(code, name)))

    def _thing(self, name: str) -> Named:
        for one in (*self.found.areas, *self.found.appliances):
            if name in (*one.spoken, one.id):
                return one
        raise NotInThisHome(f"The home has nothing called “{name}”.")

    def _free(self, name: str) -> str:
        if any(name in one.spoken for one in (*self.found.areas, *self.found.appliances)):
            raise NotInThisHome(f"Something in the home is called “{name}” already.")
        return name.casefold().replace(" ", "_")
