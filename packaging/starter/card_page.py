# SPDX-License-Identifier: Apache-2.0
"""The card as a Markdown page, ready for the documentation. Everything in it stands in `card.json`; decides nothing."""

from collections.abc import Sequence
from typing import Any

from starter.markdown import cell, grid

Table = dict[str, Any]
_CURVE_ROWS = 16


def page(card: Table) -> str:
    """Return the page."""
    parts = [
        f"# {card['name']}",
        f"{card['label']}\n\n{_about(card)}",
        "## What it is offered for",
        _scores(card["scores"]),
        *_speed(card["speed"]),
        "## What it cannot do",
        "\n".join(f"- {limit}" for limit in card["limits"]),
        "## Training",
        _training(card["training"]),
        "## What quantizing cost",
        _quantized(card),
        "## Data",
        _data(card["data"]),
        "## Samples, unedited",
        *(_samples(name, rows) for name, rows in card["samples"].items() if rows),
        *_prompts(card["prompts"]),
    ]
    return "\n\n".join(parts) + "\n"


def _about(card: Table) -> str:
    config = card["config"]
    return (
        f"A decoder of the llama form with {card['parameters']:,} parameters: {config['layers']} layers of width "
        f"{config['width']}, {config['heads']} heads ({config['kv_heads']} for keys and values), {config['hidden']} "
        f"inside, {config['vocab_size']:,} pieces, {config['context']} tokens of context. The file is "
        f"{card['size_bytes'] / 1e6:.1f} MB as {card['quantization']}, under {card['licence']}, SHA-256 "
        f"`{card['sha256']}`. Whose texts it learnt from is in `NOTICE`."
    )


def _scores(scores: Table) -> str:
    rows = (
        (
            name,
            score["metric"],
            f"{_number(next(iter(score['measured'].values())))} ({' to '.join(map(_number, score['interval']))})",
            "<br>".join(f"{which} {_number(value)}" for which, value in score["baseline"].items()) or "none",
            str(score["n"]),
            "yes" if score["offered"] else f"**no**: {cell(score['why'])}",
        )
        for name, score in scores.items()
    )
    head = ("Task", "Measure", "Starter (95 % interval)", "Trivial baselines", "Held-out examples", "Offered")
    return f"{grid(head, rows)}\n\nA task is offered only when its whole interval is better than every baseline."


def _speed(speed: Table | None) -> list[str]:
    if not speed:
        return []
    return [
        f"On the computer it was made on, with {speed['threads']} threads: loaded in {speed['load_ms']:.0f} ms, the "
        f"first token of a prompt of {speed['prompt_tokens']} after {speed['first_token_ms']:.0f} ms, then "
        f"{speed['answer_rate']:.0f} tokens a second."
    ]


def _training(training: Table) -> str:
    curve = training["curve"]
    gap = max(1, -(-len(curve) // _CURVE_ROWS))
    shown = [one for at, one in enumerate(curve) if at % gap == 0 or one is curve[-1]]
    sources = list(dict.fromkeys(name for one in shown for name in one["held"]))
    rows = (
        (
            f"{one['tokens'] / 1e6:.2f}",
            f"{one['seconds'] / 60:.0f}",
            _number(one["loss"], 3),
            *(_number(one["held"].get(name), 3) for name in sources),
        )
        for one in shown
    )
    words = (
        f"Config `{training['config']}`, seed {training['seed']}: {training['tokens']:,} tokens in "
        f"{training['steps']:,} steps, {training['seconds'] / 60:.0f} minutes on {training['hardware']}. Losses are "
        "nats per token of a reply, the columns after the training loss on held-out documents of each source."
    )
    return f"{words}\n\n{grid(('Million tokens', 'Minutes', 'Training loss', *sources), rows)}"


def _quantized(card: Table) -> str:
    rows = [
        (
            f"{name}, shipped" if name == card["quantization"] else name,
            f"{row['size_bytes'] / 1e6:.2f}",
            f"{row['perplexity']:.2f}",
            f"{row['mean_kl_nats']:.6f}",
            f"{100 * row['top_token_agreement']:.2f} %",
        )
        for name, row in card["quantized"]["types"].items()
    ]
    one = next(iter(card["quantized"]["types"].values()))
    source = card["quantized"]["source"]
    whole = (source["type"], f"{source['size_bytes'] / 1e6:.2f}", f"{one['source_perplexity']:.2f}", "0", "100 %")
    words = (
        f"Measured by the app's own proof over {one['tokens']:,} tokens of {one['text']}, which is general prose that "
        "the starter was not made for: its perplexity there compares the types, nothing else."
    )
    head = ("Type", "MB", "Perplexity", "Mean KL divergence, nats", "Same most likely token")
    return f"{words}\n\n{grid(head, [whole, *rows])}"


def _data(sets: Sequence[Table]) -> str:
    rows = ((one["name"], f"{one['documents']:,}", cell(one["licence"]), str(len(one["sources"]))) for one in sets)
    return grid(("Set", "Documents trained on", "Licence", "Source repositories"), rows)


def _samples(name: str, rows: Sequence[Table]) -> str:
    cells = ((cell(row["source"]), cell(row["reference"]), cell(row["output"])) for row in rows)
    return f"### {name}\n\n{grid(('Given', 'Reference', 'Starter'), cells)}"


def _prompts(rows: Sequence[Table]) -> list[str]:
    if not rows:
        return []
    cells = ((cell(row["kind"]), cell(row["prompt"]), cell(row["reply"])) for row in rows)
    return [f"## The {len(rows)} fixed prompts", grid(("Kind", "Prompt", "Reply, in full"), cells)]


def _number(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
