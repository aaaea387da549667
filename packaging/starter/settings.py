# SPDX-License-Identifier: Apache-2.0
"""One size of the starter model as a TOML file describes it: network, data, shares, training."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONFIGS = Path(__file__).parent / "configs"


@dataclass(frozen=True, slots=True)
class Data:
    """What is read and how it is divided; `shares` are parts of the training tokens per source."""

    languages: tuple[str, ...]
    held_per_thousand: int
    longest_text: int
    plainest: float
    shares: dict[str, float]
    most_documents: int = 0


@dataclass(frozen=True, slots=True)
class Training:
    """How long and how fast; sizes in tokens, rates per step, `cooling` the last part, in which rates fall."""

    tokens: int
    batch_tokens: int
    micro_tokens: int
    matrix_rate: float
    rate: float
    warm_steps: int
    cooling: float
    weight_decay: float
    prompt_weight: float
    check_every: int
    precision: str = "float32"
    compile: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run needs to know; the seed makes it repeatable on the same machine."""

    name: str
    seed: int
    network: dict[str, Any]
    data: Data
    training: Training


def settings(name: str) -> Settings:
    """Return the settings of a name in `configs/`; `FileNotFoundError` if there is none."""
    fields = tomllib.loads((CONFIGS / f"{name}.toml").read_text(encoding="utf-8"))
    data = {**fields["data"], "languages": tuple(fields["data"]["languages"])}
    return Settings(name, fields["seed"], fields["network"], Data(**data), Training(**fields["training"]))
