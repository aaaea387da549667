# SPDX-License-Identifier: Apache-2.0
"""The door of a home: what commands ask of it, whether it is simulated or stands behind a real hub. Values and port."""

from typing import Protocol

import msgspec

from edgeassist.core.errors import NotFound
from edgeassist.core.language import later, tr
from edgeassist.intents.names import Appliance, Named, Names


class DeviceState(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a device is, or is to be; what is None it does not have, or is left as it is.

    `brightness`, `position` (100 is open), `volume` and `speed` are per cent; `target` and `measured` degrees Celsius;
    `kelvin` 0 and `colour` "" mean that the light has the other of the two. `doing` is what a vacuum or a player does:
    cleaning, returning, docked, playing, paused, idle. `form` says what a cover is: blind, curtain, garage, door.
    """

    on: bool | None = None
    brightness: int | None = None
    colour: str | None = None
    kelvin: int | None = None
    position: int | None = None
    volume: int | None = None
    muted: bool | None = None
    speed: int | None = None
    target: float | None = None
    measured: float | None = None
    locked: bool | None = None
    doing: str | None = None
    form: str | None = None


class Change(msgspec.Struct, frozen=True):
    """What a device is to become."""

    id: str
    to: DeviceState


class DeviceGone(NotFound):
    """The home has no such device any more."""

    code = "device-gone"
    hint = later("`edgeassist home list` shows the rooms and devices there are.")

    def __init__(self, device_id: str) -> None:
        self.device_id = device_id
        super().__init__(tr("The home has no device {device!r}.", device=device_id))


class Home(Protocol):
    """A home. Every call may block for a moment; an `EdgeError` says in a sentence what could not be done."""

    @property
    def kind(self) -> str:
        """What home this is, for people: "simulated home"."""

    def names(self) -> Names:
        """Return the rooms and the devices."""

    def state(self, device_id: str) -> DeviceState:
        """Return how a device is now; raise `DeviceGone`."""

    def apply(self, change: Change) -> DeviceState:
        """Do `change` and return how the device was before; raise `DeviceGone`."""


class Removed(msgspec.Struct, frozen=True):
    """What was taken out of a home, so that it can be put back as it was. `row` is the home's own business."""

    name: str
    table: str
    row: tuple[str, ...]


class HomeDoor(Protocol):
    """What is in a home of EdgeAssist's own, to be changed. Calls may block; refusals are an `EdgeError`.

    A room or device is named by any of its names, or its id.
    """

    @property
    def kind(self) -> str:
        """What home this is, for people."""

    def names(self) -> Names:
        """Return the rooms and the devices."""

    def add_room(self, name: str) -> Named:
        """Add an empty room."""

    def add_device(self, name: str, kind: str, room: str) -> Appliance:
        """Add a device of one of `KINDS` to a room."""

    def rename(self, name: str, new_name: str) -> None:
        """Call a room or a device something else."""

    def remove(self, name: str) -> Removed:
        """Take a device, or an empty room, out of the home."""

    def put_back(self, removed: Removed) -> None:
        """Undo a removal."""


def merged(state: DeviceState, change: DeviceState) -> DeviceState:
    """Return `state` with what `change` says."""
    wanted = {name: value for name, value in msgspec.structs.asdict(change).items() if value is not None}
    return msgspec.structs.replace(state, **wanted)
