# SPDX-License-Identifier: Apache-2.0
"""Declares the translate pane. Imports no Qt."""

from edgeassist.api import Pane, PaneContext, PaneSpec
from edgeassist.core.language import later


def build(context: PaneContext) -> Pane:
    """Build the pane for the window."""
    from edgeassist.panes.translate.pane import TranslatePane

    return TranslatePane(context)


SPEC = PaneSpec(id="translate", title=later("Translate"), icon="translate", order=30, build=build, takes=("translate",))
