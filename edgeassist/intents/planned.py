# SPDX-License-Identifier: Apache-2.0
"""An action that makes one plan for an intent, and previews or performs it, so that both always agree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from edgeassist.core.language import later, tr
from edgeassist.intents.action import Outcome, Preview
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import KeptAction

NOT_MINE = later("EdgeAssist does not know how to do that.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen, and how to do it."""

    preview: Preview
    do: Callable[[], Outcome]


Planner = Callable[[Intent], Plan]


def cannot(sentence: str, about: str = "") -> Plan:
    """Return the plan of something that cannot be done."""
    return Plan(Preview(sentence, object=about, cannot=sentence), lambda: Outcome(sentence, done=False))


def telling(question: str, answer: Callable[[], str], about: str = "") -> Plan:
    """Return the plan of something that only says something."""
    return Plan(Preview(question, object=about, verb=later("Tell")), lambda: Outcome(answer()))


class PlannedAction(KeptAction):
    """Serves the intents in `planners`, each with a function that plans it."""

    planners: Mapping[str, Planner]

    def plan(self, intent: Intent) -> Plan:
        """Return what would be done for `intent`, as things are now."""
        planner = self.planners.get(intent.name)
        return cannot(tr(NOT_MINE)) if planner is None else planner(intent)

    def preview(self, intent: Intent) -> Preview:
        """Say what would happen."""
        return self.plan(intent).preview

    def perform(self, intent: Intent) -> Outcome:
        """Do it, as things are now."""
        plan = self.plan(intent)
        return Outcome(plan.preview.cannot, done=False) if plan.preview.cannot else plan.do()
