# SPDX-License-Identifier: Apache-2.0
"""`edgeassist models`: bring models in, look at them, choose one, take them out."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from edgeassist.cli import starter
from edgeassist.cli.errand import Errand
from edgeassist.core import settings
from edgeassist.core.errors import BadInput, BadUsage, EngineTrouble
from edgeassist.core.paths import FolderUnavailable
from edgeassist.core.units import human_bytes, human_rate, local_minute
from edgeassist.store.starter_card import STARTER_ID

if TYPE_CHECKING:
    from edgeassist.store.card import Measured, ModelCard


class NotMeasured(EngineTrouble):
    """A model came in but could not be run."""

    code = "probe-failed"

    def __init__(self, card: "ModelCard") -> None:
        super().__init__(
            f"The file was copied, but the model could not be run: {card.failure}",
            hint=f"`edgeassist doctor` may tell why. `edgeassist models remove {card.id}` takes it out again.",
        )


class NotUsable(BadInput):
    """A model that is here and cannot be loaded."""

    code = "model-not-usable"
    hint = "Choose another one, or get a whole copy: `edgeassist models repair ID`, or import its file again."


def as_table(card: "ModelCard") -> dict[str, object]:
    """Return every field of `card` for machines, also those at their default."""
    table = {name: msgspec.to_builtins(getattr(card, name)) for name in card.__struct_fields__}
    return table | {"built_in": card.id == STARTER_ID}


def import_model(errand: Errand, path: Path) -> None:
    """Check, copy and measure the file at `path`."""
    with errand.services() as services:
        card = services.import_model(path, errand.screen.progress)
        if errand.screen.as_json:
            errand.screen.result(as_table(card))
        elif card.remark:
            errand.screen.note(card.remark)
        if not errand.screen.as_json:
            for line in imported_lines(card):
                errand.screen.say(line)
    if card.state == "failed":
        raise NotMeasured(card)


def imported_lines(card: "ModelCard", *, numbers: bool = True) -> list[str]:
    """Return what is said after an import; without `numbers` where a proof says them, measured with another text."""
    lines = [f"{card.id}: {card.name}, {_kind(card)}, {human_bytes(card.size_bytes)}"]
    if card.measured and numbers:
        lines += [f"Measured here: {_numbers(card.measured)}"]
    if card.measured:
        lines += [f'Try it: edgeassist ask --model {card.id} "Why is the sky blue?"']
    return lines


def _numbers(one: "Measured") -> str:
    rates = f"writes {human_rate(one.answer_rate)} tok/s, reads {human_rate(one.prompt_rate)} tok/s"
    return f"{rates}, {human_bytes(one.peak_bytes)} of memory at most" if one.peak_bytes else rates


def list_models(errand: Errand) -> None:
    """Print the models here."""
    from edgeassist.cli.freight import take_in_own_packs

    with errand.services() as services:
        take_in_own_packs(errand, services)
        if services.starter is not None:
            services.starter.checked()
        cards, chosen, taken = services.cards(), services.settings.model, services.default_id
    if errand.screen.as_json:
        errand.screen.result(
            {"models": [as_table(one) | {"chosen": one.id == chosen, "default": one.id == taken} for one in cards]}
        )
    elif not cards:
        errand.screen.note("There is no model here yet. Import one: edgeassist models import PATH")
    else:
        errand.screen.table(
            ("ID", "NAME", "TYPE", "SIZE", "TOK/S", "MEMORY", "STATE"), (_row(card, chosen, taken) for card in cards)
        )
        if [one.id for one in cards if one.usable] == [STARTER_ID]:
            errand.screen.note(starter.ONLY_STARTER)
        damaged = [one.id for one in cards if one.failure_code in ("model-damaged", "model-missing")]
        if damaged:
            errand.screen.note(f"`edgeassist models repair {damaged[0]}` gets a whole copy.")


def _row(card: "ModelCard", chosen: str, taken: str) -> tuple[str, ...]:
    measured = card.measured
    rate = human_rate(measured.answer_rate) if measured else "-"
    peak = human_bytes(measured.peak_bytes) if measured and measured.peak_bytes else "-"
    state = card.failure if card.state == "failed" else _STATES.get(card.state, card.state)
    if card.id == STARTER_ID:
        state = starter.BUILT_IN if card.usable else starter.BROKEN
    mark = "chosen" if card.id == chosen else "the default" if card.id == taken else ""
    state = f"{state} ({mark})" if mark else state
    return (card.id, card.name, _kind(card) or "-", human_bytes(card.size_bytes), rate, peak, state)


_STATES = {"probing": "not measured yet"}


def _kind(card: "ModelCard") -> str:
    """Return the type; of a mixture that, and how many layers were left out."""
    kind = card.preset if card.preset == "Mixed" else card.quantization
    gone = len(card.pruned_layers)
    return f"{kind} -{gone} layer{'s' if gone > 1 else ''}" if gone else kind


def show_model(errand: Errand, wanted: str) -> None:
    """Print everything known about one model, and whether it fits now."""
    with errand.services() as services:
        if services.is_starter(wanted) and services.starter is not None:
            services.starter.checked()
        card, path = (found := services.target(wanted)).card, found.path
        fit = services.fit(card) if card.usable else None
        if errand.screen.as_json:
            room = {"total_bytes": fit.total_bytes, "free_bytes": fit.free_bytes, "fits": fit.fits} if fit else None
            errand.screen.result(as_table(card) | {"path": str(path), "fit": room} | starter.table(services, card.id))
            return
        for name, value in (*_facts(card, path), *starter.facts(services, card.id)):
            errand.screen.say(f"{name + ':':16}{value}")
        if fit:
            verdict = "fits into memory now" if fit.fits else "does not fit into memory now"
            errand.screen.say(f"{'Memory:':16}{verdict}: {fit.sum_text()}")


def show_template(errand: Errand, wanted: str) -> None:
    """Print the chat template that the model's file brings, as it stands there."""
    with errand.services() as services:
        card = services.library.get(wanted)
        text = services.template_of(card)
    if errand.screen.as_json:
        used = card.template == "own"
        errand.screen.result({"id": card.id, "template": text, "adds": card.template_adds, "used": used})
    elif not text:
        errand.screen.note("The file brings no chat template; a built-in one is used.")
    else:
        errand.screen.say(text)
        if card.template_adds:
            errand.screen.note(f"It adds instructions of its own: {card.template_adds}", "warn")


