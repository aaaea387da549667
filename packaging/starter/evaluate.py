# SPDX-License-Identifier: Apache-2.0
"""Measures a starter model on held-out documents, through the app, beside trivial baselines. Trains nothing.

Writes two files. `scores.json`:

    made     {model: file name, sha256, size_bytes, limit, seconds: asking and judging}
    tasks    {"translate en-es": S, ..., "summarize": S, "intent": S, "chat": S, "refusals": S}
             S = {metric, measured, interval: [low, high], n, baselines: {name: value}, lower_is_better,
                  beats_baseline, why: one sentence, more: further figures, which decide nothing}
             `more` nests by name (`by_set`, `without_grammar`, ...) down to numbers or {value, interval, n}.
             A task that no example was held out for is missing. `beats_baseline` is true only when the whole 95 %
             interval is better than every baseline, over 30 examples at least.
    speed    {load_ms, prompt_tokens, first_token_ms, answer_rate, threads, variant}; null without --speed
    samples  {task: the first ten [{source, reference, output}] in hash order}
    prompts  [{id, kind, prompt, reply}]

and `scores.md`, the same for people. Run in the recipe's environment from the repository's root, with `packaging` on
the path: `PYTHONPATH=packaging python -m starter.evaluate --model G --documents D --out FOLDER`.
"""

import argparse
import hashlib
import json
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from starter import judging, questions
from starter.asking import App, Question
from starter.command_verdict import commanded
from starter.examples import CHAT, INTENT, SUMMARIZE, TRANSLATE, Material, gather
from starter.score_page import page
from starter.verdicts import Verdict

PROMPTS = Path(__file__).with_name("own") / "prompts.toml"
_ROOT = Path(__file__).resolve().parents[2]
_PROMPT_TOKENS = 160
_MOST_TRAINED_REPLIES = 5000
_MOST_OTHERS = 300


@dataclass(frozen=True, slots=True)
class Prompt:
    """One fixed prompt for a person's eye."""

    id: str
    kind: str
    prompt: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluate one model; return the exit code."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="edgeassist-evaluation-") as folder:
        app = App(options.app_python, options.model, options.home or Path(folder))
        material = gather(options.documents, options.limit)
        results = evaluate(app, material, read_prompts(options.prompts), limit=options.limit, speed=options.speed)
    options.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(results, indent=1, ensure_ascii=False)
    (options.out / "scores.json").write_text(text + "\n", encoding="utf-8")
    (options.out / "scores.md").write_text(page(results), encoding="utf-8")
    for name, score in results["tasks"].items():
        sys.stdout.write(f"{name}: {score['why']}\n")
    return 0


def evaluate(app: App, material: Material, prompts: Sequence[Prompt], *, limit: int, speed: bool) -> dict[str, Any]:
    """Return everything that `scores.json` holds."""
    began_s = time.monotonic()
    verdicts, replies = _judged(app, material, prompts)
    content = app.model.read_bytes()
    return {
        "made": {
            "model": app.model.name,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size_bytes": len(content),
            "limit": limit,
            "seconds": round(time.monotonic() - began_s),
        },
        "tasks": {one.score.task: one.score.as_table() for one in verdicts},
        "speed": asdict(app.speed()) if speed else None,
        "samples": {one.score.task: [asdict(sample) for sample in one.samples] for one in verdicts},
        "prompts": [asdict(one) | {"reply": replies[_key(one)]} for one in prompts],
    }


def _judged(app: App, material: Material, prompts: Sequence[Prompt]) -> tuple[list[Verdict], dict[str, str]]:
    """Ask everything in one go, then judge task by task; return also the replies to the prompts."""
    unanswerable, others = material.refusals(wanted=True), material.refusals(wanted=False)[:_MOST_OTHERS]
    asked = [one for task in (TRANSLATE, SUMMARIZE, INTENT) for one in material.of(task)] + unanswerable + others
    wanted = [questions.question(one) for one in asked]
    wanted += [questions.free_question(one) for one in material.of(INTENT)]
    wanted += [Question(_key(one), (("user", one.prompt),), _PROMPT_TOKENS) for one in prompts]
    replies = app.ask(wanted)
    verdicts = [
        judging.translated(direction, material.of(TRANSLATE, direction), replies, material)
        for direction in material.kinds(TRANSLATE)
    ]
    if texts := material.of(SUMMARIZE):
        verdicts.append(judging.summarized(texts, replies))
    if commands := material.of(INTENT):
        verdicts.append(commanded(commands, replies, material))
    if talks := material.of(CHAT):
        surprises = app.weigh([questions.dialogue(one) for one in talks])
        trained = app.count(material.trained_replies(_MOST_TRAINED_REPLIES))
        said = {one.key: replies[one.key] for one in others}
        verdicts.append(judging.chatted(talks, surprises, trained, said, Counter(material.replies)))
    if unanswerable:
        verdicts.append(judging.refused(unanswerable, others, replies))
    return verdicts, {_key(one): replies[_key(one)].text for one in prompts}


def _key(prompt: Prompt) -> str:
    return f"prompt {prompt.id}"


def read_prompts(path: Path) -> list[Prompt]:
    """Return the fixed prompts of a TOML file: under `prompts`, a list of texts for each kind."""
    groups = tomllib.loads(path.read_text(encoding="utf-8"))["prompts"]
    rows = [(kind, text) for kind, texts in groups.items() for text in texts]
    return [Prompt(str(number), kind, text) for number, (kind, text) in enumerate(rows, 1)]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    python = next(
        (path for path in (_ROOT / ".venv/bin/python", _ROOT / ".venv/Scripts/python.exe") if path.exists()), None
    )
    parser = argparse.ArgumentParser(prog="python -m starter.evaluate", description="Measure a starter model.")
    parser.add_argument("--model", type=Path, required=True, help="the GGUF that is to be shipped")
    parser.add_argument("--documents", type=Path, nargs="+", required=True, help="JSON lines, or folders of *.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="folder for scores.json and scores.md")
    parser.add_argument("--limit", type=int, default=200, help="held-out examples per task, language and set")
    parser.add_argument("--prompts", type=Path, default=PROMPTS, help="the fixed prompts")
    parser.add_argument("--app-python", type=Path, default=python or Path(sys.executable), help="Python of the app")
    parser.add_argument("--home", type=Path, help="folder for the app's own things (default: a temporary one)")
    parser.add_argument("--speed", action="store_true", help="measure the speed too; nothing else may run meanwhile")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
