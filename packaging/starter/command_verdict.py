# SPDX-License-Identifier: Apache-2.0
"""Commands: what the replies are worth beside sentence templates and beside always saying the same."""

from collections.abc import Mapping, Sequence

from starter import baselines, command_scores
from starter.examples import INTENT, Example, Material
from starter.questions import free_key
from starter.scores import Measured, Score
from starter.verdicts import Replies, Verdict, endings, figure, first_samples, outputs_of

_TEMPLATES = "templates alone"


def commanded(examples: Sequence[Example], replies: Replies, material: Material) -> Verdict:
    """Judge commands by exact intent and slots, beside templates alone and the most frequent reply."""
    parsed = _by_templates(examples)
    most = command_scores.majority(material.commands)
    outputs, right = outputs_of(examples, replies), [one.references[0] for one in examples]
    bars = {
        _TEMPLATES: command_scores.compared([parsed[one.key] for one in examples], right).exact.value,
        "most frequent reply": command_scores.compared([most] * len(examples), right).exact.value,
    }
    found = command_scores.compared(outputs, right)
    free = command_scores.compared([replies[free_key(one)].text for one in examples], right)
    only = [one for one in examples if command_scores.is_command(one.references[0])]
    more = {
        "commands_only": _exact(only, replies, parsed),
        "no_commands_only": _exact([one for one in examples if one not in only], replies, parsed),
        "intent_only": figure(found.intent),
        "slot_f1": figure(found.slot_f1),
        "valid_json": figure(found.valid),
        "without_grammar": {name: figure(value) for name, value in _fields(free).items()},
        "by_set": _by_set(examples, replies, parsed),
        **endings(examples, replies),
    }
    score = Score(INTENT, "exact intent and slots, %", found.exact, bars, more=more)
    return Verdict(score, first_samples(examples, replies))


def _by_templates(examples: Sequence[Example]) -> dict[str, str]:
    """Return what the templates of each language make of its commands, by key; they know every name in them."""
    parsed: dict[str, str] = {}
    for language in sorted({one.kind for one in examples}):
        own = [one for one in examples if one.kind == language]
        names = baselines.Names.of(reference for one in own for reference in one.references)
        templates = baselines.Templates(language, names)
        parsed |= {one.key: templates.parse(one.text) for one in own}
    return parsed


def _exact(examples: Sequence[Example], replies: Replies, parsed: Mapping[str, str]) -> dict[str, object]:
    right = [one.references[0] for one in examples]
    theirs = command_scores.compared([parsed[one.key] for one in examples], right)
    ours = command_scores.compared(outputs_of(examples, replies), right)
    return {"exact": figure(ours.exact), _TEMPLATES: figure(theirs.exact)}


def _by_set(examples: Sequence[Example], replies: Replies, parsed: Mapping[str, str]) -> dict[str, object]:
    """Return the scores of each language of each set, with those of the templates."""
    table: dict[str, object] = {}
    for kind, family in sorted({(one.kind, one.family) for one in examples}):
        some = [one for one in examples if (one.kind, one.family) == (kind, family)]
        right = [one.references[0] for one in some]
        ours = {
            name: figure(value)
            for name, value in _fields(command_scores.compared(outputs_of(some, replies), right)).items()
        }
        theirs = command_scores.compared([parsed[one.key] for one in some], right)
        table[f"{family} {kind}"] = ours | {_TEMPLATES: figure(theirs.exact)}
    return table


def _fields(found: command_scores.CommandScores) -> dict[str, Measured]:
    return {"exact": found.exact, "intent": found.intent, "slot_f1": found.slot_f1, "valid": found.valid}
