# SPDX-License-Identifier: Apache-2.0
"""What the command line says about the starter model. Prints nothing itself."""

from typing import TYPE_CHECKING

import msgspec

from edgeassist.core.instructions import LANGUAGES, latin
from edgeassist.store.starter import NotOffered
from edgeassist.store.starter_card import STARTER_ID
from edgeassist.store.task import Offer, Task

if TYPE_CHECKING:
    from edgeassist.app.services import Services

_BIGGER = "`edgeassist models recommend` names bigger ones for this computer."
STANDS_IN = f"Starter answers, the small model that comes with EdgeAssist; {_BIGGER}"
ONLY_STARTER = f"Starter is small and quick; {_BIGGER}"
NO_ROLES = "Starter does not follow instructions about roles or form: --system changes nothing. A bigger model does."
BUILT_IN = "built in, cannot be removed"
BROKEN = "damaged; see `models show starter`"


def stands_in(services: "Services", wanted: str) -> bool:
    """Tell whether the starter is taken only because nothing else was chosen."""
    return wanted == STARTER_ID != services.settings.model


def answers(services: "Services") -> bool:
    """Tell whether the model that is loaded is the starter."""
    return services.starter is not None and services.engine.state.path == str(services.starter.path)


def require(services: "Services", wanted: str, task: Task) -> None:
    """Raise `NotOffered` where the wanted model is one that must not be asked for `task`."""
    offer = services.offers(wanted.casefold(), task)
    if not offer.ok:
        raise NotOffered(offer)


def taken_as(services: "Services", task: Task, text: str) -> str:
    """Return the languages that `text` may be in for the starter to translate it, where nobody said which one it is.

    Raise `NotOffered` for a text that is in none of them: all are written in Latin letters.
    """
    starter = services.starter
    if starter is None or task.kind != "translate" or not starter.offers(task).ok:
        return ""
    known = [one for one, score in starter.scores.items() if score.offered and task.covers(one)]
    languages = " or ".join(dict.fromkeys(LANGUAGES[one.source] for one in known if one.source in LANGUAGES))
    if not latin(text):
        raise NotOffered(Offer(False, f"Starter cannot translate this: it reads {languages}, in Latin letters only."))
    return "" if task.source else languages


def facts(services: "Services", card_id: str) -> list[tuple[str, str]]:
    """Return what the starter was measured to do and not to do; nothing for any other model."""
    starter = services.starter
    if starter is None or card_id != STARTER_ID:
        return []
    can = [("Can", f"{task.doing}: {one.line}; {one.way}") for task, one in starter.scores.items() if one.offered]
    cannot = [
        ("Cannot", f"{task.doing}: {one.why or 'it was not measured to do so'}")
        for task, one in starter.scores.items()
        if not one.offered
    ]
    return [*can, *cannot, *(("Limit", one) for one in starter.limits)]


def table(services: "Services", card_id: str) -> dict[str, object]:
    """Return the same for machines."""
    starter = services.starter
    if starter is None or card_id != STARTER_ID:
        return {}
    scores = {task.doing: msgspec.to_builtins(one) for task, one in starter.scores.items()}
    return {"scores": scores, "limits": starter.limits}
