# SPDX-License-Identifier: Apache-2.0
"""The person's names as lists that templates refer to. Knows what templates call them; matches nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from hassil.expression import TextChunk
from hassil.intents import TextSlotList, TextSlotValue
from hassil.util import normalize_for_matching

from edgeassist.intents.arabic import folded
from edgeassist.intents.names import Named, Names
from edgeassist.intents.said import cleaned

LIST_DOMAIN = "todo"
"""What Home Assistant's templates require of a list."""

PANES = "edge_pane"


def name_lists(names: Names, shipped: Mapping[str, Any]) -> dict[str, Any]:
    """Return the lists made of `names`; the panes there are come after those that `shipped` names already."""
    appliances = [
        value
        for one in names.appliances
        for value in _values(one, {"domain": one.kind}, {"area": one.area, "domain": one.kind})
    ]
    todo = [value for one in names.lists for value in _values(one, {"domain": LIST_DOMAIN}, {"domain": LIST_DOMAIN})]
    panes = [value for one in names.panes for value in _values(one)]
    known = shipped.get(PANES)
    return {
        "name": _listed("name", appliances + todo),
        "area": _listed("area", _all(names.areas)),
        "floor": _listed("floor", ()),
        "edge_list": _listed("edge_list", todo),
        "edge_contact": _listed("edge_contact", _all(names.contacts)),
        PANES: _listed(PANES, [*(known.values if isinstance(known, TextSlotList) else ()), *panes]),
    }


def _all(named: Iterable[Named]) -> list[Any]:
    return [value for one in named for value in _values(one)]


def _listed(name: str, values: Iterable[Any]) -> Any:
    return TextSlotList(name=name, values=list(values))


def _values(one: Named, context: Mapping[str, str] = {}, about: Mapping[str, str] = {}) -> list[Any]:
    spoken = (spelling for name in one.spoken for spelling in (name, folded(name)))
    texts = dict.fromkeys(normalize_for_matching(cleaned(name)).text for name in spoken)
    return [
        TextSlotValue(text_in=TextChunk(text), value_out=one.id, context=dict(context), metadata=dict(about))
        for text in texts
        if text
    ]
