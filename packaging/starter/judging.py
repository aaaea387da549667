# SPDX-License-Identifier: Apache-2.0
"""Translations, summaries, conversation, refusals: what the replies are worth beside the baselines. Asks nothing."""

from collections.abc import Mapping, Sequence

from starter import baselines, scores
from starter.asking import Surprise
from starter.examples import CHAT, SUMMARIZE, Example, Material
from starter.scores import Measured, Score
from starter.verdicts import Replies, Verdict, endings, families_of, figure, first_samples, outputs_of

EVERYDAY = ("parallel_tatoeba",)
"""The sets whose sentences decide on translation; where none of them was held out, all sets do."""

_MOST_PAIRS = 60_000


def translated(direction: str, examples: Sequence[Example], replies: Replies, material: Material) -> Verdict:
    """Judge one direction by chrF, beside the source itself and a dictionary learned from the training pairs."""
    deciding = [one for one in examples if one.family in EVERYDAY] or list(examples)
    families = {one.family for one in deciding}
    pairs = material.trained_pairs(direction, families, _MOST_PAIRS)
    dictionary = baselines.Dictionary.learn(pairs)
    outputs, right = outputs_of(deciding, replies), [one.references for one in deciding]
    rivals = {
        "copying the source": [baselines.copied(one.text) for one in deciding],
        "word-for-word dictionary": [dictionary.translate(one.text) for one in deciding],
    }
    of_family = {name: [one for one in examples if one.family == name] for name in families_of(examples)}
    more = {
        "bleu": figure(scores.bleu(outputs, right)),
        "baseline_bleu": {name: round(scores.bleu(made, right).value, 2) for name, made in rivals.items()},
        "chrf_by_set": {name: figure(_chrf(some, replies)) for name, some in of_family.items()},
        "dictionary": {"pairs": len(pairs), "words": len(dictionary.words)},
        **endings(deciding, replies),
    }
    bars = {name: scores.chrf(made, right).value for name, made in rivals.items()}
    score = Score(f"translate {direction}", "chrF", scores.chrf(outputs, right), bars, more=more)
    return Verdict(score, first_samples(deciding, replies))


def _chrf(examples: Sequence[Example], replies: Replies) -> Measured:
    return scores.chrf(outputs_of(examples, replies), [one.references for one in examples])


def summarized(examples: Sequence[Example], replies: Replies) -> Verdict:
    """Judge summaries by ROUGE-L, beside the first sentence of the text."""
    ours = scores.mean([_best(replies[one.key].text, one) for one in examples])
    bar = scores.mean([_best(baselines.lead(one.text), one) for one in examples])
    by_set = {}
    for family in families_of(examples):
        some = [one for one in examples if one.family == family]
        made = scores.mean([_best(replies[one.key].text, one) for one in some])
        leads = scores.mean([_best(baselines.lead(one.text), one) for one in some])
        by_set[family] = {"rouge_l": figure(made), "first sentence": figure(leads)}
    more = {"by_set": by_set, **endings(examples, replies)}
    score = Score(SUMMARIZE, "ROUGE-L F1", ours, {"first sentence": bar.value}, more=more)
    return Verdict(score, first_samples(examples, replies))


def _best(output: str, example: Example) -> float:
    return max(scores.rouge_l(output, reference) for reference in example.references)


def chatted(
    examples: Sequence[Example],
    surprises: Mapping[str, Surprise],
    trained: Sequence[Sequence[int]],
    replies: Replies,
    given: Mapping[str, int],
) -> Verdict:
    """Judge conversation by the perplexity of held-out replies, beside a model of token frequencies.

    `trained` are the tokens of replies trained on, `given` counts all of them; samples come of those examples that were
    also asked. Questions are held out, not replies, so a guess by how often whole replies were given is a bar too.
    """
    weighed = [one for one in examples if one.key in surprises]
    known = [surprises[one.key] for one in weighed]
    end = known[0].tokens[-1:] if known else ()
    sizes = [len(one.tokens) for one in known]
    ours = scores.perplexity([one.nats for one in known], sizes)
    frequencies = baselines.unigram_nats([[*reply, *end] for reply in trained], [one.tokens for one in known])
    bars = {"token frequencies": scores.perplexity(frequencies, sizes).value} if trained and known else {}
    right = [one.references[0] for one in weighed]
    guessed = baselines.reply_nats(given, right, frequencies)
    if bars:
        bars["whole replies by frequency"] = scores.perplexity(guessed, sizes).value
    asked = [one for one in examples if one.key in replies]
    usual = max(sorted(given), key=given.__getitem__, default="")
    more = {
        "tokens": sum(sizes),
        "beyond_the_context": len(examples) - len(known),
        "replies_also_in_training_%": figure(scores.mean([float(text in given) for text in right])),
        "rouge_l_of_what_it_says": figure(scores.mean([_best(replies[one.key].text, one) for one in asked])),
        "rouge_l_of_the_most_frequent_reply": figure(scores.mean([_best(usual, one) for one in asked])),
        "by_set": _perplexities(weighed, surprises),
    }
    score = Score(CHAT, "perplexity of replies", ours, bars, lower_is_better=True, more=more)
    return Verdict(score, first_samples(asked, replies))


def _perplexities(examples: Sequence[Example], surprises: Mapping[str, Surprise]) -> dict[str, object]:
    by_set: dict[str, object] = {}
    for family in families_of(examples):
        some = [surprises[one.key] for one in examples if one.family == family]
        by_set[family] = figure(scores.perplexity([one.nats for one in some], [len(one.tokens) for one in some]))
    return by_set


def refused(unanswerable: Sequence[Example], others: Sequence[Example], replies: Replies) -> Verdict:
    """Judge refusals by how often the unanswerable is turned down, beside how often anything else is."""
    ours = scores.mean([float(scores.refuses(replies[one.key].text)) for one in unanswerable])
    bar = scores.mean([float(scores.refuses(replies[one.key].text)) for one in others])
    known = scores.mean([float(scores.refuses(one.references[0])) for one in unanswerable])
    more = {
        "rule_finds_in_references": figure(known),
        "rule_finds_in_other_references": figure(
            scores.mean([float(scores.refuses(one.references[0])) for one in others])
        ),
    }
    bars = {"the same model on other questions": bar.value} if others else {}
    return Verdict(Score("refusals", "turned down, %", ours, bars, more=more), first_samples(unanswerable, replies))
