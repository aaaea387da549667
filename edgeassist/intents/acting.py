# SPDX-License-Identifier: Apache-2.0
"""Finds actions at the door and calls them. One that cannot be used is a row with its reason, never an exception.

Knows which action serves an intent; knows no sentence of the person and keeps nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import EntryPoint

from edgeassist.core.errors import EdgeError
from edgeassist.core.found import Door, Found
from edgeassist.core.language import later, tr
from edgeassist.intents.action import API_VERSION, GROUP, Action, ActionContext, ActionSpec, Outcome, Preview, Risk
from edgeassist.intents.intent import Intent
from edgeassist.intents.names import Names

_KINDS = {"id": str, "title": str, "intents": tuple, "order": int, "api": int, "templates": dict}
_NOBODY = later("Nothing here can do that.")

Contexts = Callable[[str, str], ActionContext]
"""Makes the context for an action, given its id and the package that brought it."""


FoundAction = Found[ActionSpec]
"""An action at the door, or why it cannot be used."""


def discover(entries: Iterable[EntryPoint] | None = None) -> tuple[FoundAction, ...]:
    """Import every registered spec; return them by their order, the faulty ones last."""
    return _DOOR.found(entries)


def _fault(spec: ActionSpec) -> str:
    names = all(isinstance(name, str) and name for name in spec.intents)
    if not spec.intents or not names:
        return "Its spec must name the intents that it serves."
    if not spec.templates:
        return ""
    from edgeassist.intents.offered import fault_of

    return fault_of(spec)


_DOOR = Door(GROUP, "action", ActionSpec, API_VERSION, _KINDS, _fault)


class Acting:
    """The usable actions, each built when it is first needed. Not for two threads at once."""

    def __init__(self, found: Iterable[FoundAction], contexts: Contexts) -> None:
        self._contexts = contexts
        self._found = {one.id: one for one in found if one.spec is not None}
        self._serving: dict[str, str] = {}
        for one in self._found.values():
            for intent in one.spec.intents if one.spec else ():
                self._serving.setdefault(intent, one.id)
        self._built: dict[str, Action] = {}
        self._last_names: dict[str, Names] = {}
        self.faults: dict[str, str] = {}

    @property
    def intents(self) -> frozenset[str]:
        """Every intent that some action serves."""
        return frozenset(self._serving)

    @property
    def serving(self) -> Mapping[str, str]:
        """Which action serves which intent."""
        return self._serving

    def preview(self, intent: Intent) -> Preview:
        """Ask the action what would happen; whatever it raises becomes the reason why it cannot be done."""
        action_id = self._serving.get(intent.name, "")
        if action_id not in self._found:
            return _cannot(tr(_NOBODY))
        try:
            preview = self._action(action_id).preview(intent)
        except EdgeError as error:
            return _cannot(_told(error))
        except Exception as error:  # a stranger's code
            return _cannot(_broke(action_id, error))
        return preview if isinstance(preview, Preview) else _cannot(_broke(action_id, TypeError("no preview")))

    def perform(self, intent: Intent) -> tuple[str, Outcome]:
        """Have it done; return the action's id and what happened, which may be why it was not."""
        action_id = self._serving.get(intent.name, "")
        return action_id, self._called(action_id, lambda action: action.perform(intent))

    def undo(self, action_id: str, token: str) -> Outcome:
        """Have it taken back by the action that did it; the outcome keeps the token where that may work later."""
        return self._called(action_id, lambda action: action.undo(token), token)

    def undo_risk(self, action_id: str, token: str) -> Risk:
        """Return what taking back would risk; the worst where the action cannot tell."""
        try:
            risk = self._action(action_id).undo_risk(token)
        except Exception as error:  # a stranger's code
            self.faults[action_id] = _broke(action_id, error)
            return "risky"
        return "risky" if risk == "risky" else "undoable"

    def may_undo(self, action_id: str, token: str) -> bool:
        """Tell whether taking back would work now; where the action cannot tell, it may be tried."""
        try:
            return bool(self._action(action_id).may_undo(token))
        except Exception as error:  # a stranger's code
            self.faults[action_id] = _broke(action_id, error)
            return True

    def names(self) -> Names:
        """Return the names of all actions together; of one that cannot tell them now, those that it told last."""
        return together(self._names_of(action_id) for action_id in self._found)

    def close(self) -> None:
        """Close every action that was built; none is built any more."""
        for action_id, action in self._built.items():
            try:
                action.close()
            except Exception as error:  # a stranger's code
                self.faults[action_id] = _broke(action_id, error)
        self._built.clear()
        self._found = {}

    def _names_of(self, action_id: str) -> Names:
        last = self._last_names.get(action_id, Names())
        try:
            names = self._action(action_id).names()
        except EdgeError as error:
            self.faults[action_id] = _told(error)
            return last
        except Exception as error:  # a stranger's code
            self.faults[action_id] = _broke(action_id, error)
            return last
        self.faults.pop(action_id, None)
        self._last_names[action_id] = names if isinstance(names, Names) else last
        return self._last_names[action_id]

    def _action(self, action_id: str) -> Action:
        if action_id not in self._built:
            one = self._found[action_id]
            if one.spec is None:
                raise KeyError(action_id)
            self._built[action_id] = one.spec.build(self._contexts(one.id, one.package))
        return self._built[action_id]

    def _called(self, action_id: str, call: Callable[[Action], Outcome], token: str = "") -> Outcome:
        if action_id not in self._found:
            return Outcome(tr(_NOBODY), done=False)
        try:
            outcome = call(self._action(action_id))
        except EdgeError as error:
            return Outcome(_told(error), done=False, undo=token)
        except Exception as error:  # a stranger's code
            return Outcome(_broke(action_id, error), done=False)
        return outcome if isinstance(outcome, Outcome) else Outcome(_broke(action_id, TypeError("no outcome")), False)


def together(every: Iterable[Names]) -> Names:
    """Return all those names as one."""
    parts = tuple(every)
    return Names(
        areas=tuple(one for names in parts for one in names.areas),
        appliances=tuple(one for names in parts for one in names.appliances),
        lists=tuple(one for names in parts for one in names.lists),
        contacts=tuple(one for names in parts for one in names.contacts),
        panes=tuple(one for names in parts for one in names.panes),
        items=tuple(one for names in parts for one in names.items),
    )


def _cannot(sentence: str) -> Preview:
    return Preview(sentence, cannot=sentence)


def _told(error: EdgeError) -> str:
    return f"{error} {tr(error.hint)}" if error.hint else str(error)


def _broke(action_id: str, error: Exception) -> str:
    what = f"{type(error).__name__}: {error}"
    return tr("The action “{action}” failed: {error}. Nothing else was done.", action=action_id, error=what)
