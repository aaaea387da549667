# SPDX-License-Identifier: Apache-2.0
"""A desk of somebody who has seen the first page, for programs that begin with the first task."""

from typing import TypeVar

from edgeassist.ui.ports import Desk

D = TypeVar("D", bound=Desk)


def welcomed(desk: D) -> D:
    """Return `desk`, whose window begins as every start but the first does."""
    desk.preferences().change("welcomed", True)
    return desk
