# SPDX-License-Identifier: Apache-2.0
"""Shows the offer of a lighter model as a notice with one button. Takes nothing by itself."""

from edgeassist.kit.notice import Action
from edgeassist.ui.governor_ports import Governor, Suggested
from edgeassist.ui.notices import Notices

KIND = "lighter"


def suggest(suggested: Suggested, board: Notices, governor: Governor) -> None:
    """Show `suggested` until it is taken or dismissed."""

    def take() -> None:
        board.drop(KIND)
        governor.take_lighter()

    board.tell(suggested.notice, Action(suggested.action, take), kind=KIND)
