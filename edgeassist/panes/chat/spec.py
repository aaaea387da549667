# SPDX-License-Identifier: Apache-2.0
"""Declares the chat pane. Imports no Qt."""

from edgeassist.api import Pane, PaneContext, PaneSpec
from edgeassist.core.language import later


def build(context: PaneContext) -> Pane:
    """Build the pane for the window."""
    from edgeassist.panes.chat.widget import ChatPane

    return ChatPane(context)


SPEC = PaneSpec(
    id="chat", title=later("Chat"), icon="chat", order=10, needs=frozenset({"model"}), build=build, takes=("chat",)
)
