# SPDX-License-Identifier: Apache-2.0
"""`edgeassist models recommend`: which model suits this computer and a task, with the memory sums. Asks no network."""

from typing import TYPE_CHECKING

from edgeassist.cli.errand import Errand
from edgeassist.cli.sizes import size_bytes
from edgeassist.core.units import human_bytes

if TYPE_CHECKING:
    from edgeassist.store.choice import Choice
    from edgeassist.store.recommend import Recommendation

_TOO_BIG_SHOWN = 5


def recommend_models(errand: Errand, *, task: str = "", memory: str = "") -> None:
    """Print what suits `task` within `memory` (such as `2GB`; empty for what is free now)."""
    from edgeassist.store.catalogue import read_catalogue
    from edgeassist.store.ceiling import read_ceiling
    from edgeassist.store.machine import survey
    from edgeassist.store.recommend import recommend

    limit = size_bytes(memory, "--memory") if memory else None
    with errand.services() as services:
        found = recommend(
            read_catalogue(),
            services.library.cards(),
            survey(services.models_folder, services.free_bytes()),
            task,
            limit,
            context_tokens=services.settings.context_tokens,
            ceiling=read_ceiling(services.places.data),
        )
    if errand.screen.as_json:
        errand.screen.result(as_answer(found))
        return
    _say(errand, found)


def _say(errand: Errand, found: "Recommendation") -> None:
    from edgeassist.store.choice import VERDICT_NAMES

    errand.screen.say(found.sentence())
    for note in found.notes:
        errand.screen.note(note)
    shown = [one for one in found.choices if one.verdict != "too-big"] + list(found.too_big[:_TOO_BIG_SHOWN])
    for one in shown:
        errand.screen.say("")
        errand.screen.say((f"{VERDICT_NAMES[one.verdict]}: {one.name}", "bold"), f"  {one.ref}")
        for line in _details(one):
            errand.screen.say(f"  {line}")


def _details(one: "Choice") -> list[str]:
    where = "already here" if one.here else f"{human_bytes(one.card.size_bytes)} to fetch"
    if one.short_disk_bytes:
        where += f", for which {human_bytes(one.short_disk_bytes)} of disk are missing"
    licence = f"Licence {one.card.licence}" if one.card.licence else "Licence not stated"
    if one.entry is not None and one.entry.file.gated:
        licence += "; Hugging Face wants an account that accepted it"
    lines = [f"Memory: {one.sum_text()}", f"{one.speed().capitalize()}; {where}", licence]
    return [*lines, one.remark] if one.remark else lines


def as_answer(found: "Recommendation") -> dict[str, object]:
    """Return the recommendation for machines."""
    return {
        "sentence": found.sentence(),
        "notes": list(found.notes),
        "good": found.good.ref if found.good else None,
        "choices": [_as_row(one) for one in found.choices],
    }


def _as_row(one: "Choice") -> dict[str, object]:
    fit = one.fit
    return {
        "ref": one.ref,
        "name": one.name,
        "verdict": one.verdict,
        "here": one.here,
        "id": one.card.id if one.here else None,
        "size_bytes": one.card.size_bytes,
        "missing_disk_bytes": one.short_disk_bytes,
        "licence": one.card.licence,
        "gated": one.entry.file.gated if one.entry else False,
        "confirmed": one.entry.file.confirmed if one.entry else None,
        "tokens_per_second": one.rate,
        "measured": one.rate_measured,
        "memory": {
            "weights_bytes": fit.weights_bytes,
            "context_bytes": fit.kv_bytes,
            "work_space_bytes": fit.compute_bytes,
            "program_bytes": fit.runtime_bytes,
            "correction_bytes": fit.correction_bytes,
            "total_bytes": fit.total_bytes,
            "peak_bytes": fit.peak_bytes,
            "free_bytes": fit.free_bytes,
            "context_tokens": fit.context_tokens,
            "sum": one.sum_text(),
        },
    }
