# SPDX-License-Identifier: Apache-2.0
"""A pane that counts words, takes text from other panes and hands it on. Imports Qt only when it is built."""

from edgeassist.api import Pane, PaneContext, PaneSpec


def build(context: PaneContext) -> Pane:
    """Build the pane for the window."""
    from .pane import WordCount

    return WordCount(context)


SPEC = PaneSpec(id="word-count", title="Words", icon="sliders", build=build, order=60, takes=("count-words",))
