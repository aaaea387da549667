# SPDX-License-Identifier: Apache-2.0
"""The tasks: what to ask for each held-out example, and what the replies are worth beside the baselines.

Asks for nothing itself: questions go out, replies come in, so that one engine can answer all of them in a row.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edgeassist.core import instructions
from starter import baselines, command_scores, scores
from starter.asking import Dialogue, Question, Reply, Surprise
from starter.examples import CHAT, INTENT, SUMMARIZE, TRANSLATE, Example, Material
from starter.scores import Measured, Score

EVERYDAY = ("parallel_tatoeba",)
"""The sets whose sentences decide on translation; where none of them was held out, all sets do."""

_MAX_TOKENS = {TRANSLATE: 96, SUMMARIZE: 96, INTENT: 128, CHAT: 96}
_MOST_PAIRS = 60_000
_FREE = "/free"
_TEMPLATES = "templates alone"


@dataclass(frozen=True, slots=True)
class Sample:
    """One example with what the model said, as it came."""

    source: str
    reference: str
    output: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one task scored, and its first samples in hash order."""

    score: Score
    samples: tuple[Sample, ...]


Replies = Mapping[str, Reply]


def question(example: Example) -> Question:
    """Return what a pane would ask; commands are asked with the grammar that the app gives them."""
    schema = instructions.INTENT_SCHEMA if example.task == INTENT else None
    return Question(example.key, _turns(example), _MAX_TOKENS[example.task], schema)


def free_question(example: Example) -> Question:
    """Return the same question without a grammar, under another key."""
    return Question(example.key + _FREE, _turns(example), _MAX_TOKENS[example.task])


def dialogue(example: Example) -> Dialogue:
    """Return the example with the reply that was really given."""
    return Dialogue(example.key, _turns(example), example.references[0])


def _turns(example: Example) -> tuple[tuple[str, str], ...]:
    said = [turn for text, reply in example.before for turn in (("user", text), ("assistant", reply))]
    system = _system(example)
    return (*([("system", system)] if system else []), *said, ("user", example.text))


def _system(example: Example) -> str:
    if example.task == TRANSLATE:
        source, _, target = example.kind.partition("-")
        return instructions.translate(target, source)
    if example.task == INTENT:
        return instructions.parse_command()
    return instructions.summarize() if example.task == SUMMARIZE else ""


def translated(direction: str, examples: Sequence[Example], replies: Replies, material: Material) -> Verdict:
    """Judge one direction by chrF, beside the source itself and a dictionary learned from the training pairs."""
    deciding = [one for one in examples if one.family in EVERYDAY] or list(examples)
    families = {one.family for one in deciding}
    pairs = material.trained_pairs(direction, families, _MOST_PAIRS)
    dictionary = baselines.Dictionary.learn(pairs)
    outputs, right = _outputs(deciding, replies), [one.references for one in deciding]
    rivals = {
        "copying the source": [baselines.copied(one.text) for one in deciding],
        "word-for-word dictionary": [dictionary.translate(one.text) for one in deciding],
    }
    of_family = {name: [one for one in examples if one.family == name] for name in _families(examples)}
    more = {
        "bleu": _short(scores.bleu(outputs, right)),
        "baseline_bleu": {name: round(scores.bleu(made, right).value, 2) for name, made in rivals.items()},
        "chrf_by_set": {name: _short(_chrf(some, replies)) for name, some in of_family.items()},
        "dictionary": {"pairs": len(pairs), "words": len(dictionary.words)},
        **_endings(deciding, replies),
    }
    bars = {name: scores.chrf(made, right).value for name, made in rivals.items()}
    score = Score(f"translate {direction}", "chrF", scores.chrf(outputs, right), bars, more=more)
    return Verdict(score, _samples(deciding, replies))


def _chrf(examples: Sequence[Example], replies: Replies) -> Measured:
    return scores.chrf(_outputs(examples, replies), [one.references for one in examples])


def summarized(examples: Sequence[Example], replies: Replies) -> Verdict:
    """Judge summaries by ROUGE-L, beside the first sentence of the text."""
    ours = scores.mean([_best(replies[one.key].text, one) for one in examples])
    bar = scores.mean([_best(baselines.lead(one.text), one) for one in examples])
    by_set = {}
    for family in _families(examples):
        some = [one for one in examples if one.family == family]
        made = scores.mean([_best(replies[one.key].text, one) for one in some])
        leads = scores.mean([_best(baselines.lead(one.text), one) for one in some])
        by_set[family] = {"rouge_l": _short(made), "first sentence": _short(leads)}
    more = {"by_set": by_set, **_endings(examples, replies)}
    score = Score(SUMMARIZE, "ROUGE-L F1", ours, {"first sentence": bar.value}, more=more)
    return Verdict(score, _samples(examples, replies))


def _best(output: str, example: Example) -> float:
    return max(scores.rouge_l(output, reference) for reference in example.references)


