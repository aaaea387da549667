# SPDX-License-Identifier: Apache-2.0
"""A home that exists only in the commands' file: rooms and devices that keep their state. Knows no intent."""

import sqlite3
from itertools import count
from pathlib import Path

import msgspec

from edgeassist.core.errors import BadUsage, NotFound
from edgeassist.core.language import later, listed, tr
from edgeassist.intents.home.door import Change, DeviceGone, DeviceState, Removed, merged
from edgeassist.intents.home.furnishing import KINDS, code_of, put
from edgeassist.intents.kept import Kept
from edgeassist.intents.nameable import LONGEST_NAME, NotAName, is_sayable, is_taken_by_commands, tidy
from edgeassist.intents.names import Appliance, Named, Names

MOST_DEVICES = 500


class NoSuchThing(NotFound):
    """A room or device by a name that the home does not know."""

    code = "no-such-thing"
    hint = later("`edgeassist home list` shows the rooms and devices there are.")

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(tr("The home has nothing called “{name}”.", name=name))


class NameTaken(BadUsage):
    """A second thing of the same name could not be told from the first."""

    code = "name-taken"
    hint = later("Choose another name.")

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(tr("Something in the home is called “{name}” already.", name=name))


class NoName(BadUsage):
    """A name without a letter, with marks that nobody says, or too long to be said."""

    code = "no-name"

    def __init__(self) -> None:
        hint = tr("Choose a name of letters and digits, {most} characters at most.", most=LONGEST_NAME)
        super().__init__(tr("This cannot be a name."), hint=hint)


class UnknownKind(BadUsage):
    """A kind of device that commands know nothing about."""

    code = "unknown-kind"

    def __init__(self, kind: str) -> None:
        self.kind = kind
        hint = tr("Kinds are {kinds}.", kinds=listed(KINDS))
        super().__init__(tr("There is no kind of device called “{kind}”.", kind=kind), hint=hint)


class RoomNotEmpty(BadUsage):
    """A room that still holds devices."""

    code = "room-not-empty"
    hint = later("Remove its devices first.")

    def __init__(self, name: str) -> None:
        super().__init__(tr("There are still devices in “{room}”.", room=name))


class HomeFull(BadUsage):
    """More devices than a home may have."""

    code = "home-full"
    hint = later("Remove a device first.")

    def __init__(self) -> None:
        super().__init__(tr("The simulated home takes {most} devices at most.", most=MOST_DEVICES))


