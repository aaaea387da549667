# SPDX-License-Identifier: Apache-2.0
"""Declares the voice pane. Imports no Qt."""

from edgeassist.api import Pane, PaneContext, PaneSpec
from edgeassist.core.language import later


def build(context: PaneContext) -> Pane:
    """Build the pane for the window."""
    from edgeassist.panes.voice.pane import VoicePane

    return VoicePane(context)


SPEC = PaneSpec(
    id="voice",
    title=later("Voice"),
    icon="mic",
    order=40,
    build=build,
    settings=("microphone", "voice_language"),
    takes=("command",),
)
