# SPDX-License-Identifier: Apache-2.0
"""The document that comes with the program, for a first try with one click. Reads nothing itself."""

from edgeassist.core.paths import resource
from edgeassist.panes.summarize.summary import Source

TITLE = "Harbour workshop handbook"


def sample() -> Source:
    """Return the sample as a source."""
    return Source(TITLE, path=resource("samples", "harbour-workshop.md"))
