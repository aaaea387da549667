# SPDX-License-Identifier: Apache-2.0
"""Changes the home as its sheet wishes, on the thread of the commands, and takes the last change back."""

from collections.abc import Callable

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr
from edgeassist.intents.commands import Commands
from edgeassist.intents.home.door import HomeDoor
from edgeassist.intents.names import Names
from edgeassist.kit.background import InOrder
from edgeassist.panes.voice.home_sheet import HomeSheet

NOT_OURS = later("This home belongs to something else than EdgeAssist; it is changed there.")
Undo = Callable[[HomeDoor], object]
Change = Callable[[HomeDoor], tuple[str, Undo | None]]
"""Changes a home; returns what was done in a sentence, and how it is taken back."""


class HomeDesk:
    """GUI thread only. `on_changed` is called once other names are there."""

    def __init__(
        self, sheet: HomeSheet, commands: Callable[[], Commands], order: InOrder, on_changed: Callable[[], None]
    ) -> None:
        self._sheet, self._commands, self._order, self._on_changed = sheet, commands, order, on_changed
        self._undo: Undo | None = None
        sheet.room_added.connect(self.add_room)
        sheet.device_added.connect(self.add_device)
        sheet.renamed.connect(self.rename)
        sheet.removed.connect(self.remove)
        sheet.undo_wished.connect(self.undo)

    def begin(self) -> None:
        """Show what is in the home now; what was changed before stays as it is."""
        self._undo = None
        self._sheet.show_done("", undo=False)
        self._sheet.show_trouble("")
        self._read()

    def add_room(self, name: str) -> None:
        """Add an empty room."""

        def add(home: HomeDoor) -> tuple[str, Undo | None]:
            room = home.add_room(name)
            return tr("{name} is there.", name=room.name), lambda home: home.remove(room.id)

        self._change(add, lambda: self._sheet.clear(room=True))

    def add_device(self, name: str, kind: str, room_id: str) -> None:
        """Add a device to a room."""

        def add(home: HomeDoor) -> tuple[str, Undo | None]:
            device = home.add_device(name, kind, room_id)
            return tr("{name} is there.", name=device.name), lambda home: home.remove(device.id)

        self._change(add, lambda: self._sheet.clear(device=True))

    def rename(self, thing_id: str, name: str) -> None:
        """Call a room or a device something else."""

        def rename(home: HomeDoor) -> tuple[str, Undo | None]:
            before = _name_of(home.names(), thing_id)
            home.rename(thing_id, name)
            said = tr("{old_name} is called {new_name} now.", old_name=before, new_name=name)
            return said, lambda home: home.rename(thing_id, before)

        self._change(rename)

    def remove(self, thing_id: str) -> None:
        """Take a device, or an empty room, out of the home."""

        def remove(home: HomeDoor) -> tuple[str, Undo | None]:
            gone = home.remove(thing_id)
            return tr("{name} is removed.", name=gone.name), lambda home: home.put_back(gone)

        self._change(remove)

    def undo(self) -> None:
        """Take the last change back, once."""
        undo, self._undo = self._undo, None
        if undo is None:
            return

        def take_back(home: HomeDoor) -> tuple[str, Undo | None]:
            undo(home)
            return tr("Taken back."), None

        self._change(take_back)

    def _change(self, change: Change, then: Callable[[], None] = lambda: None) -> None:
        def done(result: tuple[str, Undo | None]) -> None:
            sentence, self._undo = result
            self._sheet.show_trouble("")
            self._sheet.show_done(sentence, undo=self._undo is not None)
            then()
            self._read()
            self._on_changed()

        self._order.do(lambda: self._done(change), done, failed=self._failed)

    def _done(self, change: Change) -> tuple[str, Undo | None]:
        home = self._commands().home()
        return (tr(NOT_OURS), None) if home is None else change(home)

    def _read(self) -> None:
        def show(found: tuple[Names, bool]) -> None:
            self._sheet.show_names(found[0], own=found[1])

        self._order.do(self._found, show, failed=self._failed)

    def _found(self) -> tuple[Names, bool]:
        commands = self._commands()
        return commands.names(), commands.home() is not None

    def _failed(self, error: Exception) -> None:
        hint = error.hint if isinstance(error, EdgeError) and "edgeassist home" not in error.hint else ""
        hint = tr(hint) if hint else ""
        self._sheet.show_trouble(f"{error} {hint}".strip() or type(error).__name__)


def _name_of(names: Names, thing_id: str) -> str:
    found = next((one.name for one in (*names.areas, *names.appliances) if one.id == thing_id), "")
    return found or thing_id
