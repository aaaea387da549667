# SPDX-License-Identifier: Apache-2.0
"""The sentence above a chat that is meant for another model than the one in use. Loads nothing by itself."""

from collections.abc import Callable

from edgeassist.api import PaneContext
from edgeassist.core.language import tr
from edgeassist.core.units import elided
from edgeassist.history.manner import Manner
from edgeassist.kit.notice import Action, NoticeBar

_NAME = 24
"""A longer name is cut on the buttons, so that they stay readable in large letters."""


def model_bar(context: PaneContext, manner: Manner, stay_with: Callable[[str], None]) -> NoticeBar | None:
    """Return the bar with both ways out; None where the model in use is the one, or the other is not here any more."""
    now = context.model
    other = next((one for one in context.models() if one.id == manner.model), None)
    if now is None or other is None or other.id == now.id:
        return None
    use = Action(tr("Use {model}", model=elided(other.name, _NAME)), lambda: context.use_model(other.id), primary=True)
    stay = Action(tr("Stay with {model}", model=elided(now.name, _NAME)), lambda: stay_with(now.id))
    return NoticeBar(tr("This chat is meant for {model}.", model=other.name), actions=(use, stay), closable=False)
