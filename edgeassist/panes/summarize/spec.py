# SPDX-License-Identifier: Apache-2.0
"""Declares the summarize pane. Imports no Qt."""

from edgeassist.api import Pane, PaneContext, PaneSpec
from edgeassist.core.language import later


def build(context: PaneContext) -> Pane:
    """Build the pane for the window."""
    from edgeassist.panes.summarize.pane import SummarizePane

    return SummarizePane(context)


SPEC = PaneSpec(id="summarize", title=later("Summarize"), icon="summarize", order=20, build=build, takes=("summarize",))
