# SPDX-License-Identifier: Apache-2.0
"""The card that the starter model is shipped with, as far as the program reads it. The rest of it is for people."""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeGuard

import msgspec

from edgeassist.core.files import read_small
from edgeassist.core.language import later, tr, trn
from edgeassist.store.card import CARD_NAME, MAX_CARD_BYTES, Count, ModelCard, harmless_card, is_plain_name
from edgeassist.store.task import Task

STARTER_ID = "starter"
ENOUGH_EXAMPLES = 30
"""Over fewer, nothing that was measured counts."""
_NOT_PROVEN = later("its score is no better than that of a trivial baseline, so it is not trusted with that")
Number = float | int | str | bool | None


class UnreadableCard(ValueError):
    """The shipped card is not what one must be."""


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured on held-out text for one task, beside the trivial baseline. Numbers as the recipe wrote them.

    Either one number, or numbers by name, or those of several baselines by name. `n` examples were measured, 0 where
    that is not told; `beats_baseline` is what the recipe found.
    """

    offered: bool = False
    n: Count = 0
    lower_is_better: bool = False
    beats_baseline: bool | None = None
    why: str = ""
    measured: dict[str, dict[str, Number] | Number] | Number = None
    baseline: dict[str, dict[str, Number] | Number] | Number = None

    @property
    def line(self) -> str:
        """All of it in one line: `chrf 41.2, bleu 12.3 (copy chrf 17.3)`."""
        measured, baseline = ", ".join(_told(self.measured)), ", ".join(_told(self.baseline))
        measured = measured or tr("not measured")
        return tr("{measured} (baseline: {baseline})", measured=measured, baseline=baseline) if baseline else measured

    @property
    def way(self) -> str:
        """Which way is better, for those who do not know the measure: all but perplexity go from 0 to 100."""
        return "lower is better" if self.lower_is_better else "0 to 100, higher is better"

    @property
    def proven(self) -> bool:
        """Whether the first number that was measured is better than that of every baseline, of one at least."""
        name, mine = next(iter(_by_name(self.measured).items()), ("", None))
        bars = [
            _by_name(bar).get(name) if isinstance(bar, Mapping) else bar for bar in _by_name(self.baseline).values()
        ]
        better = [_better(bar, mine) if self.lower_is_better else _better(mine, bar) for bar in bars]
        return self.beats_baseline is not False and bool(better) and all(better)

    def judged(self) -> "Score":
        """Return it as it is believed: nothing is offered that its own numbers speak against."""
        if self.offered and not self.proven:
            return msgspec.structs.replace(self, offered=False, why=_NOT_PROVEN)
        if not self.offered and 0 < self.n < ENOUGH_EXAMPLES:
            why = trn(
                "it was not measured enough to be trusted with it ({n} example)",
                "it was not measured enough to be trusted with it ({n} examples)",
                self.n,
            )
            return msgspec.structs.replace(self, why=why)
        return self


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """The network's dimensions; `context` in tokens."""

    vocab_size: Count
    width: Count
    layers: Count
    heads: Count
    kv_heads: Count
    hidden: Count
    context: Count


class ShippedCard(msgspec.Struct, frozen=True, kw_only=True):
    """The part of the shipped card that is read. `scores` are by the recipe's names of tasks."""

    size_bytes: Count
    sha256: str
    config: Config
    name: str = "Starter"
    file: str = "starter.gguf"
    parameters: Count = 0
    quantization: str = ""
    licence: str = ""
    languages: tuple[str, ...] = ()
    scores: dict[str, Score] = {}
    limits: tuple[str, ...] = ()

    def judged(self) -> dict[Task, Score]:
        """Return the scores of the tasks that are known here as they are believed, in the card's order."""
        return {task: score.judged() for name, score in self.scores.items() if (task := Task.named(name)) is not None}

    def model_card(self) -> ModelCard:
        """Return the card as the store has one for every model, ready."""
        config = self.config
        head_dim = config.width // max(1, config.heads)
        made = ModelCard(
            id=STARTER_ID,
            name=self.name,
            file=self.file,
            size_bytes=self.size_bytes,
            sha256=self.sha256,
            architecture="llama",
            quantization=self.quantization,
            parameters=self.parameters,
            tensor_bytes=self.size_bytes,
            context_trained_tokens=config.context,
            layers=config.layers,
            embedding=config.width,
            heads=config.heads,
            kv_heads=config.kv_heads,
            head_dim=head_dim,
            kv_elements=2 * config.layers * config.kv_heads * head_dim,
            feed_forward=config.hidden,
            vocabulary_tokens=config.vocab_size,
            licence=self.licence,
            languages=self.languages,
            template="own",
            state="ready",
        )
        return harmless_card(made)


def read_shipped(folder: Path) -> ShippedCard:
    """Return the card in `folder`; raise `FileNotFoundError` or `UnreadableCard`."""
    try:
        card = msgspec.json.decode(read_small(folder / CARD_NAME, MAX_CARD_BYTES), type=ShippedCard)
    except FileNotFoundError:
        raise
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableCard(str(error)) from error
    if not is_plain_name(card.file):
        raise UnreadableCard("it names no plain file")
    return card


def _by_name(numbers: Mapping[str, object] | Number) -> Mapping[str, object]:
    return numbers if isinstance(numbers, Mapping) else {} if numbers is None else {"": numbers}


def _better(high: object, low: object) -> bool:
    """Say whether both are finite numbers, and `high` is the higher one."""
    return _finite(high) and _finite(low) and high > low


def _finite(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _told(numbers: Mapping[str, object] | Number) -> Iterator[str]:
    """Yield each number with its name; those of several baselines with two."""
    if not isinstance(numbers, Mapping):
        if numbers is not None:
            yield _number(numbers)
        return
    for name, value in numbers.items():
        inner = value if isinstance(value, Mapping) else {"": value}
        yield from (f"{name} {of} {_number(one)}".replace("  ", " ") for of, one in inner.items())


def _number(value: object) -> str:
    return (
        f"{value:.3g}"
        if isinstance(value, float) and abs(value) < 1
        else f"{value:.1f}"
        if isinstance(value, float)
        else str(value)
    )
