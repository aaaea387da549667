# SPDX-License-Identifier: Apache-2.0
"""`edgeassist models prove`: measure what quantizing cost, print it, and write it as a report where that is wanted."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from edgeassist.cli.errand import Errand
from edgeassist.core.stop import Stop

if TYPE_CHECKING:
    from edgeassist.store.card import ModelCard

PROOF_HEADS = ("BOTH WITH THE SAME TEXT", "ORIGINAL", "THIS MODEL")


def prove_model(
    errand: Errand, wanted: str, *, source: str | None = None, export: Path | None = None, force: bool = False
) -> None:
    """Compare the model `wanted` with what it was made from, or with `source`, and keep the proof on its card."""
    from edgeassist.app.proving import prove, source_of
    from edgeassist.app.workshop import job_command
    from edgeassist.store import proof_report

    if export is not None:
        proof_report.check_export(export, force=force)
    with errand.services() as services:
        library = services.library
        made = library.get(wanted)
        original = source_of(library, made, source)
        card = prove(library, original, made, job_command(services.places.cache), errand.screen.progress, Stop())
    if export is not None:
        proof_report.export(card, export, force=force)
    _tell(errand, card, export)


def _tell(errand: Errand, card: "ModelCard", export: Path | None) -> None:
    from edgeassist.store.proof import kept, rows, sentence

    screen = errand.screen
    if screen.as_json and card.proof is not None:
        told = {"model": card.id, "kept": kept(card.proof), "sentence": sentence(card)}
        written = {"export": str(export)} if export is not None else {}
        proof = {name: getattr(card.proof, name) for name in card.proof.__struct_fields__}
        screen.result(told | written | {"proof": msgspec.to_builtins(proof)})
        return
    screen.table(PROOF_HEADS, rows(card))
    screen.say("")
    screen.say((sentence(card), "bold"))
    if export is not None:
        screen.note(f"The report is in {export}.")