def _facts(card: "ModelCard", path: Path) -> list[tuple[str, str]]:
    facts = [
        ("Id", card.id),
        ("Name", card.name),
        ("Architecture", card.architecture),
        ("Parameters", f"{card.parameters:,}" if card.parameters else ""),
        ("Type", _kind(card) if card.preset != "Mixed" else f"{_kind(card)}, mostly {card.quantization}"),
        ("Context", f"trained for {card.context_trained_tokens:,} tokens" if card.context_trained_tokens else ""),
        ("Chat template", f"{card.template} {card.template_note}".strip()),
        ("Template adds", card.template_adds),
        ("Licence", card.licence),
        ("Languages", ", ".join(card.languages)),
        ("File", f"{path} ({human_bytes(card.size_bytes)})"),
        ("SHA-256", card.sha256),
        ("Imported", f"{local_minute(card.imported_at)} from {card.imported_from}" if card.imported_at else ""),
        ("Fetched from", f"{card.origin.repo}, {card.origin.file}, commit {card.origin.commit}" if card.origin else ""),
        ("Made here", f"from {card.parent} ({card.preset or card.quantization})" if card.parent else ""),
        ("Layers left out", ", ".join(map(str, card.pruned_layers))),
        ("State", card.failure if card.state == "failed" else card.state),
    ]
    if card.measured:
        facts += [("Measured", f"{_numbers(card.measured)}, processor code {card.measured.variant}")]
    return [(name, value) for name, value in facts if value]


def use_model(errand: Errand, wanted: str) -> None:
    """Make a model the one that is taken when none is named, here and in the window."""
    with errand.services() as services:
        card = services.target(wanted).card
        if card.id == STARTER_ID and services.starter is not None:
            services.starter.verify()
        if not card.usable:
            raise NotUsable(f"{card.id} cannot be used: {card.failure or 'it is not complete'}")
        services.change_settings(model=card.id)
        path = services.places.settings
    if settings.load(path)[0].model != card.id:
        raise FolderUnavailable(path, "the choice could not be written")
    if errand.screen.as_json:
        errand.screen.result({"model": card.id})
    else:
        errand.screen.say(f"{card.id} is now the model that is taken when none is named.")


def remove_model(errand: Errand, wanted: str, *, sure: bool) -> None:
    """Delete a model for good, after asking where a person can answer."""
    with errand.services() as services:
        card = services.library.get(wanted)
        if not sure and not _confirmed(errand, card):
            errand.screen.note("Nothing was removed.")
            return
        services.library.remove(card.id)
        services.library.empty_trash(only=card.id)
    if errand.screen.as_json:
        errand.screen.result({"removed": card.id, "freed_bytes": card.size_bytes})
    else:
        errand.screen.say(f"Removed {card.id}; {human_bytes(card.size_bytes)} are free again.")


def _confirmed(errand: Errand, card: "ModelCard") -> bool:
    if not sys.stdin.isatty():
        raise BadUsage(f"Removing {card.id} needs a yes.", hint="Add --yes.")
    errand.screen.note(f"Remove {card.name} ({human_bytes(card.size_bytes)}) for good? Type y and Enter:")
    return sys.stdin.readline().strip().lower() in ("y", "yes")
