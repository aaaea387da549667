# SPDX-License-Identifier: Apache-2.0
"""What only the window can do: open a pane, summarize, translate, ask, stop; and deleting all chats, through the bin.

Says what is wanted; the window does it.
"""

from edgeassist.intents.action import Action, ActionContext, ActionSpec, Outcome, Preview, Wanted
from edgeassist.intents.actions.chats import DeleteChats
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import said, text_of
from edgeassist.intents.names import Named
from edgeassist.intents.planned import Plan, PlannedAction, cannot
from edgeassist.intents.wording import bold, joined

_NO_LANGUAGE = "Say into which language: “translate this to Spanish”."
_NO_QUESTION = "Say what to ask."
_REPLIES = {
    "thanks": "You are welcome.",
    "help": "Try “set a timer for ten minutes”, “add milk to the shopping list”, “turn on the kitchen light”,"
    " “take a note …”, “remind me at five to …”, “what is 12 times 7”, or “open chat”.",
}
_GREETING = "Hello. Say what to do, or open the Voice pane to see what can be said."


class Panes(PlannedAction):
    """Wishes that the window serves."""

    def __init__(self, context: ActionContext) -> None:
        super().__init__(context)
        self._chats = DeleteChats(self)
        self.planners = {
            "EdgeOpenPane": self._open,
            "EdgeSummarizeThis": self._summarize,
            "EdgeTranslate": self._translate,
            "EdgeAsk": self._ask,
            "EdgeStop": self._stop,
            "HassNevermind": lambda _intent: _says("Leave it", "All right."),
            "HassRespond": lambda intent: _says("Answer", _REPLIES.get(text_of(intent, "about"), _GREETING)),
            "EdgeDeleteChats": self._chats.plan,
        }

    def undo(self, token: str) -> Outcome:
        """Take the conversations out of the bin again: nothing else here leaves a token."""
        return self._chats.undo(token)

    def _open(self, intent: Intent) -> Plan:
        panes = self.context.names().panes
        found = _named(panes, text_of(intent, "pane"))
        if found is None:
            there = joined([one.name for one in panes])
            return cannot(f"There is no pane “{said(intent, 'pane')}”. There is {there or 'none'}.")
        outcome = Outcome(f"{found.name} is open.", wanted=Wanted(pane=found.id))
        return Plan(Preview(f"Open {bold(found.name)}", object=found.name, verb="Open"), lambda: outcome)

    def _summarize(self, _intent: Intent) -> Plan:
        outcome = Outcome("Summarizing what you were working on.", wanted=Wanted(wish="summarize", focused=True))
        return Plan(Preview("Summarize **what you were working on**", object="this", verb="Summarize"), lambda: outcome)

    def _translate(self, intent: Intent) -> Plan:
        text, language = text_of(intent, "text"), text_of(intent, "language")
        if not language:
            return cannot(_NO_LANGUAGE)
        what, name = (f"“{text}”" if text else "what you were working on"), said(intent, "language")
        name = name[:1].upper() + name[1:]
        wanted = Wanted(wish="translate", text=text, language=language, focused=not text)
        preview = Preview(f"Translate {bold(what)} to {bold(name)}", object=text or "this", verb="Translate")
        return Plan(preview, lambda: Outcome(f"Translating to {name}.", wanted=wanted))

    def _ask(self, intent: Intent) -> Plan:
        text = text_of(intent, "text")
        if not text:
            return cannot(_NO_QUESTION)
        outcome = Outcome("Asking in the chat.", wanted=Wanted(wish="chat", text=text))
        return Plan(Preview(f"Ask: {bold(text)}", object=text, verb="Ask"), lambda: outcome)

    def _stop(self, _intent: Intent) -> Plan:
        return Plan(Preview("Stop", object="", verb="Stop"), lambda: Outcome("Stopped.", wanted=Wanted(stop=True)))


def _says(question: str, reply: str) -> Plan:
    return Plan(Preview(question, verb="OK"), lambda: Outcome(reply))


def _named(panes: tuple[Named, ...], wanted: str) -> Named | None:
    name = wanted.casefold()
    by_id = next((one for one in panes if one.id == wanted), None)
    return by_id or next((one for one in panes if name in map(str.casefold, one.spoken)), None)


def build(context: ActionContext) -> Action:
    """Build the action."""
    return Panes(context)


SPEC = ActionSpec(
    id="panes",
    title="Panes and chats",
    intents=(
        *("EdgeOpenPane", "EdgeSummarizeThis", "EdgeTranslate", "EdgeAsk", "EdgeStop"),
        *("HassNevermind", "HassRespond", "EdgeDeleteChats"),
    ),
    build=build,
    order=15,
)
