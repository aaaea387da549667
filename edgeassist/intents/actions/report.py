# SPDX-License-Identifier: Apache-2.0
"""Says how this computer is: memory, battery, disk, model. The weather is asked for here too, and cannot be known."""

from edgeassist.core.language import later, tr
from edgeassist.intents.action import Action, ActionContext, ActionSpec
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import text_of
from edgeassist.intents.planned import Plan, PlannedAction, cannot, telling
from edgeassist.intents.wording import bold

_NO_WEATHER = later("EdgeAssist works without the internet and does not know the weather.")
_NO_REPORT = later("Nothing is known of this computer now.")
_ALL = "all"


class Report(PlannedAction):
    """Reads the report of this computer."""

    def __init__(self, context: ActionContext) -> None:
        super().__init__(context)
        self.planners = {"EdgeReport": self._report, "HassGetWeather": lambda _intent: cannot(tr(_NO_WEATHER))}

    def _report(self, intent: Intent) -> Plan:
        what = text_of(intent, "what").casefold() or _ALL
        about = "this computer" if what == _ALL else f"the {what}"
        sentence = (
            tr("Say how **this computer** is") if what == _ALL else tr("Say how {part} is", part=bold(_part(what)))
        )
        return telling(sentence, lambda: self._answer(what), about)

    def _answer(self, what: str) -> str:
        rows = self.context.report()
        wanted = [row for row in rows if what in (_ALL, row[0].casefold())]
        if wanted:
            return " ".join(_line(name, value.rstrip(".")) for name, value in wanted)
        return tr(_NO_REPORT) if what == _ALL else tr("Nothing is known of {part} of this computer.", part=_part(what))


def _part(what: str) -> str:
    """Return what a part of the computer is called within a sentence."""
    parts = {
        "memory": tr("the memory"),
        "battery": tr("the battery"),
        "disk": tr("the disk"),
        "model": tr("the model"),
    }
    return parts.get(what) or tr("the {part}", part=what)


def _line(name: str, value: str) -> str:
    names = {"memory": tr("Memory"), "battery": tr("Battery"), "disk": tr("Disk"), "model": tr("Model")}
    return tr("{name}: {value}.", name=names.get(name.casefold(), f"{name[:1].upper()}{name[1:]}"), value=value)


def build(context: ActionContext) -> Action:
    """Build the action."""
    return Report(context)


SPEC = ActionSpec(id="report", title="This computer", intents=("EdgeReport", "HassGetWeather"), build=build, order=60)
