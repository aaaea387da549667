# SPDX-License-Identifier: Apache-2.0
"""Says how this computer is: memory, battery, disk, model. The weather is asked for here too, and cannot be known."""

from edgeassist.intents.action import Action, ActionContext, ActionSpec
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import text_of
from edgeassist.intents.planned import Plan, PlannedAction, cannot, telling
from edgeassist.intents.wording import bold

_NO_WEATHER = "EdgeAssist works without the internet and does not know the weather."
_NO_REPORT = "Nothing is known of this computer now."
_ALL = "all"


class Report(PlannedAction):
    """Reads the report of this computer."""

    def __init__(self, context: ActionContext) -> None:
        super().__init__(context)
        self.planners = {"EdgeReport": self._report, "HassGetWeather": lambda _intent: cannot(_NO_WEATHER)}

    def _report(self, intent: Intent) -> Plan:
        what = text_of(intent, "what").casefold() or _ALL
        about = "this computer" if what == _ALL else f"the {what}"
        return telling(f"Say how {bold(about)} is", lambda: self._answer(what), about)

    def _answer(self, what: str) -> str:
        rows = self.context.report()
        wanted = [row for row in rows if what in (_ALL, row[0].casefold())]
        if wanted:
            return " ".join(f"{name[:1].upper()}{name[1:]}: {value.rstrip('.')}." for name, value in wanted)
        return _NO_REPORT if what == _ALL else f"Nothing is known of the {what} of this computer."


def build(context: ActionContext) -> Action:
    """Build the action."""
    return Report(context)


SPEC = ActionSpec(id="report", title="This computer", intents=("EdgeReport", "HassGetWeather"), build=build, order=60)
