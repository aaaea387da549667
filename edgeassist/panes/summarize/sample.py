# SPDX-License-Identifier: Apache-2.0
"""The document that comes with the program, for a first try with one click. Reads nothing itself."""

from edgeassist.core.language import later, tr
from edgeassist.core.paths import resource
from edgeassist.panes.summarize.summary import Source

TITLE = later("Harbour workshop handbook")
"""As the start page calls it too."""


def sample() -> Source:
    """Return the sample as a source."""
    return Source(tr(TITLE), path=resource("samples", "harbour-workshop.md"))
