# SPDX-License-Identifier: Apache-2.0
"""Which intent is meant by words that the templates of two intents share. What is not settled here is asked about.

The tests hold every sentence of every template to this: it means its own intent, or the one that stands before it.
"""

from collections.abc import Mapping

from edgeassist.intents.intent import Intent

MEANT_FIRST: Mapping[str, frozenset[str]] = {
    "EdgeStop": frozenset({"HassNevermind", "HassMediaPause"}),
    "HassTurnOn": frozenset({"HassGetState"}),
    "HassTurnOff": frozenset({"HassGetState"}),
    "HassCancelAllTimers": frozenset({"HassCancelTimer"}),
    "HassCancelTimer": frozenset({"HassPauseTimer"}),
    "HassStartTimer": frozenset({"HassIncreaseTimer"}),
    "EdgeReport": frozenset({"EdgeOpenPane"}),
}
"""Intents, each with those that stand behind it.

"Stop" stops whatever goes on. "All lights on" is an order, no question. "Annule mes minuteurs" says several. "Detén el
temporizador" ends it, as "stop the timer" does. "Pon el temporizador en diez minutos" sets one, it adds nothing.
"Muéstrame el modelo" asks which one it is.
"""


def settled(meanings: tuple[tuple[Intent, ...], ...]) -> tuple[tuple[Intent, ...], ...]:
    """Return the meanings of a sentence that are left when those that stand behind another are left out."""
    first = {meant[0].name for meant in meanings if len(meant) == 1}
    behind = frozenset().union(*(MEANT_FIRST.get(name, frozenset()) for name in first))
    return tuple(meant for meant in meanings if len(meant) != 1 or meant[0].name not in behind)
