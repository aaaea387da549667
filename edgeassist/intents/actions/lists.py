# SPDX-License-Identifier: Apache-2.0
"""Lists and what is on them: add, complete, remove, read, create, delete, clear. The shopping list is always there."""

from collections.abc import Callable

import msgspec

from edgeassist.core.language import LANGUAGES, code, later, listed, tr, trn
from edgeassist.intents.action import Action, ActionContext, ActionSpec, Outcome, Preview
from edgeassist.intents.home.furnishing import code_of
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import said, text_of
from edgeassist.intents.kept_tables import SHOPPING
from edgeassist.intents.nameable import LONGEST_NAME, is_sayable, is_taken_by_commands, tidy
from edgeassist.intents.names import Named, Names
from edgeassist.intents.planned import Plan, PlannedAction, cannot, telling
from edgeassist.intents.shopping import FIRST_NAME, called_in
from edgeassist.intents.spoken_things import same_thing
from edgeassist.intents.wording import bold, the

MOST_KNOWN_ITEMS = 300
MOST_LISTS = 50
MOST_ITEMS = 1_000
LONGEST_ITEM = 200
EVERY_LIST = "*"
"""In the place of a list's id: all of them."""
_NO_ITEM = later("Say what: “add milk to the shopping list”.")
_NO_NAME = later("Say what the list is to be called.")
_NAME_TAKEN = later("“{name}” cannot be a list's name: commands use that word themselves.")
_BARE_NAME = later(
    "A list is made by its name alone and filled then: “new list Holiday”, “add hats to the Holiday list”."
)
_WITH = frozenset({"with", "con", "mit", "avec"})
"""Stands between a list's name and what is to be on it."""
_STAYS = later("The shopping list always stays; it can be cleared.")


