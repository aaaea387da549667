# SPDX-License-Identifier: Apache-2.0
"""The card of the shipped model, put together from what the other steps wrote. Measures nothing.

`card.json` holds

    name, label, file, size_bytes, sha256, parameters, quantization, licence, languages
    config     {vocab_size, width, layers, heads, kv_heads, hidden, context}
    data       [{name, licence, documents, sources}]
    training   {config, seed, tokens, steps, seconds, hardware, curve: [{step, tokens, seconds, loss, held}]}
    quantized  {source, calibration, types: {type: {size_bytes, perplexity, mean_kl_nats, top_token_agreement, ...}}}
    scores     {task: {offered, metric, measured: {metric: value}, interval, n, baseline: {name: value},
                beats_baseline, why, more}}; the app reads `offered`, `why`, `measured` and `baseline`
    speed      as `evaluate.py` wrote it, or null
    limits     [sentence]
    samples    {task: [{source, reference, output}]}, prompts [{id, kind, prompt, reply}], both unedited
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from starter.claims import NotShippable, Table, finite, limits_of, require_shippable, scores_of
from starter.notice import UsedSet
from starter.settings import Settings

FILE, LABEL = "starter.gguf", "Starter: small and quick; get a bigger one when you are online."
_CURVE_POINTS = 60
_SIZES = ("vocab_size", "width", "layers", "heads", "kv_heads", "hidden", "context")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the steps of the recipe left behind: `log` of train, `scores` of evaluate, `shrunk` of shrink.

    `hardware` is a plain sentence; `withheld` names tasks that are not offered whatever their score, with the reason.
    """

    settings: Settings
    log: Path
    scores: Path
    shrunk: Path
    sets: Sequence[UsedSet]
    hardware: str
    withheld: Mapping[str, str] = field(default_factory=dict)


def card_of(model: Path, evidence: Evidence) -> Table:
    """Return the card of the file `model`; raise `NotShippable` where the evidence is about another file or missing."""
    size_bytes = model.stat().st_size
    with model.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    measured, shrunk = _read(evidence.scores), _read(evidence.shrunk)
    if measured["made"]["sha256"] != digest:
        raise NotShippable("The scores are of another file. Run evaluate on the very file that is to be shipped.")
    kind = next((name for name, row in shrunk["types"].items() if row["sha256"] == digest), "")
    if not kind:
        raise NotShippable("The file is none of those that shrink made and proved. Run shrink, then evaluate, again.")
    scores = scores_of(measured["tasks"], evidence.withheld)
    it = evidence.settings
    config = {name: it.network[name] for name in _SIZES}
    card: Table = {
        "name": "Starter",
        "label": LABEL,
        "file": FILE,
        "size_bytes": size_bytes,
        "sha256": digest,
        "parameters": shrunk["parameters"],
        "quantization": kind,
        "licence": "Apache-2.0",
        "languages": list(it.data.languages),
        "config": config,
        "data": [_data(one) for one in evidence.sets],
        "training": training_of(evidence.log, it, evidence.hardware),
        "quantized": {name: shrunk[name] for name in ("source", "calibration", "types")},
        "scores": scores,
        "speed": measured.get("speed"),
        "limits": limits_of(it.data.languages, config["context"], shrunk["parameters"]),
        "samples": measured["samples"],
        "prompts": measured["prompts"],
    }
    card = finite(card)
    require_shippable(card, len(encoded(card)))
    return card


def training_of(log: Path, it: Settings, hardware: str) -> Table:
    """Return what the training cost and its curve, at most sixty points; of a step told twice the later counts.

    A leg that found nothing left to do tells the last step again without a loss: that one never counts.
    """
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.strip()]
    told = sorted(enumerate(lines), key=lambda one: (math.isfinite(one[1]["loss"]), one[0]))
    points = [one for _, one in sorted({line["step"]: line for _, line in told}.items())]
    if not points:
        raise NotShippable(f"{log.name} holds no line of a training.")
    last = points[-1]
    gap = max(1, math.ceil(len(points) / _CURVE_POINTS))
    curve = [one for at, one in enumerate(points) if one is last or at % gap == 0]
    totals = {"tokens": last["tokens"], "steps": last["step"], "seconds": last["seconds"]}
    return {"config": it.name, "seed": it.seed, **totals, "hardware": hardware, "curve": curve}


def encoded(card: Table) -> bytes:
    """Return the card as JSON for people and machines."""
    return json.dumps(card, indent=1, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _data(one: UsedSet) -> Table:
    whole = asdict(one)
    return {name: whole[name] for name in ("name", "licence", "documents", "sources")}


def _read(path: Path) -> Table:
    try:
        found: Table = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotShippable(f"{path.name} is missing: the step that writes it was not run.") from error
    except ValueError as error:
        raise NotShippable(f"{path.name} cannot be read: {error}.") from error
    return found
