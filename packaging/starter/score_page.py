# SPDX-License-Identifier: Apache-2.0
"""The scores as a page for people: tables, ten unedited samples per task, the chat prompts in full. Decides nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from starter.markdown import cell, grid

Table = Mapping[str, Any]


def page(results: Table) -> str:
    """Return the Markdown page of what `evaluate.py` wrote as JSON."""
    made = results["made"]
    parts = [
        "# What the starter model scores",
        f"`{made['model']}`, {made['size_bytes'] / 1e6:.1f} MB, SHA-256 `{made['sha256'][:16]}…`; greedy decoding "
        f"through the app; at most {made['limit']} held-out examples per task, language and set, the first in the "
        "order of a hash. Intervals are 95 % bootstrap intervals over examples. A task counts as done only when its "
        "whole interval is better than every trivial baseline.",
        _scores(results["tasks"]),
        *_speed(results.get("speed")),
        *(_further(name, score) for name, score in results["tasks"].items() if score["more"]),
        "## Samples, unedited",
        *(_samples(name, rows) for name, rows in results["samples"].items() if rows),
        *_prompts(results["prompts"]),
    ]
    return "\n\n".join(parts) + "\n"


def _scores(tasks: Table) -> str:
    rows = [
        (
            name,
            score["metric"],
            _figure(score["measured"]) + _range(score["interval"]),
            "<br>".join(f"{which}: {_figure(value)}" for which, value in score["baselines"].items()) or "none",
            str(score["n"]),
            "yes" if score["beats_baseline"] else "**no**",
        )
        for name, score in tasks.items()
    ]
    return grid(("Task", "Measure", "Starter model (95 %)", "Trivial baselines", "Examples", "Better"), rows)


def _speed(speed: Table | None) -> list[str]:
    if not speed:
        return ["Speed was not measured in this run."]
    return [
        f"Speed with {speed['threads']} threads ({speed['variant']}), medians: loaded in {speed['load_ms']:.0f} ms; "
        f"first token of a {speed['prompt_tokens']}-token prompt after {speed['first_token_ms']:.0f} ms; "
        f"{speed['answer_rate']:.0f} tokens/s."
    ]


def _further(name: str, score: Table) -> str:
    rows = [(label, text) for key, value in score["more"].items() for label, text in _flat(key, value)]
    return f"## {name}: further figures\n\n{score['why']}\n\n" + grid(("Figure", "Value"), rows)


def _flat(label: str, value: Any) -> list[tuple[str, str]]:
    """Return nested figures as rows; one figure with its interval is one row."""
    label = label.replace("_", " ")
    if not isinstance(value, Mapping):
        return [(label, _figure(value))]
    if set(value) == {"value", "interval", "n"}:
        return [(label, f"{_figure(value['value'])}{_range(value['interval'])}, n = {value['n']}")]
    return [row for key, inner in value.items() for row in _flat(f"{label}: {key}", inner)]


def _samples(name: str, rows: Sequence[Table]) -> str:
    cells = [(cell(row["source"]), cell(row["reference"]), cell(row["output"])) for row in rows]
    return f"### {name}\n\n" + grid(("Given", "Reference", "Starter model"), cells)


def _prompts(rows: Sequence[Table]) -> list[str]:
    if not rows:
        return []
    cells = [(str(row["id"]), str(row["kind"]), cell(row["prompt"]), cell(row["reply"])) for row in rows]
    table = grid(("No.", "Kind", "Prompt", "Reply, in full"), cells)
    return [f"## The {len(rows)} fixed prompts, for a person's eye", table]


def _figure(value: object) -> str:
    if value is None:
        return "not a number"
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _range(interval: Sequence[float | None]) -> str:
    return " ({} to {})".format(*(_figure(one) for one in interval))
