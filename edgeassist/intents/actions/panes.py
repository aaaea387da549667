# SPDX-License-Identifier: Apache-2.0
"""What only the window can do: open a pane or a page, summarize, translate, ask, stop. All chats go into the bin here.

Says what is wanted; the window does it.
"""

from edgeassist.core.language import later, listed, tr
from edgeassist.intents.action import Action, ActionContext, ActionSpec, Outcome, Preview, Wanted
from edgeassist.intents.actions.chats import DeleteChats
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import said, text_of
from edgeassist.intents.names import Named
from edgeassist.intents.planned import Plan, PlannedAction, cannot
from edgeassist.intents.wording import bold

_NO_LANGUAGE = later("Say into which language: “translate this to Spanish”.")
_NO_QUESTION = later("Say what to ask.")
_PLACES = (
    Named("models", later("Models")),
    Named("settings", later("Settings")),
    Named("guide", later("Guide")),
    Named("home", later("Start page")),
)
"""Doors of the window that are no panes; it brings them to the front by the same wish."""
_REPLIES = {
    "thanks": later("You are welcome."),
    "help": later(
        "Try “set a timer for ten minutes”, “add milk to the shopping list”, “turn on the kitchen light”, "
        "“take a note …”, “remind me at five to …”, “what is 12 times 7”, or “open chat”."
    ),
}
_GREETING = later("Hello. Say what to do, or open the Voice pane to see what can be said.")


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
            "HassNevermind": lambda _intent: _says(tr("Leave it"), tr("All right.")),
            "HassRespond": lambda intent: _says(tr("Answer"), tr(_REPLIES.get(text_of(intent, "about"), _GREETING))),
            "EdgeDeleteChats": self._chats.plan,
        }

    def undo(self, token: str) -> Outcome:
        """Take the conversations out of the bin again: nothing else here leaves a token."""
        return self._chats.undo(token)

    def may_undo(self, token: str) -> bool:
        """Let it be tried: chats come out of the bin as long as they are in it."""
        return True

    def _open(self, intent: Intent) -> Plan:
        panes = self.context.names().panes
        found = _named((*panes, *_PLACES), text_of(intent, "pane"))
        if found is None:
            there = listed([tr(one.name) for one in panes]) or tr("none")
            return cannot(tr("There is no pane “{name}”. There is {panes}.", name=said(intent, "pane"), panes=there))
        outcome = Outcome(tr("{pane} is open.", pane=tr(found.name)), wanted=Wanted(pane=found.id))
        sentence = tr("Open {pane}", pane=bold(tr(found.name)))
        return Plan(Preview(sentence, object=found.name, verb=later("Open")), lambda: outcome)

    def _summarize(self, _intent: Intent) -> Plan:
        outcome = Outcome(tr("Summarizing what you were working on."), wanted=Wanted(wish="summarize", focused=True))
        sentence = tr("Summarize **what you were working on**")
        return Plan(Preview(sentence, object="this", verb=later("Summarize")), lambda: outcome)

    def _translate(self, intent: Intent) -> Plan:
        text, language = text_of(intent, "text"), text_of(intent, "language")
        if not language:
            return cannot(tr(_NO_LANGUAGE))
        name = said(intent, "language")
        name = name[:1].upper() + name[1:]
        if text:
            sentence = tr("Translate {text} to {language}", text=bold(f"“{text}”"), language=bold(name))
        else:
            sentence = tr("Translate **what you were working on** to {language}", language=bold(name))
        wanted = Wanted(wish="translate", text=text, language=language, focused=not text)
        preview = Preview(sentence, object=text or "this", verb=later("Translate"))
        return Plan(preview, lambda: Outcome(tr("Translating to {language}.", language=name), wanted=wanted))

    def _ask(self, intent: Intent) -> Plan:
        text = text_of(intent, "text")
        if not text:
            return cannot(tr(_NO_QUESTION))
        outcome = Outcome(tr("Asking in the chat."), wanted=Wanted(wish="chat", text=text))
        return Plan(Preview(tr("Ask: {text}", text=bold(text)), object=text, verb=later("Ask")), lambda: outcome)

    def _stop(self, _intent: Intent) -> Plan:
        outcome = Outcome(tr("Stopped."), wanted=Wanted(stop=True))
        return Plan(Preview(tr("Stop"), object="", verb=later("Stop")), lambda: outcome)


def _says(question: str, reply: str) -> Plan:
    return Plan(Preview(question, verb=later("OK")), lambda: Outcome(reply))


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
