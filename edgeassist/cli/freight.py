# SPDX-License-Identifier: Apache-2.0
"""`edgeassist models pack|unpack|move|verify`: models on a stick or another drive, and whether they are still whole."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.cli.errand import Errand
from edgeassist.cli.models import as_table, imported_lines
from edgeassist.core.errors import BadInput, EdgeError
from edgeassist.core.stop import Stop
from edgeassist.core.units import elided, human_bytes
from edgeassist.store.starter import StarterDamaged
from edgeassist.store.starter_card import STARTER_ID

if TYPE_CHECKING:
    from edgeassist.app.services import Services
    from edgeassist.store.card import ModelCard
    from edgeassist.store.pack_intake import Unpacked


class ModelsDamaged(BadInput):
    """Verifying found models that are not what they were."""

    code = "model-damaged"

    def __init__(self, ids: list[str]) -> None:
        if ids == [STARTER_ID]:
            super().__init__("Starter is damaged or missing.", hint=f"It is no longer loaded. {StarterDamaged.hint}")
            return
        verb, them = ("is", "It is") if len(ids) == 1 else ("are", "They are")
        super().__init__(
            f"{_models(len(ids))} {verb} damaged: {', '.join(ids)}.",
            hint=f"{them} no longer loaded. `edgeassist models repair {ids[0]}` gets a whole copy."
            + (" For Starter, install EdgeAssist again." if STARTER_ID in ids else ""),
        )


class ModelsRefused(BadInput):
    """Some models of a pack came in, others are damaged or unfit."""

    code = "models-refused"
    hint = "What came in can be used. Copy the pack again from where it was made to get the rest."

    def __init__(self, count: int) -> None:
        super().__init__(f"{_models(count)} of the pack {'was' if count == 1 else 'were'} not taken in.")


def pack_models(
    errand: Errand, ids: Sequence[str], target: Path, *, voices: Sequence[str] = (), force: bool = False
) -> None:
    """Write the models, and voice models, of these ids into the field pack `target`."""
    from edgeassist.app import freight

    with errand.services() as services:
        wanted = tuple(dict.fromkeys(services.library.get(one).id for one in ids))
        spoken = tuple(dict.fromkeys(voices))
        report = errand.screen.progress
        path, size_bytes = freight.pack(services, wanted, target, report, Stop(), voices=spoken, replace=force)
    if errand.screen.as_json:
        table = {"pack": str(path), "size_bytes": size_bytes, "models": list(wanted)}
        errand.screen.result(table | ({"voices": list(spoken)} if spoken else {}))
        return
    held = [_models(len(wanted))] if wanted or not spoken else []
    held += [_voices(len(spoken))] if spoken else []
    errand.screen.say(f"{path}: {human_bytes(size_bytes)}, {', '.join(held)}")
    errand.screen.say(f"On the other computer: edgeassist models unpack {path.name}")


def unpack_models(errand: Errand, path: Path) -> None:
    """Take in what the field pack at `path` holds, and measure it here."""
    from edgeassist.app import freight

    with errand.services() as services:
        done = freight.unpack(services, path, errand.screen.progress, Stop())
        cards = [services.measure(card, errand.screen.progress) for card in done.cards]
    if errand.screen.as_json:
        table = {"models": [as_table(card) for card in cards], "remarks": list(done.remarks)}
        errand.screen.result(table | ({"voices": [one.id for one in done.voices]} if done.voices else {}))
    else:
        _tell_unpacked(errand, cards, done)
    if done.refused:
        raise ModelsRefused(len(done.refused))


def take_in_own_packs(errand: Errand, services: "Services") -> None:
    """Take in the packs that a field edition carries, at its first command that wants models; usually there are none.

    What does not come in is said, and the command goes on with what there is.
    """
    from edgeassist.app import field_edition

    for path in field_edition.waiting(services.places):
        from edgeassist.app import freight

        try:
            freight.unpack(services, path, errand.screen.progress, Stop())
        except EdgeError as error:
            errand.screen.note(f"{path.name}: {error} {error.hint}".rstrip(), "warn")


def _tell_unpacked(errand: Errand, cards: Sequence["ModelCard"], done: "Unpacked") -> None:
    for remark in done.remarks:
        errand.screen.note(remark)
    for card in cards:
        for line in imported_lines(card):
            errand.screen.say(line)
        if card.state == "failed":
            errand.screen.note(f"{card.id} came in whole, but could not be run: {card.failure}", "warn")
    for voice in done.voices:
        errand.screen.say(f"{voice.id}: hears “{voice.language}”, {human_bytes(voice.size_bytes)}")
    if not cards and not done.voices:
        errand.screen.note("Nothing new came in.")


def move_models(errand: Errand, folder: Path) -> None:
    """Move all models to `folder`."""
    from edgeassist.app import freight

    with errand.services() as services:
        stayed = freight.move(services, folder, errand.screen.progress, Stop())
        cards, root = services.library.cards(), services.library.root
    if errand.screen.as_json:
        errand.screen.result({"folder": str(root), "models": len(cards), "stayed_behind": list(stayed)})
        return
    errand.screen.say(f"{_models(len(cards))} now in {root}")
    for name in stayed:
        errand.screen.note(f"{elided(name)} was changed meanwhile, so its old copy was left where it was.", "warn")


def verify_models(errand: Errand, ids: Sequence[str]) -> None:
    """Read models to the last byte and compare them with what they were; all when none is named, Starter included."""
    from edgeassist.app import freight

    with errand.services() as services:
        wanted = ids or [one.id for one in services.cards() if one.file or one.id == STARTER_ID]
        own = [one for one in wanted if services.starter is None or one.casefold() != STARTER_ID]
        cards = freight.verify(services, tuple(own), errand.screen.progress, Stop()) if own else ()
        if services.starter is not None and len(own) < len(wanted):
            cards += (services.starter.checked(),)
    if errand.screen.as_json:
        errand.screen.result({"models": [as_table(card) for card in cards]})
    elif cards:
        errand.screen.table(("ID", "SIZE", "VERDICT"), [_verdict(card) for card in cards])
    else:
        errand.screen.note("There is no model here to verify.")
    if bad := [card.id for card in cards if not _whole(card)]:
        raise ModelsDamaged(bad)


def _whole(card: "ModelCard") -> bool:
    return card.failure_code not in ("model-damaged", "model-missing", StarterDamaged.code)


def _verdict(card: "ModelCard") -> tuple[str, str, str]:
    words = card.failure if not _whole(card) else card.remark or "whole"
    return card.id, human_bytes(card.size_bytes), words


def _models(count: int) -> str:
    return "1 model" if count == 1 else f"{count} models"


def _voices(count: int) -> str:
    return "1 voice model" if count == 1 else f"{count} voice models"