class SimulatedHome:
    """The simulated home in `folder`. Implements `Home`; any thread may call."""

    kind = later("simulated home")

    def __init__(self, folder: Path, shared: Kept | None = None) -> None:
        """Open the file in `folder`, or take the one that others opened and will close."""
        self._shared = shared is not None
        self._kept = shared or Kept(folder)

    @property
    def problem(self) -> str:
        """What was wrong with the file found, in a sentence; empty when nothing was."""
        return self._kept.problem

    def names(self) -> Names:
        """Return the rooms and the devices."""
        with self._kept.reading() as connection:
            rooms = connection.execute("SELECT code, name, aliases FROM rooms ORDER BY rowid").fetchall()
            devices = connection.execute(
                "SELECT code, name, aliases, kind, room FROM devices ORDER BY rowid"
            ).fetchall()
        return Names(
            areas=tuple(Named(code, name, _words(aliases)) for code, name, aliases in rooms),
            appliances=tuple(
                Appliance(code, name, _words(aliases), kind=kind, area=room)
                for code, name, aliases, kind, room in devices
            ),
        )

    def state(self, device_id: str) -> DeviceState:
        """Return how a device is now."""
        with self._kept.reading() as connection:
            return _state(connection, device_id)

    def apply(self, change: Change) -> DeviceState:
        """Do `change` and return how the device was before."""
        with self._kept.writing() as connection:
            before = _state(connection, change.id)
            after = msgspec.json.encode(merged(before, change.to)).decode()
            connection.execute("UPDATE devices SET state = ? WHERE code = ?", (after, change.id))
        return before

    def add_room(self, name: str) -> Named:
        """Add an empty room."""
        with self._kept.writing() as connection:
            code = self._free_code(connection, name)
            connection.execute("INSERT INTO rooms (code, name) VALUES (?, ?)", (code, tidy(name)))
        return Named(code, tidy(name))

    def add_device(self, name: str, kind: str, room: str) -> Appliance:
        """Add a device to a room that is called `room`."""
        if kind not in KINDS:
            raise UnknownKind(kind)
        with self._kept.writing() as connection:
            code = self._free_code(connection, name)
            place = self._found(connection, "rooms", room)
            if place is None:
                raise NoSuchThing(room)
            (number,) = connection.execute("SELECT count(*) FROM devices").fetchone()
            if number >= MOST_DEVICES:
                raise HomeFull
            put(connection, (code, tidy(name), (), kind, place))
        return Appliance(code, tidy(name), (), kind=kind, area=place)

    def rename(self, name: str, new_name: str) -> None:
        """Call a room or a device something else; its id stays."""
        with self._kept.writing() as connection:
            table, code = self._anything(connection, name)
            self._free_code(connection, new_name, but=code)
            connection.execute(_UPDATE_NAME[table], (tidy(new_name), code))

    def remove(self, name: str) -> Removed:
        """Take a device, or an empty room, out of the home."""
        with self._kept.writing() as connection:
            table, code = self._anything(connection, name)
            if table == "rooms" and connection.execute("SELECT 1 FROM devices WHERE room = ?", (code,)).fetchone():
                raise RoomNotEmpty(name)
            row = tuple(map(str, connection.execute(_SELECT[table], (code,)).fetchone()))
            connection.execute(_DELETE[table], (code,))
        return Removed(row[1], table, row)

    def put_back(self, removed: Removed) -> None:
        """Bring back what `remove` took out, its state and its other names included."""
        with self._kept.writing() as connection:
            self._free_code(connection, removed.name)
            if any(code == removed.row[0] for code, *_ in _spoken(connection, removed.table)):
                raise NameTaken(removed.name)
            if removed.table == "devices" and self._found(connection, "rooms", removed.row[4]) is None:
                raise NoSuchThing(removed.row[4])
            connection.execute(_INSERT[removed.table], removed.row)

    def close(self) -> None:
        """Close the file where it is not shared."""
        if not self._shared:
            self._kept.close()

    def _anything(self, connection: sqlite3.Connection, name: str) -> tuple[str, str]:
        """Return the table and the id of the room or device called `name`."""
        for table in ("devices", "rooms"):
            if code := self._found(connection, table, name):
                return table, code
        raise NoSuchThing(name)

    def _found(self, connection: sqlite3.Connection, table: str, name: str) -> str | None:
        """Return the id of what is called `name`; what once had that name, only where nothing has it now."""
        wanted, things = code_of(name), _spoken(connection, table)
        called = (code for code, *spoken in things if wanted and wanted in map(code_of, spoken))
        return next(called, next((code for code, *_ in things if code == wanted), None))

    def _free_code(self, connection: sqlite3.Connection, name: str, but: str = "") -> str:
        """Return a free id for a new name that nothing but `but` has; what has another name now keeps its old id."""
        code = code_of(name)
        if not code or not is_sayable(tidy(name)):
            raise NoName
        if is_taken_by_commands(name):
            raise NotAName(tidy(name))
        things = [one for table in _NAMES for one in _spoken(connection, table)]
        if any(code in map(code_of, spoken) for other, *spoken in things if other != but):
            raise NameTaken(name)
        taken = {other for other, *_ in things}
        numbered = (f"{code}-{number}" for number in count(2))
        return code if code not in taken else next(free for free in numbered if free not in taken)


_UPDATE_NAME = {
    "rooms": "UPDATE rooms SET name = ? WHERE code = ?",
    "devices": "UPDATE devices SET name = ? WHERE code = ?",
}
_DELETE = {"rooms": "DELETE FROM rooms WHERE code = ?", "devices": "DELETE FROM devices WHERE code = ?"}
_SELECT = {
    "rooms": "SELECT code, name, aliases FROM rooms WHERE code = ?",
    "devices": "SELECT code, name, aliases, kind, room, state FROM devices WHERE code = ?",
}
_INSERT = {
    "rooms": "INSERT INTO rooms (code, name, aliases) VALUES (?, ?, ?)",
    "devices": "INSERT INTO devices (code, name, aliases, kind, room, state) VALUES (?, ?, ?, ?, ?, ?)",
}
_NAMES = {"rooms": "SELECT code, name, aliases FROM rooms", "devices": "SELECT code, name, aliases FROM devices"}


def _spoken(connection: sqlite3.Connection, table: str) -> list[tuple[str, ...]]:
    rows = connection.execute(_NAMES[table]).fetchall()
    return [(code, name, *_words(aliases)) for code, name, aliases in rows]


def _words(aliases: str) -> tuple[str, ...]:
    return msgspec.json.decode(aliases, type=tuple[str, ...])


def _state(connection: sqlite3.Connection, device_id: str) -> DeviceState:
    row = connection.execute("SELECT state FROM devices WHERE code = ?", (device_id,)).fetchone()
    if row is None:
        raise DeviceGone(device_id)
    return msgspec.json.decode(row[0], type=DeviceState)
