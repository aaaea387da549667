# SPDX-License-Identifier: Apache-2.0
"""A model card in the words of the models page. Pure text."""

from dataclasses import replace

from edgeassist.core.units import human_bytes, human_rate, local_minute
from edgeassist.kit.tokens import LIGHT
from edgeassist.store.card import ModelCard
from edgeassist.store.fit import Fit
from edgeassist.store.presets import can_start_from
from edgeassist.store.proof import kept, rows, sentence
from edgeassist.store.proof_plot import PlotColours, plot_svg
from edgeassist.store.starter import LABEL, Starter
from edgeassist.store.verifying import MODEL_DAMAGED, MODEL_MISSING
from edgeassist.ui.views import CardView, ProofView

BUILT_IN = f"Built in: {LABEL.partition(': ')[2]}"


def card_view(card: ModelCard, fit: Fit, *, in_use: bool, resting: bool = False) -> CardView:
    """Return what the page shows of `card`; `fit` says whether it can be loaded now.

    `resting`: it stopped the engine twice and waits for a person to load it again.
    """
    badge, tone = ("Stopped twice", "warn") if resting else _badge(card, fit, in_use=in_use)
    return CardView(
        id=card.id,
        name=card.name,
        line=_line(card),
        badge=badge,
        badge_tone=tone,
        numbers=_numbers(card),
        details=_details(card, fit),
        in_use=in_use,
        usable=card.usable,
        proof=_proof(card),
        can_quantize=can_start_from(card),
        damaged=card.failure_code in (MODEL_DAMAGED, MODEL_MISSING),
        can_prove=bool(card.parent),
        preset=(card.preset.capitalize() or card.quantization) if card.parent else "",
    )


def starter_view(view: CardView, starter: Starter) -> CardView:
    """Return the starter's `view` with what is different about it: it is built in, and measured where it was made."""
    told = [
        f"Can {task.doing}: {one.line}" if one.offered else f"Not used to {task.doing}: {one.why}"
        for task, one in starter.scores.items()
    ]
    details = "\n".join([view.details, *told, *(f"Limit: {one}" for one in starter.limits)])
    numbers = view.numbers if not view.usable else (BUILT_IN,)
    return replace(view, numbers=numbers, details=details, built_in=True, can_quantize=False)


def _line(card: ModelCard) -> str:
    """Return the preset or the type, the size, the licence."""
    kind = f"{card.preset.capitalize()} ({card.quantization})" if card.preset else card.quantization
    return " · ".join(part for part in (kind, human_bytes(card.size_bytes), card.licence) if part)


def _proof(card: ModelCard) -> ProofView | None:
    if card.proof is None:
        return None
    plot = plot_svg(card.proof, PlotColours(LIGHT.text, LIGHT.text_2, LIGHT.line, LIGHT.accent))
    return ProofView(sentence(card), kept(card.proof), rows(card), plot)


def _badge(card: ModelCard, fit: Fit, *, in_use: bool) -> tuple[str, str]:
    if in_use:
        return "In use", "ok"
    if not card.usable:
        return "Cannot be used", "danger"
    if card.state == "failed":
        return "Did not work here", "warn"
    if not fit.fits:
        return f"Needs {human_bytes(fit.total_bytes)}", "warn"
    return "Fits", "ok"


def _numbers(card: ModelCard) -> tuple[str, ...]:
    if card.failure:
        return (card.failure,)
    if card.measured is None:
        return ("Not measured on this computer yet",)
    measured = card.measured
    return (f"{human_rate(measured.answer_rate)} tok/s here", f"{human_bytes(measured.peak_bytes)} memory here")


def _details(card: ModelCard, fit: Fit) -> str:
    measured = card.measured
    rows = [
        ("Name", card.name),
        ("Id", card.id),
        ("Architecture", card.architecture),
        ("Quantization", card.quantization),
        ("Parameters", f"{card.parameters:,}" if card.parameters else ""),
        ("File", f"{card.file} ({human_bytes(card.size_bytes)})"),
        ("SHA-256", card.sha256),
        (
            "Context it was trained for",
            f"{card.context_trained_tokens:,} tokens" if card.context_trained_tokens else "",
        ),
        ("Licence", card.licence or "not stated in the file"),
        ("Languages", ", ".join(card.languages)),
        ("Chat template", "the model's own" if card.template == "own" else f"built-in. {card.template_note}".strip()),
        ("It adds instructions of its own", card.template_adds),
        ("Memory", fit.sum_text()),
        ("Imported", f"{local_minute(card.imported_at)} from {card.imported_from}" if card.imported_at else ""),
        ("Fetched from", f"{card.origin.repo}, {card.origin.file}, commit {card.origin.commit}" if card.origin else ""),
        ("Made here from", card.parent),
        ("Layers left out", ", ".join(map(str, card.pruned_layers))),
        ("Problem", card.failure),
    ]
    if measured is not None:
        rows += [
            ("Prompt processing here", f"{human_rate(measured.prompt_rate)} tok/s"),
            ("Generation here", f"{human_rate(measured.answer_rate)} tok/s"),
            ("Peak memory here", f"{human_bytes(measured.peak_bytes)} with a context of {measured.context_tokens:,}"),
            ("Processor code", measured.variant),
        ]
    return "\n".join(f"{name}: {value}" for name, value in rows if value)