class _List(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str

    @property
    def is_first(self) -> bool:
        """Tell whether it is the list of the first day, with the name of that day."""
        return (self.code, self.name) == (SHOPPING, FIRST_NAME)

    @property
    def shown(self) -> str:
        """Its name in the window."""
        return tr(self.name) if self.is_first else self.name

    @property
    def title(self) -> str:
        """How it is spoken of: "the shopping list"."""
        if code() != "en":
            return tr("the list “{name}”", name=self.shown)
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
        return Names(lists=tuple(_named(one, self.context.language) for one in self._lists()), items=items)

    def _called(self, one: _List) -> str:
        """Return the name that a spoken yes has to say."""
        return _named(one, self.context.language).name

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
            names = listed([one.shown for one in self._lists()])
            return cannot(tr("There is no list “{name}”. There is: {lists}.", name=said(intent, slot), lists=names))
        return then(intent, found)

    def _add(self, intent: Intent, to: _List) -> Plan:
        item = text_of(intent, "item")
        if not item:
            return cannot(tr(_NO_ITEM))
        if len(item) > LONGEST_ITEM:
            why = tr("This is too long for a list: {most} letters are the most. A note takes more.", most=LONGEST_ITEM)
            return cannot(why)
        if len(self._items(to)) >= MOST_ITEMS:
            full = tr("{list} has {count} things. Clear it first.", list=_capital(to.title), count=f"{MOST_ITEMS:,}")
            return cannot(full, self._called(to))
        if any(same_thing(one.text, item) and not one.done for one in self._items(to)):
            return cannot(tr("{list} has {item} already.", list=_capital(to.title), item=item), item)

        def do() -> Outcome:
            with self.changing(tr("Took {item} off {list} again.", item=item, list=to.title)) as changing:
                changing.add("items", list=to.code, text=item, done=0)
                # Whoever takes back the making of this list then finds it changed: what is on it stays.
                changing.connection.execute("UPDATE lists SET touched = touched + 1 WHERE id = ?", (to.id,))
            return Outcome(tr("Added {item} to {list}.", item=item, list=to.title), undo=changing.token)

        sentence = tr("Put {item} on {list}", item=bold(item), list=bold(to.title))
        return Plan(Preview(sentence, "undoable", item, later("Add")), do)

    def _complete(self, intent: Intent, of: _List) -> Plan:
        def then(item: _Item) -> Plan:
            def do() -> Outcome:
                with self.changing(tr("Unticked {item} on {list}.", item=item.text, list=of.title)) as changing:
                    changing.change("items", item.id, done=1)
                done = tr("Ticked off {item} on {list}.", item=item.text, list=of.title)
                return Outcome(done, undo=changing.token)

            sentence = tr("Tick off {item} on {list}", item=bold(item.text), list=bold(of.title))
            return Plan(Preview(sentence, "undoable", item.text, later("Tick")), do)

        return self._with_item(intent, of, then)

    def _remove(self, intent: Intent, of: _List) -> Plan:
        def then(item: _Item) -> Plan:
            def do() -> Outcome:
                with self.changing(tr("Put {item} back on {list}.", item=item.text, list=of.title)) as changing:
                    changing.remove("items", item.id)
                done = tr("Took {item} off {list}.", item=item.text, list=of.title)
                return Outcome(done, undo=changing.token)

            sentence = tr("Take {item} off {list}", item=bold(item.text), list=bold(of.title))
            return Plan(Preview(sentence, "undoable", item.text, later("Remove")), do)

        return self._with_item(intent, of, then)

    def _with_item(self, intent: Intent, of: _List, then: Callable[[_Item], Plan]) -> Plan:
        wanted = text_of(intent, "item")
        items = sorted(self._items(of), key=lambda one: one.done)
        exactly = (one for one in items if one.text.casefold() == wanted.casefold())
        found = next(exactly, None) or next((one for one in items if same_thing(one.text, wanted)), None)
        if not wanted:
            return cannot(tr(_NO_ITEM))
        lacks = tr("{list} does not have {item}.", list=_capital(of.title), item=wanted)
        return cannot(lacks, wanted) if found is None else then(found)

    def _read_lists(self, intent: Intent) -> Plan:
        """Read one list, or say which there are."""
        if text_of(intent, "list") != EVERY_LIST:
            return self._with_list(intent, "list", self._read)

        def answer() -> str:
            return " ".join(
                trn("{list} has {n} thing.", "{list} has {n} things.", self._open(one), list=_capital(one.title))
                for one in self._lists()
            )

        return telling(tr("Say which **lists** there are"), answer)

    def _open(self, of: _List) -> int:
        return sum(not one.done for one in self._items(of))

    def _read(self, _intent: Intent, of: _List) -> Plan:
        def answer() -> str:
            still = [one.text for one in self._items(of) if not one.done]
            title = _capital(of.title)
            if not still:
                return tr("{list} is empty.", list=title)
            count, items = len(still), listed(still)
            return trn(
                "{list} has {n} thing: {items}.", "{list} has {n} things: {items}.", count, list=title, items=items
            )

        return telling(tr("Read {list}", list=bold(of.title)), answer, self._called(of))

    def _create(self, intent: Intent) -> Plan:
        name = tidy(text_of(intent, "list") or text_of(intent, "name"))
        made, there = code_of(name), self._lists()
        if not made:
            return cannot(tr(_NO_NAME))
        if why := _unfit(name):
            return cannot(why)
        for one in there:
            if made in _codes(one):
                return cannot(tr("There is {list} already.", list=one.title), self._called(one))
        if len(there) >= MOST_LISTS:
            return cannot(tr("There are {count} lists already. Delete one first.", count=MOST_LISTS))
        fresh = _List(0, made, _capital(name))

        def do() -> Outcome:
            title = _capital(fresh.title)
            with self.changing(tr("{list} is gone again.", list=title)) as changing:
                changing.add("lists", code=made, name=fresh.name)
            return Outcome(tr("{list} is there.", list=title), undo=changing.token)

        return Plan(Preview(tr("Make {list}", list=bold(fresh.title)), "undoable", fresh.name, later("Make")), do)

    def _delete(self, _intent: Intent, of: _List) -> Plan:
        if of.code == SHOPPING:
            return cannot(tr(_STAYS), self._called(of))
        items = self._items(of)

        def do() -> Outcome:
            with self.changing(tr("{list} is back.", list=_capital(of.title))) as changing:
                for one in items:
                    changing.remove("items", one.id)
                changing.remove("lists", of.id)
            return Outcome(tr("{list} is deleted.", list=_capital(of.title)), undo=changing.token)

        sentence = trn(
            "Delete {list} with {n} thing on it",
            "Delete {list} with {n} things on it",
            len(items),
            list=bold(of.title),
        )
        return Plan(Preview(sentence, "risky", self._called(of), later("Delete")), do)

    def _clear(self, _intent: Intent, of: _List) -> Plan:
        items = self._items(of)
        if not items:
            return cannot(tr("{list} is empty.", list=_capital(of.title)), self._called(of))
        count = len(items)

        def do() -> Outcome:
            back = trn("{n} thing is back on {list}.", "{n} things are back on {list}.", count, list=of.title)
            with self.changing(back) as changing:
                for one in items:
                    changing.remove("items", one.id)
            return Outcome(tr("{list} is empty now.", list=_capital(of.title)), undo=changing.token)

        sentence = trn(
            "Take everything off {list} ({n} thing)",
            "Take everything off {list} ({n} things)",
            count,
            list=bold(of.title),
        )
        return Plan(Preview(sentence, "risky", self._called(of), later("Clear")), do)


def _codes(one: _List) -> set[str]:
    spoken = {name for language in LANGUAGES for name in _named(one, language).spoken}
    return {one.code, *map(code_of, spoken)}


def _named(one: _List, language: str) -> Named:
    bare = one.name.removesuffix(" list")
    names = dict.fromkeys((*(called_in(language) if one.is_first else ()), one.name, bare))
    first, *others = names
    return Named(one.code, first, tuple(others))


def _unfit(name: str) -> str:
    """Return why a list cannot be called `name`; empty where it can."""
    if not is_sayable(name):
        return tr("A list's name has {most} letters at most, and no marks.", most=LONGEST_NAME)
    if not _WITH.isdisjoint(name.casefold().split()[1:-1]):
        return tr(_BARE_NAME)
    return tr(_NAME_TAKEN, name=name) if is_taken_by_commands(name) else ""


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
