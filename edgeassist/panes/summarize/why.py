# SPDX-License-Identifier: Apache-2.0
"""Why no model writes a summary, in words for a person. Asks nobody but the context."""

import re

from edgeassist.api import PaneContext, Task
from edgeassist.core.language import later, tr
from edgeassist.panes.summarize.summary import Wish

NO_MODEL = later("No model is loaded that can sum texts up.")
WISHED = later("You asked for sentences of the text itself.")
_JARGON = re.compile(r"ROUGE|BLEU|chrF|F1|[\d.,]+ ?%|\d+\.\d+|\bpoints?\b|score|baseline|perplexity", re.I)


def why_picked(context: PaneContext, wish: Wish) -> str:
    """Return why no model writes the summary, in plain words; empty when one does."""
    if wish.picked:
        return tr(WISHED)
    if context.model is None:
        return tr(NO_MODEL)
    offer = context.offers(Task("summarize"))
    return "" if offer.ok else plain_why(context.model.name, offer.why)


def plain_why(name: str, why: str) -> str:
    """Return why the model called `name` writes no summaries, without what only engineers measure."""
    why = why.strip() or tr(NO_MODEL)
    if not _JARGON.search(why):
        return why
    return tr("{name} does not sum texts up well enough; a bigger model can.", name=name)
