# SPDX-License-Identifier: Apache-2.0
"""Sentence templates that actions of others bring: read and checked, so that a broken one breaks nothing of ours.

They may use our lists and rules, and never change one. Knows no package and matches nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from edgeassist.core.errors import BadInput
from edgeassist.core.language import later, tr
from edgeassist.intents.action import ActionSpec
from edgeassist.intents.names import Names

MOST_CHARACTERS = 200_000
MOST_SENTENCES = 500
_DEEPEST = 24
_TAKEN = ("sentences", "slots")
"""What is taken of a block: how it ranks against ours is not a stranger's to say."""


class OfferedBroken(BadInput):
    """Templates of an action that cannot be used."""

    code = "offered-templates-broken"
    hint = later("The rest of EdgeAssist works; ask the maker of the action.")

    def __init__(self, language: str, reason: str) -> None:
        self.language, self.reason = language, reason
        super().__init__(
            tr("Its sentences for {language} cannot be used: {reason}.", language=repr(language), reason=reason)
        )


def fault_of(spec: ActionSpec) -> str:
    """Return what is wrong with the templates of a spec, whose values nobody has checked; empty when nothing is."""
    for language, text in spec.templates.items():
        try:
            read(spec, str(language), text)
        except OfferedBroken as broken:
            return str(broken)
    return ""


def read(spec: ActionSpec, language: str, text: object) -> dict[str, Any]:
    """Return `text` as templates of the intents that `spec` serves; raise `OfferedBroken`."""
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        raise OfferedBroken(language, f"they must be a text of at most {MOST_CHARACTERS:,} characters")
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise OfferedBroken(language, " ".join(str(error).split())) from error
    whole = found if isinstance(found, dict) else {}
    parts = {key: whole.get(key) or {} for key in ("intents", "lists", "expansion_rules")}
    if not parts["intents"] or not all(isinstance(part, dict) for part in parts.values()):
        raise OfferedBroken(language, "there is no mapping called intents in them")
    if strange := sorted(str(name) for name in parts["intents"] if name not in spec.intents):
        raise OfferedBroken(language, f"the action does not serve {strange[0]}")
    parts["intents"] = {name: {"data": _blocks(language, block)} for name, block in parts["intents"].items()}
    if sum(1 for _sentence in sentences(parts)) > MOST_SENTENCES:
        raise OfferedBroken(language, f"there are more than {MOST_SENTENCES} of them")
    return parts


def sentences(parts: Mapping[str, Any]) -> Iterator[str]:
    """Go through every sentence of what was read."""
    for intent in parts["intents"].values():
        for block in intent["data"]:
            yield from block["sentences"]


def fitting(parts: Mapping[str, Any], merged: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return what was read without what would change `merged`; raise `OfferedBroken` where it does not fit in."""
    from hassil.intents import Intents

    from edgeassist.intents.name_lists import name_lists

    ours = {"lists": {*merged["lists"], *name_lists(Names(), {})}, "expansion_rules": {*merged["expansion_rules"]}}
    own = {key: {name: made for name, made in parts[key].items() if name not in ours[key]} for key in ours}
    whole = {**merged, **{key: {**merged[key], **own[key]} for key in own}, "intents": parts["intents"]}
    try:
        intents = Intents.from_dict(whole)
        said = [one for made in intents.intents.values() for data in made.data for one in data.sentences]
        for sentence in said:
            _look_up(sentence.expression, intents.expansion_rules, {*whole["lists"], *ours["lists"]})
    except Exception as error:  # whatever a stranger's brackets make of the parser
        raise OfferedBroken(language, f"{type(error).__name__}: {error}") from error
    return {**own, "intents": parts["intents"]}


def _look_up(expression: Any, rules: Mapping[str, Any], lists: set[str], depth: int = 0) -> None:
    """Raise where a sentence names what there is not, or names itself."""
    from hassil.expression import Group, ListReference, RuleReference

    if depth > _DEEPEST:
        raise RecursionError("a rule names itself")
    match expression:
        case ListReference() if expression.list_name not in lists and not expression.is_inline_range:
            raise LookupError(f"there is no list called {expression.list_name}")
        case RuleReference() if expression.rule_name not in rules:
            raise LookupError(f"there is no rule called {expression.rule_name}")
        case RuleReference():
            _look_up(rules[expression.rule_name].expression, rules, lists, depth + 1)
        case Group():
            for item in expression.items:
                _look_up(item, rules, lists, depth)


def _blocks(language: str, intent: object) -> list[dict[str, Any]]:
    blocks = intent.get("data") if isinstance(intent, dict) else None
    if not isinstance(blocks, list) or not all(isinstance(one, dict) for one in blocks):
        raise OfferedBroken(language, "an intent has no list called data")
    taken = [{key: one[key] for key in _TAKEN if key in one} for one in blocks]
    for one in taken:
        said = one.get("sentences")
        if not isinstance(said, list) or not said or not all(isinstance(text, str) and text.strip() for text in said):
            raise OfferedBroken(language, "a block has no sentences")
        if not isinstance(one.get("slots", {}), dict):
            raise OfferedBroken(language, "the slots of a block are no mapping")
    return taken
