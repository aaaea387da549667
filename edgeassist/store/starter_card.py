# SPDX-License-Identifier: Apache-2.0
"""The card that the starter model is shipped with, as far as the program reads it. The rest of it is for people."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from edgeassist.core.files import read_small
from edgeassist.store.card import CARD_NAME, MAX_CARD_BYTES, Count, ModelCard, harmless_card, is_plain_name
from edgeassist.store.task import Task

STARTER_ID = "starter"
Number = float | int | str | bool | None


class UnreadableCard(ValueError):
    """The shipped card is not what one must be."""


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured on held-out text for one task, beside the trivial baseline. Numbers as the recipe wrote them.

    Either one number, or numbers by name, or those of several baselines by name.
    """

    offered: bool = False
    why: str = ""
    measured: dict[str, dict[str, Number] | Number] | Number = None
    baseline: dict[str, dict[str, Number] | Number] | Number = None

    @property
    def line(self) -> str:
        """All of it in one line: `chrf 41.2, bleu 12.3 (copy chrf 17.3)`."""
        measured, baseline = ", ".join(_told(self.measured)), ", ".join(_told(self.baseline))
        return f"{measured or 'not measured'} (baseline: {baseline})" if baseline else measured or "not measured"


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
        """Return the scores of the tasks that are known here, in the card's order."""
        return {task: score for name, score in self.scores.items() if (task := Task.named(name)) is not None}

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
