# SPDX-License-Identifier: Apache-2.0
"""What the starter's card says, in the person's language: its scores, reasons and limits. Pure text.

The card is made in English with the model; what it says in words that are not known here stays as it is.
"""

import re
from functools import cache

from edgeassist.core.language import later, listed, tr
from edgeassist.core.units import written
from edgeassist.store.starter_card import Score

_SENTENCES = (
    later(
        "{measure} {value} ({low} to {high}, {count} examples) is better than {bar} of the best trivial baseline, "
        "{name}."
    ),
    later(
        "{measure} {value} ({low} to {high}, {count} examples) is not clearly better than {bar} of the best trivial "
        "baseline, {name}."
    ),
    later("Only {count} held-out examples: too few to claim anything."),
    later("it was not measured enough to be trusted with it ({count} examples)"),
    later(
        "It has {count} million parameters, a small part of what the models to download have: it knows few facts, "
        "and what it says of the world may be wrong."
    ),
    later("It reads and writes {languages} only."),
    later("A text and its answer together hold at most {tokens} tokens, about {count} words."),
)
WHOLE = (
    later("It does what its tasks are; other instructions, roles and formats are not followed."),
    later("There was no baseline to compare with, so nothing is claimed."),
    later("its score is no better than that of a trivial baseline, so it is not trusted with that"),
    later("not measured"),
    later("exact intent and slots, %"),
    later("perplexity of replies"),
    later("turned down, %"),
    later("copying the source"),
    later("word-for-word dictionary"),
    later("first sentence"),
    later("templates alone"),
    later("most frequent reply"),
    later("token frequencies"),
    later("whole replies by frequency"),
    later("the same model on other questions"),
)
"""What stands in the card word by word: sentences, and the names of measures and of what they are compared with."""
_GAP = re.compile(r"\{\w+\}")
_IN_WORDS = ("{measure}", "{name}", "{languages}")
_FIGURE = r"(\d[\d.,]*)"


def score_words(score: Score) -> str:
    """Return what was measured and the baselines in one line; a measure keeps its name, figures their form."""
    measured, baselines = (", ".join(f"{tr(name)} {written(one)}" for name, one in pairs) for pairs in score.figures)
    if not baselines:
        return measured or tr("not measured")
    return tr("{measured} (baseline: {baselines})", measured=measured or tr("not measured"), baselines=baselines)


def told(words: str) -> str:
    """Return a sentence of the card in the person's language; what is not known here stays."""
    for sentence, pattern, gaps in _patterns():
        if found := pattern.fullmatch(words):
            return tr(sentence, **{gap: _value(gap, one) for gap, one in zip(gaps, found.groups(), strict=True)})
    return tr(words) if words else ""


def _value(gap: str, value: str) -> str:
    if gap == "languages":
        return listed([tr(one) for one in re.split(", | and ", value)])
    return tr(value) if f"{{{gap}}}" in _IN_WORDS else written(value)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]:
    """Return each sentence with gaps, what it looks like filled in, and its gaps."""
    return tuple(
        (sentence, _looks(sentence), tuple(gap[1:-1] for gap in _GAP.findall(sentence))) for sentence in _SENTENCES
    )


def _looks(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"(\{\w+\})", sentence)
    return re.compile(
        "".join("(.+)" if one in _IN_WORDS else _FIGURE if _GAP.fullmatch(one) else re.escape(one) for one in parts)
    )
