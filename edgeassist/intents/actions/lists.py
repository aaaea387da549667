# SPDX-License-Identifier: Apache-2.0
"""Lists and what is on them: add, complete, remove, read, create, delete, clear. The shopping list is always there."""

from collections.abc import Callable

import msgspec

from edgeassist.intents.action import Action, ActionContext, ActionSpec, Outcome, Preview
from edgeassist.intents.home.furnishing import code_of
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import said, text_of
from edgeassist.intents.kept_tables import SHOPPING
from edgeassist.intents.names import Named, Names
from edgeassist.intents.planned import Plan, PlannedAction, cannot, telling
from edgeassist.intents.wording import bold, counted, joined, the

MOST_KNOWN_ITEMS = 300
EVERY_LIST = "*"
"""In the place of a list's id: all of them."""
_NO_ITEM = "Say what: “add milk to the shopping list”."
_NO_NAME = "Say what the list is to be called."
_STAYS = "The shopping list always stays; it can be cleared."


class _List(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str

    @property
    def title(self) -> str:
        """How it is spoken of: "the shopping list"."""
        return the(self.name if self.name.endswith(" list") else f"{self.name} list")


class _Item(msgspec.Struct, frozen=True):
    id: int
    text: str
    done: bool


class Lists(PlannedAction):
    """The person's lists."""

    def __init__(self, context: ActionContext) -> None:
        super().__init__(context)
        with_list = self._with_list
        self.planners = {
            "HassListAddItem": lambda intent: with_list(intent, "name", self._add),
            "HassListCompleteItem": lambda intent: with_list(intent, "name", self._complete),
            "HassListRemoveItem": lambda intent: with_list(intent, "name", self._remove),
            "HassShoppingListAddItem": lambda intent: with_list(intent, "name", self._add),
            "HassShoppingListCompleteItem": lambda intent: with_list(intent, "name", self._complete),
            "EdgeReadList": self._read_lists,
            "EdgeCreateList": self._create,
            "EdgeDeleteList": lambda intent: with_list(intent, "list", self._delete),
            "EdgeClearList": lambda intent: with_list(intent, "list", self._clear),
        }

    def names(self) -> Names:
        """Return the lists, and what was ever on them."""
        query = "SELECT DISTINCT lower(text) FROM items ORDER BY id DESC LIMIT ?"
        with self.kept.reading() as connection:
            items = tuple(sorted(text for (text,) in connection.execute(query, (MOST_KNOWN_ITEMS,))))
        return Names(lists=tuple(_named(one) for one in self._lists()), items=items)

    def _lists(self) -> list[_List]:
        with self.kept.reading() as connection:
            return [_List(*row) for row in connection.execute("SELECT id, code, name FROM lists ORDER BY id")]

    def _items(self, of: _List) -> list[_Item]:
        query = "SELECT id, text, done FROM items WHERE list = ? ORDER BY id"
        with self.kept.reading() as connection:
            return [_Item(number, text, bool(done)) for number, text, done in connection.execute(query, (of.code,))]

    def _with_list(self, intent: Intent, slot: str, then: Callable[[Intent, _List], Plan]) -> Plan:
        wanted = text_of(intent, slot) or SHOPPING
        found = next((one for one in self._lists() if wanted == one.code or code_of(wanted) in _codes(one)), None)
        if found is None:
            names = joined([one.name for one in self._lists()])
            return cannot(f"There is no list “{said(intent, slot)}”. There is: {names}.")
        return then(intent, found)

    def _add(self, intent: Intent, to: _List) -> Plan:
        item = text_of(intent, "item")
        if not item:
            return cannot(_NO_ITEM)
        if any(one.text.casefold() == item.casefold() and not one.done for one in self._items(to)):
            return cannot(f"{_capital(to.title)} has {item} already.", item)

        def do() -> Outcome:
            with self.changing(f"Took {item} off {to.title} again.") as changing:
                changing.add("items", list=to.code, text=item, done=0)
                # Whoever takes back the making of this list then finds it changed: what is on it stays.
                changing.connection.execute("UPDATE lists SET touched = touched + 1 WHERE id = ?", (to.id,))
            return Outcome(f"Added {item} to {to.title}.", undo=changing.token)

        return Plan(Preview(f"Put {bold(item)} on {bold(to.title)}", "undoable", item, "Add"), do)

    def _complete(self, intent: Intent, of: _List) -> Plan:
        def then(item: _Item) -> Plan:
            def do() -> Outcome:
                with self.changing(f"Unticked {item.text} on {of.title}.") as changing:
                    changing.change("items", item.id, done=1)
                return Outcome(f"Ticked off {item.text} on {of.title}.", undo=changing.token)

            return Plan(Preview(f"Tick off {bold(item.text)} on {bold(of.title)}", "undoable", item.text, "Tick"), do)

        return self._with_item(intent, of, then)

    def _remove(self, intent: Intent, of: _List) -> Plan:
        def then(item: _Item) -> Plan:
            def do() -> Outcome:
                with self.changing(f"Put {item.text} back on {of.title}.") as changing:
                    changing.remove("items", item.id)
                return Outcome(f"Took {item.text} off {of.title}.", undo=changing.token)

            preview = Preview(f"Take {bold(item.text)} off {bold(of.title)}", "undoable", item.text, "Remove")
            return Plan(preview, do)

        return self._with_item(intent, of, then)

    def _with_item(self, intent: Intent, of: _List, then: Callable[[_Item], Plan]) -> Plan:
        wanted = text_of(intent, "item")
        items = sorted(self._items(of), key=lambda one: one.done)
        found = next((one for one in items if one.text.casefold() == wanted.casefold()), None)
        if not wanted:
            return cannot(_NO_ITEM)
        return cannot(f"{_capital(of.title)} does not have {wanted}.", wanted) if found is None else then(found)

    def _read_lists(self, intent: Intent) -> Plan:
        """Read one list, or say which there are."""
        if text_of(intent, "list") != EVERY_LIST:
            return self._with_list(intent, "list", self._read)

        def answer() -> str:
            return " ".join(f"{_capital(one.title)} has {counted(self._open(one), 'thing')}." for one in self._lists())

        return telling("Say which **lists** there are", answer)

    def _open(self, of: _List) -> int:
        return sum(not one.done for one in self._items(of))

    def _read(self, _intent: Intent, of: _List) -> Plan:
        def answer() -> str:
            still = [one.text for one in self._items(of) if not one.done]
            title = _capital(of.title)
            return f"{title} has {counted(len(still), 'thing')}: {joined(still)}." if still else f"{title} is empty."

        return telling(f"Read {bold(of.title)}", answer, of.name)

    def _create(self, intent: Intent) -> Plan:
        name = text_of(intent, "list") or text_of(intent, "name")
        code = code_of(name)
        if not code:
            return cannot(_NO_NAME)
        for one in self._lists():
            if code in _codes(one):
                return cannot(f"There is {one.title} already.", one.name)
        fresh = _List(0, code, _capital(name))

        def do() -> Outcome:
            with self.changing(f"{_capital(fresh.title)} is gone again.") as changing:
                changing.add("lists", code=code, name=fresh.name)
            return Outcome(f"{_capital(fresh.title)} is there.", undo=changing.token)

        return Plan(Preview(f"Make {bold(fresh.title)}", "undoable", fresh.name, "Make"), do)

    def _delete(self, _intent: Intent, of: _List) -> Plan:
        if of.code == SHOPPING:
            return cannot(_STAYS, of.name)
        items = self._items(of)

        def do() -> Outcome:
            with self.changing(f"{_capital(of.title)} is back.") as changing:
                for one in items:
                    changing.remove("items", one.id)
                changing.remove("lists", of.id)
            return Outcome(f"{_capital(of.title)} is deleted.", undo=changing.token)

        sentence = f"Delete {bold(of.title)} with {counted(len(items), 'thing')} on it"
        return Plan(Preview(sentence, "risky", of.name, "Delete"), do)

    def _clear(self, _intent: Intent, of: _List) -> Plan:
        items = self._items(of)
        if not items:
            return cannot(f"{_capital(of.title)} is empty.", of.name)
        count = counted(len(items), "thing")

        def do() -> Outcome:
            with self.changing(f"{count} {'is' if len(items) == 1 else 'are'} back on {of.title}.") as changing:
                for one in items:
                    changing.remove("items", one.id)
            return Outcome(f"{_capital(of.title)} is empty now.", undo=changing.token)

        return Plan(Preview(f"Take everything off {bold(of.title)} ({count})", "risky", of.name, "Clear"), do)


def _codes(one: _List) -> set[str]:
    return {one.code, *(code_of(name) for name in _named(one).spoken)}


def _named(one: _List) -> Named:
    bare = one.name.removesuffix(" list")
    return Named(one.code, one.name, (bare,) if bare != one.name else ())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def build(context: ActionContext) -> Action:
    """Build the action."""
    return Lists(context)


SPEC = ActionSpec(
    id="lists",
    title="Lists",
    intents=(
        *("HassListAddItem", "HassListCompleteItem", "HassListRemoveItem"),
        *("HassShoppingListAddItem", "HassShoppingListCompleteItem"),
        *("EdgeReadList", "EdgeCreateList", "EdgeDeleteList", "EdgeClearList"),
    ),
    build=build,
    order=20,
)
