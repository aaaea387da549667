# SPDX-License-Identifier: Apache-2.0
"""Where the network page comes into the window: the lock in the top bar, and the group `Network` of the settings."""

from typing import TYPE_CHECKING

from edgeassist.core.language import later
from edgeassist.kit.file_choice import FileChoice
from edgeassist.ui.lock import Lock
from edgeassist.ui.ports import Desk
from edgeassist.ui.settings_place import SettingsPlace

if TYPE_CHECKING:
    from edgeassist.ui.network_page import NetworkPage

KEY, TITLE = "network", later("Network")


def show_network(lock: Lock, settings: SettingsPlace, desk: Desk, choice: FileChoice) -> None:
    """Make the lock the switch of the desk, and lay the page into the settings when it is first wanted."""

    def make() -> "NetworkPage":
        from edgeassist.ui.network_page import NetworkPage

        return NetworkPage(desk.network(), choice)

    settings.add_section(KEY, TITLE, make)
    lock.attach(desk.network(), lambda: settings.show(KEY))
