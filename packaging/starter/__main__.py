# SPDX-License-Identifier: Apache-2.0
"""The recipe's commands, in the order in which they are run: mix, vocabulary, tokens, train. See README.md."""

import argparse
import json
from pathlib import Path

from starter.settings import Settings, settings

_MORE_TO_DO = 75
"""Exit status of a leg after which training is not complete (EX_TEMPFAIL of sysexits.h): run the step again."""


def main() -> None:
    """Run one step of the recipe for one config."""
    parser = argparse.ArgumentParser(prog="python -m starter", description="Make the starter model, step by step.")
    parser.add_argument("step", choices=("mix", "vocabulary", "tokens", "train"))
    parser.add_argument("--config", default="cpu-6m", help="a name in configs/")
    parser.add_argument("--data", type=Path, help="folder of the corpora (for mix)")
    parser.add_argument("--work", type=Path, default=Path("build/starter"), help="where everything made is kept")
    parser.add_argument("--minutes", type=float, default=8.5, help="length of one leg of training")
    parser.add_argument("--legs", type=int, default=1, help="how many legs at most")
    parser.add_argument("--teacher", type=Path, help="checkpoint of a larger network to learn from as well")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=0, help="processor threads, 0 for as many as there are cores")
    chosen = parser.parse_args()
    {"mix": _mix, "vocabulary": _vocabulary, "tokens": _tokens, "train": _train}[chosen.step](
        settings(chosen.config), chosen
    )


def _mix(it: Settings, chosen: argparse.Namespace) -> None:
    from starter.mix import mix

    if chosen.data is None:
        raise SystemExit("mix needs --data, the folder of the corpora; nothing was written")
    print(json.dumps(mix(chosen.data, chosen.work / it.name / "documents", it), indent=1))


def _vocabulary(it: Settings, chosen: argparse.Namespace) -> None:
    from starter.vocabulary import train_vocabulary

    files = [chosen.work / it.name / "documents" / f"{name}.train.jsonl" for name in it.data.shares]
    train_vocabulary(files, chosen.work / it.name / "vocabulary.model", it.network["vocab_size"], it.seed)


def _tokens(it: Settings, chosen: argparse.Namespace) -> None:
    from starter.tokens import write_tokens

    folder = chosen.work / it.name
    (folder / "tokens").mkdir(exist_ok=True)
    for name in it.data.shares:
        for side in ("train", "held"):
            stem = f"{name}.{side}"
            source, out = folder / "documents" / f"{stem}.jsonl", folder / "tokens" / f"{stem}.bin"
            print(stem, write_tokens(source, folder / "vocabulary.model", out, it.network["context"]))


def _train(it: Settings, chosen: argparse.Namespace) -> None:
    import torch

    from starter.train import Run

    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    folder = chosen.work / it.name
    run = Run(it, folder / "tokens", folder / "run", chosen.device, chosen.teacher)
    if not any(run.leg(chosen.minutes) for _ in range(chosen.legs)):
        raise SystemExit(_MORE_TO_DO)


main()
