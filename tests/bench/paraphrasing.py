# SPDX-License-Identifier: Apache-2.0
"""How much of what people say in their own words is exactly understood, and what of other talk is taken for a command.

`python -m tests.bench.paraphrasing [FILE] [--unrelated FILE] [--starter]`; the second file has one sentence a line.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from edgeassist.core.paths import resource
from edgeassist.intents.intent import Intent
from edgeassist.intents.loose import LooseUnderstander
from edgeassist.intents.model_reader import ModelReader
from tests.bench.figures import Figure
from tests.support.model_answers import answering
from tests.support.paraphrases import NOW, Paraphrase, as_json, names, plain, read, right

DATA = Path(__file__).parents[1] / "data"
LEAST = 90.0
MOST_TAKEN = 0.5

Read = Callable[[str, str], tuple[Intent, ...]]
"""What a sentence means in a language."""


def measure(*, quick: bool) -> list[Figure]:
    """Return the figures of the sentences that were kept apart from all tuning, without a model."""
    wanted = list(read(DATA / "paraphrases.txt"))[:: 5 if quick else 1]
    return exact(wanted, _alone(), "no model")


def exact(wanted: list[Paraphrase], understood: Read, conditions: str) -> list[Figure]:
    """Return, per language, the share that is exactly right, and the share that would do something else."""
    figures = []
    for language in dict.fromkeys(one.language for one in wanted):
        some = [one for one in wanted if one.language == language]
        found = [(one, understood(one.sentence, language)) for one in some]
        good = sum(right(meant, one) for one, meant in found)
        wrong = sum(bool(meant) and not right(meant, one) for one, meant in found)
        named = f"own words in {language}"
        shares = (("exactly right", good, LEAST, None), ("taken wrongly", wrong, None, 5.0))
        figures += [
            Figure(
                name=f"{named}: {what}",
                value=100 * count / len(some),
                unit="%",
                at_least=least,
                at_most=most,
                conditions=f"{count} of {len(some)}, {conditions}",
            )
            for what, count, least, most in shares
        ]
    return figures


def taken(sentences: list[str], understood: Read) -> Figure:
    """Return the share of unrelated English sentences that are taken for a command."""
    count = sum(bool(understood(one, "en")) for one in sentences)
    share = 100 * count / max(1, len(sentences))
    conditions = f"{count} of {len(sentences)}"
    return Figure(name="unrelated talk: taken", value=share, unit="%", at_most=MOST_TAKEN, conditions=conditions)


def _alone() -> Read:
    known: dict[str, LooseUnderstander] = {}

    def understood(sentence: str, language: str) -> tuple[Intent, ...]:
        if language not in known:
            known[language] = LooseUnderstander(language, lambda: names(language), now=lambda: NOW)
            known[language].prepare()
        parsed = known[language].parse(sentence)
        return parsed.intents if not parsed.guesses else ()

    return understood


@contextmanager
def _with_starter(understood: Read) -> Iterator[Read]:
    """Give what understands by words first, then asks the starter what these miss."""
    starter = resource("models", "starter", "starter.gguf")
    with tempfile.TemporaryDirectory() as cache, answering(starter, Path(cache)) as ask:
        reader = ModelReader(ask, starter=True, now=lambda: NOW)
        yield lambda sentence, language: understood(sentence, language) or reader.read(sentence, names(language))


def _misses(wanted: list[Paraphrase], understood: Read) -> Iterator[str]:
    for one in wanted:
        meant = understood(one.sentence, one.language)
        if not right(meant, one):
            yield f"{one.language}: {one.sentence} | meant {as_json(one)} | found {[plain(each) for each in meant]}"


def main() -> None:
    """Measure the files given and print every sentence that was not exactly right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=DATA / "paraphrases.txt")
    parser.add_argument("--unrelated", type=Path)
    parser.add_argument("--starter", action="store_true")
    told = parser.parse_args()
    wanted, alone = list(read(told.file)), _alone()
    sys.stdout.writelines(f"{miss}\n" for miss in _misses(wanted, alone))
    figures = exact(wanted, alone, "no model")
    others = told.unrelated.read_text(encoding="utf-8").splitlines() if told.unrelated else []
    figures += [taken(others, alone)] if others else []
    if told.starter:
        with _with_starter(alone) as asked:
            figures += exact(wanted, asked, "the starter asked on a miss")
            figures += [taken(others, asked)] if others else []
    for figure in figures:
        sys.stdout.write(f"{figure.name}: {figure.value:.1f} {figure.unit} ({figure.conditions})\n")


if __name__ == "__main__":
    main()
