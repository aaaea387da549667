# SPDX-License-Identifier: Apache-2.0
"""Declares the translate pane. Imports no Qt."""

from edgeassist.api import Pane, PaneContext, PaneSpec


def build(context: PaneContext) -> Pane:
    """Build the pane for the window."""
    from edgeassist.panes.translate.pane import TranslatePane

    return TranslatePane(context)


SPEC = PaneSpec(id="translate", title="Translate", icon="translate", order=30, build=build, takes=("translate",))
