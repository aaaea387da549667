# SPDX-License-Identifier: Apache-2.0
"""What an action of a third party needs, in one place. Declares nothing of its own."""

from edgeassist.intents.action import (
    API_VERSION,
    GROUP,
    Action,
    ActionContext,
    ActionSpec,
    BaseAction,
    Outcome,
    Preview,
    Risk,
    Wanted,
)
from edgeassist.intents.home.door import Change, DeviceState, Home
from edgeassist.intents.intent import Intent, Slot
from edgeassist.intents.names import Appliance, Named, Names

__all__ = [
    "API_VERSION",
    "GROUP",
    "Action",
    "ActionContext",
    "ActionSpec",
    "Appliance",
    "BaseAction",
    "Change",
    "DeviceState",
    "Home",
    "Intent",
    "Named",
    "Names",
    "Outcome",
    "Preview",
    "Risk",
    "Slot",
    "Wanted",
]
