# SPDX-License-Identifier: Apache-2.0
"""A Secret Service on a private bus, as bad as wanted: run `python -m tests.support.secret_service PLAY`.

PLAY is `mute` (owns the name, never answers), `locked` (its prompt is dismissed) or `deaf` (takes secrets and holds
none) or `good`. It prints `ready` when it owns the name, and ends when stdin does.
"""

import sys
import threading
from typing import Any

from jeepney import DBusAddress, Message, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

NAME = "org.freedesktop.secrets"
ROOT = "/org/freedesktop/secrets"
LOGIN = f"{ROOT}/collection/login"


class SecretService:
    """Answers what secretstorage asks; secrets travel in its plain form on this private bus."""

    def __init__(self, bus: DBusConnection, play: str) -> None:
        self._bus, self._play = bus, play
        self._items: dict[str, tuple[dict[str, str], bytes]] = {}

    def serve(self) -> None:
        """Answer for ever."""
        while True:
            message = self._bus.receive()
            if message.header.message_type is MessageType.method_call and self._play != "mute":
                self._answer(message)

    def _answer(self, message: Message) -> None:
        fields = {one.name: value for one, value in message.header.fields.items()}
        method = getattr(self, f"_{fields['member']}", None)
        if method is None:
            self._bus.send(new_error(message, "org.freedesktop.DBus.Error.NotSupported", "s", ("no",)))
            return
        reply = method(fields["path"], *message.body)
        if reply:
            self._bus.send(new_method_return(message, *reply))
        else:
            self._bus.send(new_error(message, "org.freedesktop.DBus.Error.NotSupported", "s", ("no",)))

    def _OpenSession(self, path: str, kind: str, value: Any) -> Any:
        return ("vo", (("s", ""), f"{ROOT}/session/1")) if kind == "plain" else None

    def _ReadAlias(self, path: str, alias: str) -> Any:
        return "o", (LOGIN,)

    def _Get(self, path: str, interface: str, name: str) -> Any:
        return "v", (("b", self._play == "locked") if name == "Locked" else ("s", "login"),)

    def _Unlock(self, path: str, wanted: list[str]) -> Any:
        return "aoo", ([], f"{ROOT}/prompt/1") if self._play == "locked" else (wanted, "/")

    def _Prompt(self, path: str, window: str) -> Any:
        emitter = DBusAddress(path, interface="org.freedesktop.Secret.Prompt")
        signal = new_signal(emitter, "Completed", "bv", (True, ("ao", [])))
        threading.Timer(0.05, self._bus.send, (signal,)).start()
        return "", ()

    def _SearchItems(self, path: str, wanted: dict[str, str]) -> Any:
        found = [item for item, (has, _) in self._items.items() if wanted.items() <= has.items()]
        return "ao", (found,)

    def _CreateItem(self, path: str, about: dict[str, Any], secret: tuple[Any, ...], replace: bool) -> Any:
        attributes = about["org.freedesktop.Secret.Item.Attributes"][1]
        item = f"{LOGIN}/1"
        if self._play != "deaf":
            self._items[item] = (attributes, secret[2])
        return "oo", (item, "/")

    def _GetSecret(self, path: str, session: str) -> Any:
        return "(oayays)", ((session, b"", self._items[path][1], "text/plain"),)

    def _Delete(self, path: str) -> Any:
        self._items.pop(path, None)
        return "o", ("/",)


def main() -> None:
    """Own the name, say so, serve until stdin ends."""
    bus = open_dbus_connection("SESSION")
    reply = bus.send_and_get_reply(message_bus.RequestName(NAME))
    assert reply.body == (1,)
    threading.Thread(target=SecretService(bus, sys.argv[1]).serve, daemon=True).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
