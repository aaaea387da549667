# SPDX-License-Identifier: Apache-2.0
"""The recipe's command line: one step, or all of them in order. See README.md."""

import argparse
import platform
from pathlib import Path

from starter.settings import CONFIGS, settings
from starter.steps import ROOT, STEPS, Place


def main() -> None:
    """Run the chosen step, or all."""
    chosen = _options()
    it = settings(chosen.config)
    place = Place(
        data=chosen.data,
        work=chosen.work / it.name,
        app_python=chosen.app_python,
        device=chosen.device,
        threads=chosen.threads,
        minutes=chosen.minutes,
        legs=chosen.legs,
        teacher=chosen.teacher,
        changed=chosen.changed,
        hardware=chosen.hardware,
        limit=chosen.limit,
        withheld=dict(chosen.withhold),
        **({"shipped": chosen.shipped} if chosen.shipped else {}),
    )
    place.work.mkdir(parents=True, exist_ok=True)
    for name, step in STEPS.items():
        if chosen.step in {name, "all"}:
            step(it, place)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m starter", description="Make the starter model, step by step.")
    parser.add_argument("step", choices=(*STEPS, "all"))
    parser.add_argument("--config", default="cpu-6m", choices=sorted(path.stem for path in CONFIGS.glob("*.toml")))
    parser.add_argument("--data", type=Path, help="folder of the corpora, for mix and ship")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "starter", help="where everything made is kept")
    parser.add_argument("--app-python", type=Path, default=ROOT / ".venv/bin/python", help="Python of the app")
    parser.add_argument("--minutes", type=float, default=8.5, help="length of one leg of training")
    parser.add_argument("--legs", type=int, default=1, help="how many legs at most")
    parser.add_argument("--teacher", type=Path, help="checkpoint of a larger network to learn from as well")
    parser.add_argument("--changed", action="store_true", help="go on although the config changed")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--threads", type=int, default=0, help="processor threads, 0 for as many as there are cores")
    parser.add_argument("--hardware", default=platform.processor() or platform.machine(), help="a line for the card")
    parser.add_argument("--limit", type=int, default=200, help="held-out examples per task, language and set")
    parser.add_argument("--shipped", type=Path, help="folder to ship to instead of the app's resources")
    parser.add_argument(
        "--withhold", type=_withheld, action="append", default=[], metavar="TASK=REASON", help="do not offer this task"
    )
    return parser.parse_args()


def _withheld(text: str) -> tuple[str, str]:
    task, _, reason = text.partition("=")
    if not reason.strip():
        raise argparse.ArgumentTypeError(
            f"{text!r} gives no reason. Write it behind the task: “chat=It makes up facts.”"
        )
    return task.strip(), reason.strip()


if __name__ == "__main__":
    main()