def commanded(examples: Sequence[Example], replies: Replies, material: Material) -> Verdict:
    """Judge commands by exact intent and slots, beside templates alone and the most frequent reply."""
    parsed = _by_templates(examples)
    most = command_scores.majority(material.commands)
    outputs, right = _outputs(examples, replies), [one.references[0] for one in examples]
    bars = {
        _TEMPLATES: command_scores.compared([parsed[one.key] for one in examples], right).exact.value,
        "most frequent reply": command_scores.compared([most] * len(examples), right).exact.value,
    }
    found = command_scores.compared(outputs, right)
    free = command_scores.compared([replies[one.key + _FREE].text for one in examples], right)
    only = [one for one in examples if command_scores.is_command(one.references[0])]
    more = {
        "commands_only": _exact(only, replies, parsed),
        "no_commands_only": _exact([one for one in examples if one not in only], replies, parsed),
        "intent_only": _short(found.intent),
        "slot_f1": _short(found.slot_f1),
        "valid_json": _short(found.valid),
        "without_grammar": {name: _short(value) for name, value in _fields(free).items()},
        "by_set": _by_set(examples, replies, parsed),
        **_endings(examples, replies),
    }
    score = Score(INTENT, "exact intent and slots, %", found.exact, bars, more=more)
    return Verdict(score, _samples(examples, replies))


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
    ours = command_scores.compared(_outputs(examples, replies), right)
    return {"exact": _short(ours.exact), _TEMPLATES: _short(theirs.exact)}


def _by_set(examples: Sequence[Example], replies: Replies, parsed: Mapping[str, str]) -> dict[str, object]:
    """Return the scores of each language of each set, with those of the templates."""
    table: dict[str, object] = {}
    for kind, family in sorted({(one.kind, one.family) for one in examples}):
        some = [one for one in examples if (one.kind, one.family) == (kind, family)]
        right = [one.references[0] for one in some]
        ours = {
            name: _short(value)
            for name, value in _fields(command_scores.compared(_outputs(some, replies), right)).items()
        }
        theirs = command_scores.compared([parsed[one.key] for one in some], right)
        table[f"{family} {kind}"] = ours | {_TEMPLATES: _short(theirs.exact)}
    return table


def _fields(found: command_scores.CommandScores) -> dict[str, Measured]:
    return {"exact": found.exact, "intent": found.intent, "slot_f1": found.slot_f1, "valid": found.valid}


def chatted(
    examples: Sequence[Example],
    surprises: Mapping[str, Surprise],
    trained: Sequence[Sequence[int]],
    replies: Replies,
) -> Verdict:
    """Judge conversation by the perplexity of held-out replies, beside a model of token frequencies.

    `trained` are the tokens of replies trained on; samples come of those examples that were also asked.
    """
    known = [surprises[one.key] for one in examples if one.key in surprises]
    end = known[0].tokens[-1:] if known else ()
    sizes = [len(one.tokens) for one in known]
    ours = scores.perplexity([one.nats for one in known], sizes)
    frequencies = baselines.unigram_nats([[*reply, *end] for reply in trained], [one.tokens for one in known])
    bars = {"token frequencies": scores.perplexity(frequencies, sizes).value} if trained and known else {}
    by_set = {}
    for family in _families(examples):
        some = [surprises[one.key] for one in examples if one.family == family and one.key in surprises]
        by_set[family] = _short(scores.perplexity([one.nats for one in some], [len(one.tokens) for one in some]))
    more = {"tokens": sum(sizes), "beyond_the_context": len(examples) - len(known), "by_set": by_set}
    asked = [one for one in examples if one.key in replies]
    score = Score(CHAT, "perplexity of replies", ours, bars, lower_is_better=True, more=more)
    return Verdict(score, _samples(asked, replies))


def refused(unanswerable: Sequence[Example], others: Sequence[Example], replies: Replies) -> Verdict:
    """Judge refusals by how often the unanswerable is turned down, beside how often anything else is."""
    ours = scores.mean([float(scores.refuses(replies[one.key].text)) for one in unanswerable])
    bar = scores.mean([float(scores.refuses(replies[one.key].text)) for one in others])
    known = scores.mean([float(scores.refuses(one.references[0])) for one in unanswerable])
    more = {
        "rule_finds_in_references": _short(known),
        "rule_finds_in_other_references": _short(
            scores.mean([float(scores.refuses(one.references[0])) for one in others])
        ),
    }
    bars = {"the same model on other questions": bar.value} if others else {}
    return Verdict(Score("refusals", "turned down, %", ours, bars, more=more), _samples(unanswerable, replies))


def _families(examples: Sequence[Example]) -> list[str]:
    return sorted({one.family for one in examples})


def _outputs(examples: Sequence[Example], replies: Replies) -> list[str]:
    return [replies[one.key].text for one in examples]


def _samples(examples: Sequence[Example], replies: Replies, count: int = 10) -> tuple[Sample, ...]:
    """Return the first in the order of a hash of their own: that of the examples prefers large sets."""
    ordered = sorted(examples, key=lambda one: hashlib.sha256(one.key.encode()).digest())
    return tuple(Sample(one.text, one.references[0], replies[one.key].text) for one in ordered[:count])


def _endings(examples: Sequence[Example], replies: Replies) -> dict[str, object]:
    """Return how many replies did not end by themselves, and how many could not be made at all."""
    reasons = [replies[one.key].reason for one in examples]
    return {"cut_off": reasons.count("length") + reasons.count("context"), "failed": reasons.count("failed")}


def _short(measured: Measured) -> dict[str, object]:
    """Return a further figure for machines."""
    low, high = measured.interval
    return {"value": round(measured.value, 2), "interval": [round(low, 2), round(high, 2)], "n": measured.n}
