# SPDX-License-Identifier: Apache-2.0
"""`edgeassist models quantize`: make a model smaller here, measure it, and prove what that cost."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.cli.errand import Errand, FileNotThere
from edgeassist.cli.models import as_table, imported_lines
from edgeassist.cli.prove import PROOF_HEADS
from edgeassist.cli.sizes import size_bytes
from edgeassist.core.errors import EdgeError
from edgeassist.core.stop import Stop
from edgeassist.core.units import human_bytes

if TYPE_CHECKING:
    from edgeassist.app.services import Services
    from edgeassist.store.card import ModelCard
    from edgeassist.store.making import Recipe

PRESETS = ("smallest", "balanced", "careful", "original")


@dataclass(frozen=True, slots=True)
class Wish:
    """How: `kind` is a preset or a real type, `size` a text such as `700MB`; the rest as the options say."""

    kind: str
    size: str = ""
    pruned: int = 0
    calibration: Path | None = None
    importance: bool = True
    remove_source: bool = False
    proof: bool = True
    dry_run: bool = False

    def recipe(self) -> "Recipe":
        """Return it in the store's words; the source is kept until all is over."""
        from edgeassist.store.making import Recipe

        preset = self.kind.casefold() if self.kind.casefold() in PRESETS else ""
        return Recipe(
            preset=preset or "balanced",
            type="" if preset else self.kind,
            target_bytes=size_bytes(self.size, "--size") if self.size else 0,
            pruned=self.pruned,
            calibrate=self.importance,
            calibration=str(self.calibration.absolute()) if self.calibration else "",
        )


def quantize_model(errand: Errand, wanted: str, wish: Wish) -> None:
    """Make the model `wanted` smaller as `wish` says."""
    if wish.calibration is not None and not wish.calibration.is_file():
        raise FileNotThere(f"{wish.calibration} is not there, or it is no file.")
    recipe = wish.recipe()
    with errand.services() as services:
        source = services.library.get(wanted)
        services.workshop.require(source, recipe)
        if wish.dry_run:
            _foretell(errand, services, source)
            return
        made = services.workshop.make(source, recipe, errand.screen.progress, Stop())
        proved = _proved(errand, services, source, made) if wish.proof else made
        made = services.measure(proved, errand.screen.progress)
        removed = wish.remove_source and made.state == "ready" and (made.proof is not None or not wish.proof)
        if removed:
            services.library.remove(source.id)
            services.library.empty_trash(only=source.id)
    _tell(errand, made, source, removed=removed)
    if wish.remove_source and not removed:
        errand.screen.note(f"{source.id} stays: what replaces it could not be measured.", "warn")


def _foretell(errand: Errand, services: "Services", source: "ModelCard") -> None:
    choices = services.workshop.choices(source)
    if errand.screen.as_json:
        rows = [{"preset": one.preset, "type": one.type, "size_bytes": one.size_bytes} for one in choices]
        errand.screen.result({"model": source.id, "size_bytes": source.size_bytes, "choices": rows})
        return
    lines = [(one.preset, one.type, human_bytes(one.size_bytes), one.line) for one in choices]
    errand.screen.table(("PRESET", "TYPE", "SIZE", "WHAT IT MEANS"), lines)


def _proved(errand: Errand, services: "Services", source: "ModelCard", made: "ModelCard") -> "ModelCard":
    """Return the card with its proof; a proof that cannot be had costs nothing but itself."""
    from edgeassist.app.proving import prove

    try:
        return prove(services.library, source, made, services.job_command, errand.screen.progress, Stop())
    except EdgeError as error:
        errand.screen.note(f"What it cost was not measured: {error}", "warn")
        errand.screen.note(error.hint)
        return made


def _tell(errand: Errand, made: "ModelCard", source: "ModelCard", *, removed: bool) -> None:
    from edgeassist.store.proof import rows, sentence

    screen = errand.screen
    if screen.as_json:
        screen.result(as_table(made))
        return
    for line in imported_lines(made, numbers=made.proof is None):
        screen.say(line)
    if made.proof is not None:
        screen.say("")
        screen.table(PROOF_HEADS, rows(made))
        screen.say((sentence(made), "bold"))
    if removed:
        screen.note(f"{source.id} was removed; {human_bytes(source.size_bytes)} are free again.")
