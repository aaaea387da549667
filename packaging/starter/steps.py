# SPDX-License-Identifier: Apache-2.0
"""The steps of the recipe, each from the files of the one before it. Every step may be run again at any time."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starter.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "resources" / "models" / "starter"
MORE_TO_DO = 75
"""Exit status of a step that has to be run again to be complete (EX_TEMPFAIL of sysexits.h)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a recipe's files are, how much of the machine it may use, why tasks are `withheld`."""

    data: Path | None
    work: Path
    app_python: Path
    device: str
    threads: int
    minutes: float
    legs: int
    teacher: Path | None
    changed: bool
    hardware: str
    limit: int = 200
    shipped: Path = SHIPPED
    withheld: Mapping[str, str] = field(default_factory=dict)

    def corpora(self) -> Path:
        """Return the folder of the corpora; `SystemExit` if it was not given."""
        if self.data is None or not (self.data / "MANIFEST.jsonl").is_file():
            raise SystemExit("This step needs --data, the corpora folder with MANIFEST.jsonl; nothing was written.")
        return self.data


def mix(it: Settings, place: Place) -> None:
    """Read the corpora into documents: cleaned, divided, every origin on one side."""
    from starter.mix import mix as mixed

    counts = mixed(place.corpora(), place.work / "documents", it)
    for name, sides in counts.items():
        _say(f"{name}: {sides['train']} to train on, {sides['held']} held out")


def vocabulary(it: Settings, place: Place) -> None:
    """Learn the vocabulary from the documents to train on."""
    from starter.vocabulary import train_vocabulary

    files = [place.work / "documents" / f"{name}.train.jsonl" for name in it.data.shares]
    train_vocabulary(files, place.work / "vocabulary.model", it.network["vocab_size"], it.seed)


def tokens(it: Settings, place: Place) -> None:
    """Turn the documents into binary files of token ids."""
    from starter.tokens import write_tokens

    folder = place.work / "tokens"
    folder.mkdir(exist_ok=True)
    for name in it.data.shares:
        for side in ("train", "held"):
            source = place.work / "documents" / f"{name}.{side}.jsonl"
            told = write_tokens(
                source, place.work / "vocabulary.model", folder / f"{name}.{side}.bin", it.network["context"]
            )
            _say(f"{source.stem}: {json.dumps(told)}")


def train(it: Settings, place: Place) -> None:
    """Train for some legs; exit with `MORE_TO_DO` when the run is not complete after them."""
    import torch

    from starter.train import Run

    if place.threads:
        torch.set_num_threads(place.threads)
    run = Run(it, place.work / "tokens", place.work / "run", place.device, teacher=place.teacher, changed=place.changed)
    if not any(run.leg(place.minutes) for _ in range(place.legs)):
        raise SystemExit(MORE_TO_DO)


def export(it: Settings, place: Place) -> None:
    """Write the trained network as GGUF."""
    from starter.to_gguf import About, write_gguf

    template = Path(__file__).with_name("starter.jinja")
    about = About(languages=it.data.languages)
    write_gguf(
        place.work / "run" / "checkpoint.pt",
        place.work / "vocabulary.model",
        template,
        _exported(place),
        "f16",
        about=about,
    )


def shrink(_it: Settings, place: Place) -> None:
    """Quantize by the app, prove each type, and name the best."""
    from starter.shrink import shrink as shrunk

    _say(f"best: {shrunk(_exported(place), place.work / 'made', place.app_python)['best']}")


def evaluate(_it: Settings, place: Place) -> None:
    """Measure the file that is to be shipped, through the app, beside trivial baselines."""
    from starter.evaluate import main

    options = ["--model", str(_chosen(place)), "--documents", str(place.work / "documents")]
    options += ["--out", str(place.work / "scores"), "--app-python", str(place.app_python)]
    options += ["--limit", str(place.limit), "--speed"]
    if status := main(options):
        raise SystemExit(status)


def ship(it: Settings, place: Place) -> None:
    """Put the file with its card and notices into the app's resources."""
    from starter.card import Evidence
    from starter.notice import used_sets
    from starter.ship import ship as shipped

    evidence = Evidence(
        settings=it,
        log=place.work / "run" / "log.jsonl",
        scores=place.work / "scores" / "scores.json",
        shrunk=place.work / "made" / "shrink.json",
        sets=used_sets(place.corpora(), place.work / "documents"),
        hardware=place.hardware,
        withheld=place.withheld,
    )
    shipped(_chosen(place), place.shipped, evidence)


STEPS = {step.__name__: step for step in (mix, vocabulary, tokens, train, export, shrink, evaluate, ship)}
"""Every step by its name, in the order of the recipe."""


def _exported(place: Place) -> Path:
    return place.work / "starter-f16.gguf"


def _chosen(place: Place) -> Path:
    """Return the file that shrink found best."""
    made = json.loads((place.work / "made" / "shrink.json").read_text(encoding="utf-8"))
    return place.work / "made" / str(made["types"][made["best"]]["file"])


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
