# SPDX-License-Identifier: Apache-2.0
"""A model card in the words of the models page. Pure text."""

import re
from dataclasses import replace

from edgeassist.core.language import later, tr
from edgeassist.core.units import grouped, human_bytes, human_rate, local_minute
from edgeassist.kit.tokens import LIGHT
from edgeassist.store.card import Measured, ModelCard
from edgeassist.store.fit import Fit
from edgeassist.store.presets import can_start_from
from edgeassist.store.proof import kept, rows, sentence
from edgeassist.store.starter import Starter
from edgeassist.store.verifying import MODEL_DAMAGED, MODEL_MISSING
from edgeassist.ui.views import CardView, ProofView

BUILT_IN = later("Built in: small and quick; get a bigger one when you are online.")

_COMPRESSED = {
    16: later("not compressed"),
    8: later("lightly compressed"),
    4: later("compressed"),
    1: later("strongly compressed"),
}
"""By the fewest bits a weight."""


def card_view(card: ModelCard, fit: Fit, *, in_use: bool, resting: bool = False) -> CardView:
    """Return what the page shows of `card`; `fit` says whether it can be loaded now.

    `resting`: it stopped the engine twice and waits for a person to load it again.
    """
    badge, tone = (tr("Stopped twice"), "warn") if resting else _badge(card, fit, in_use=in_use)
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
        preset=(_preset(card) or card.quantization) if card.parent else "",
    )


def starter_view(view: CardView, starter: Starter) -> CardView:
    """Return the starter's `view` with what is different about it: it is built in, and measured where it was made."""
    from edgeassist.app.starter_words import score_words, told

    scores = [
        tr("Can {doing}: {score}", doing=task.doing, score=score_words(one))
        if one.offered
        else tr("Not used to {doing}: {reason}", doing=task.doing, reason=told(one.why))
        for task, one in starter.scores.items()
    ]
    details = "\n".join([view.details, *scores, *(tr("Limit: {limit}", limit=told(one)) for one in starter.limits)])
    numbers = view.numbers if not view.usable else (tr(BUILT_IN),)
    return replace(view, numbers=numbers, details=details, built_in=True, can_quantize=False)


def _line(card: ModelCard) -> str:
    """Return how small it was made in plain words, the size, the licence; the type's own name is in the details."""
    kind = _preset(card) or plain_type(card.quantization)
    return " · ".join(part for part in (kind, human_bytes(card.size_bytes), card.licence) if part)


def plain_type(quantization: str) -> str:
    """Return how much a type such as `Q4_K_M` holds the weights together, in plain words; itself where that is unknown.

    The first number in it is how many bits are kept of each weight, of 16 or 32.
    """
    bits = re.search(r"\d+", quantization)
    least = (least for least in _COMPRESSED if bits and int(bits[0]) >= least)
    return next((tr(_COMPRESSED[one]) for one in least), quantization)


def _preset(card: ModelCard) -> str:
    return tr(card.preset.capitalize()) if card.preset else ""


def _proof(card: ModelCard) -> ProofView | None:
    if card.proof is None:
        return None
    from edgeassist.store.proof_plot import PlotColours, plot_svg

    plot = plot_svg(card.proof, PlotColours(LIGHT.text, LIGHT.text_2, LIGHT.line, LIGHT.accent))
    return ProofView(sentence(card), kept(card.proof), rows(card), plot)


def _badge(card: ModelCard, fit: Fit, *, in_use: bool) -> tuple[str, str]:
    if in_use:
        return tr("In use"), "ok"
    if not card.usable:
        return tr("Cannot be used"), "danger"
    if card.state == "failed":
        return tr("Did not work here"), "warn"
    if not fit.fits:
        return tr("Needs {size}", size=human_bytes(fit.total_bytes)), "warn"
    return tr("Fits"), "ok"


def _numbers(card: ModelCard) -> tuple[str, ...]:
    if card.failure:
        return (tr(card.failure),)
    if card.measured is None:
        return (tr("Not measured on this computer yet"),)
    measured = card.measured
    return (
        tr("{rate} tokens/s here", rate=human_rate(measured.answer_rate)),
        tr("{size} memory here", size=human_bytes(measured.peak_bytes)),
    )


def _details(card: ModelCard, fit: Fit) -> str:
    measured = card.measured
    rows = [
        (tr("Name"), card.name),
        (tr("Id"), card.id),
        (tr("Architecture"), card.architecture),
        (tr("Quantization"), card.quantization),
        (tr("Parameters"), grouped(card.parameters) if card.parameters else ""),
        (tr("File"), f"{card.file} ({human_bytes(card.size_bytes)})"),
        ("SHA-256", card.sha256),
        (
            tr("Context it was trained for"),
            tr("{count} tokens", count=grouped(card.context_trained_tokens)) if card.context_trained_tokens else "",
        ),
        (tr("Licence"), card.licence or tr("not stated in the file")),
        (tr("Languages"), ", ".join(card.languages)),
        (
            tr("Chat template"),
            tr("the model's own")
            if card.template == "own"
            else " ".join((tr("built-in."), tr(card.template_note) if card.template_note else "")).strip(),
        ),
        (tr("It adds instructions of its own"), card.template_adds),
        (tr("Memory"), fit.sum_text()),
        (
            tr("Imported"),
            tr(
                "{time} from {source}",
                time=local_minute(card.imported_at),
                source=card.imported_from,
            )
            if card.imported_at
            else "",
        ),
        (
            tr("Fetched from"),
            tr(
                "{repo}, {file}, commit {commit}",
                repo=card.origin.repo,
                file=card.origin.file,
                commit=card.origin.commit,
            )
            if card.origin
            else "",
        ),
        (tr("Made here from"), card.parent),
        (tr("Layers left out"), ", ".join(map(str, card.pruned_layers))),
        (tr("Problem"), tr(card.failure) if card.failure else ""),
    ]
    if measured is not None:
        rows += _measured_rows(measured)
    return "\n".join(tr("{name}: {value}", name=name, value=value) for name, value in rows if value)


def _measured_rows(measured: Measured) -> list[tuple[str, str]]:
    return [
        (tr("Prompt processing here"), tr("{rate} tokens/s", rate=human_rate(measured.prompt_rate))),
        (tr("Generation here"), tr("{rate} tokens/s", rate=human_rate(measured.answer_rate))),
        (
            tr("Peak memory here"),
            tr(
                "{size} with a context of {tokens}",
                size=human_bytes(measured.peak_bytes),
                tokens=grouped(measured.context_tokens),
            ),
        ),
        (tr("Processor code"), measured.variant),
    ]
