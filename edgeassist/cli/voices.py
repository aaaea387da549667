# SPDX-License-Identifier: Apache-2.0
"""`edgeassist voices list|add|remove|check`: models that hear, brought in from files and tried before they are used."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from edgeassist.cli.errand import Errand
from edgeassist.core.errors import BadInput, BadUsage
from edgeassist.core.stop import Stop
from edgeassist.core.units import human_bytes

if TYPE_CHECKING:
    from edgeassist.app.services import Services
    from edgeassist.store.voice_card import VoiceCard
    from edgeassist.store.voices import Probe, Voices

NONE_YET = (
    "There is no voice model here; English is heard without one. Others: download one at alphacephei.com/vosk/models, "
    "then `edgeassist voices add FILE`."
)

BUILT_IN, TYPED = "built in", "typed only, until a voice model is added"


class VoicesDamaged(BadInput):
    """A check found voice models that cannot be used."""

    code = "voice-model-damaged"

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(
            f"{', '.join(ids)} cannot be used.",
            hint="Get a whole copy and add it with `edgeassist voices add FILE`; it takes the place of this one.",
        )


class VoiceNotUsable(BadInput):
    """A voice model came in and was found damaged when it was tried."""

    code = "voice-model-damaged"

    def __init__(self, card: "VoiceCard") -> None:
        hint = f"It is not used. `edgeassist voices remove {card.id}` takes it out again; a whole copy replaces it."
        super().__init__(card.failure, hint=hint)


def list_voices(errand: Errand) -> None:
    """Print the voice models here, then every language that commands can be in, by its code."""
    with errand.services() as services:
        voices = _voices(services)
        cards = voices.all()
        used = {model.folder.name for one in voices.languages() if (model := voices.for_language(one))}
        spoken = _spoken(voices)
    if errand.screen.as_json:
        told = [_as_table(one) | {"used": one.id in used} for one in cards]
        errand.screen.result({"voices": told, "languages": [_as_language(*one) for one in spoken]})
        return
    if cards:
        errand.screen.table(("ID", "LANGUAGE", "SIZE", "MEMORY", "STATE"), (_row(one, used) for one in cards))
        errand.screen.say("")
    else:
        errand.screen.note(NONE_YET)
    errand.screen.table(("CODE", "LANGUAGE OF COMMANDS", "HEARD BY"), spoken)


def _spoken(voices: "Voices") -> list[tuple[str, str, str]]:
    """Return code, own name and what hears it, for every language; nothing does where commands can only be typed."""
    from edgeassist.intents.languages import available

    def ear(code: str) -> str:
        model = voices.for_language(code)
        return model.folder.name if model is not None else BUILT_IN if code == "en" else TYPED

    return [(code, name, ear(code)) for code, name in available()]


def _as_language(code: str, name: str, heard_by: str) -> dict[str, str]:
    return {"code": code, "name": name, "heard_by": "" if heard_by == TYPED else heard_by}


def _row(card: "VoiceCard", used: set[str]) -> tuple[str, ...]:
    memory = human_bytes(card.memory_bytes) if card.memory_bytes else "-"
    state = f"used for {card.language}" if card.id in used else card.state
    return (card.id, card.language or "-", human_bytes(card.size_bytes), memory, card.failure or state)


def add_voice(errand: Errand, path: Path, language: str) -> None:
    """Bring in the voice model at `path`."""
    from edgeassist.store.busy import working

    with errand.services() as services:
        services.require_store()
        with working(services.library.root):
            card = _voices(services).add(path, _probe(), errand.screen.progress, Stop(), language=language)
    if errand.screen.as_json:
        errand.screen.result(_as_table(card))
    elif card.state == "ready":
        if card.remark:
            errand.screen.note(card.remark)
        errand.screen.say(f"{card.id}: hears “{card.language}”, {human_bytes(card.size_bytes)}")
        if card.memory_bytes:
            seconds = card.load_ms / 1000
            errand.screen.say(f"Tried here: {human_bytes(card.memory_bytes)} of memory, {seconds:.1f} s to load")
        if not card.takes_grammar:
            errand.screen.note("It cannot be held to commands: every spoken command is asked about.")
    if card.state != "ready":
        raise VoiceNotUsable(card)


def remove_voice(errand: Errand, wanted: str, *, sure: bool) -> None:
    """Delete a voice model, after asking where a person can answer."""
    with errand.services() as services:
        voices = _voices(services)
        card = voices.get(wanted)
        if not sure and not _confirmed(errand, card):
            errand.screen.note("Nothing was removed.")
            return
        voices.remove(card.id)
    if errand.screen.as_json:
        errand.screen.result({"removed": card.id, "freed_bytes": card.size_bytes})
    else:
        errand.screen.say(f"Removed {card.id}; {human_bytes(card.size_bytes)} are free again.")


def _confirmed(errand: Errand, card: "VoiceCard") -> bool:
    if not sys.stdin.isatty():
        raise BadUsage(f"Removing {card.id} needs a yes.", hint="Add --yes.")
    errand.screen.note(f"Remove {card.name} ({human_bytes(card.size_bytes)}) for good? Type y and Enter:")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def check_voices(errand: Errand, ids: Sequence[str]) -> None:
    """Read voice models to the last byte and try them; all when none is named."""
    with errand.services() as services:
        voices, probe = _voices(services), _probe()
        wanted = [voices.get(one).id for one in ids] or [one.id for one in voices.all()]
        cards = [voices.check(one, probe, errand.screen.progress, Stop()) for one in wanted]
    if errand.screen.as_json:
        errand.screen.result({"voices": [_as_table(one) for one in cards]})
    elif cards:
        errand.screen.table(
            ("ID", "SIZE", "VERDICT"), [(one.id, human_bytes(one.size_bytes), _verdict(one)) for one in cards]
        )
    else:
        errand.screen.note(NONE_YET)
    if bad := [one.id for one in cards if one.state != "ready"]:
        raise VoicesDamaged(bad)


def _verdict(card: "VoiceCard") -> str:
    return "whole, and it loads" if card.state == "ready" else card.failure


def _as_table(card: "VoiceCard") -> dict[str, object]:
    """Return every field of `card` for machines but its list of files."""
    names = [one for one in card.__struct_fields__ if one != "files"]
    return {one: msgspec.to_builtins(getattr(card, one)) for one in names} | {"big": card.big}


def _voices(services: "Services") -> "Voices":
    from edgeassist.store.voices import Voices

    return Voices(services.library.root)


def _probe() -> "Probe":
    from edgeassist.app.children import child_command
    from edgeassist.store.voices import prober

    return prober(child_command("voice-check"))
