# SPDX-License-Identifier: Apache-2.0
"""The sentence above a chat that is meant for another model than the one in use. Loads nothing by itself."""

from collections.abc import Callable

from edgeassist.api import PaneContext
from edgeassist.history.manner import Manner
from edgeassist.kit.notice import Action, NoticeBar


def model_bar(context: PaneContext, manner: Manner, stay_with: Callable[[str], None]) -> NoticeBar | None:
    """Return the bar with both ways out; None where the model in use is the one, or the other is not here any more."""
    now = context.model
    other = next((one for one in context.models() if one.id == manner.model), None)
    if now is None or other is None or other.id == now.id:
        return None
    use = Action(f"Use {other.name}", lambda: context.use_model(other.id), primary=True)
    stay = Action(f"Stay with {now.name}", lambda: stay_with(now.id))
    return NoticeBar(f"This chat is meant for {other.name}.", actions=(use, stay), closable=False)
