# SPDX-License-Identifier: Apache-2.0
"""`edgeassist tune`: find the threads and the batch that are fastest here for a model, and keep them."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import msgspec

from edgeassist.cli.errand import Errand, Setup
from edgeassist.core.stop import Stop
from edgeassist.core.units import elided, human_rate

if TYPE_CHECKING:
    from edgeassist.app.tuning_run import TuningResult

_HEADS = ("THREADS", "BATCH", "READS TOK/S", "WRITES TOK/S", "")


def tune(errand: Errand, model: str) -> None:
    """Measure, keep and print what was found."""
    from edgeassist.app.tuning_run import said
    from edgeassist.app.tuning_run import tune as run

    with errand.services() as services:
        target = services.find(errand.wanted(services, Setup(model)))
        result = run(services, target, errand.screen.progress, Stop())
        notice = said(result, services.settings)
    if errand.screen.as_json:
        found = {"power": result.power, **asdict(result.tuned), "tries": msgspec.to_builtins(result.rows)}
        errand.screen.result({"model": target.card.id, **found})
        return
    errand.screen.table(_HEADS, _lines(result))
    errand.screen.say("")
    errand.screen.say((f"{elided(target.card.name)}: {notice.text}", "bold"))
    if notice.hint:
        errand.screen.note(notice.hint)


def _lines(result: "TuningResult") -> list[tuple[str, ...]]:
    return [
        (
            str(row.threads),
            str(row.batch_tokens),
            human_rate(row.prompt_rate),
            human_rate(row.answer_rate),
            "kept" if row is result.row else "",
        )
        for row in result.rows
    ]
