# SPDX-License-Identifier: Apache-2.0
"""The voice models for the window: listed, taken in and tried, removed. Says in plain words why one is not used."""

from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.api import VoiceView
from edgeassist.app.children import child_command
from edgeassist.core.errors import BadInput
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Report, Stop
from edgeassist.core.units import elided
from edgeassist.store.busy import working
from edgeassist.store.voice_card import VoiceCard
from edgeassist.store.voice_refusals import WhichLanguage
from edgeassist.store.voices import Probe, Voices, prober

if TYPE_CHECKING:
    from edgeassist.app.services import Services

_UNTRIED = later("It was not tried on this computer yet: add its file again.")
_BY_HAND = later("It was copied here by hand: add its file instead.")


class LanguageUntold(BadInput):
    """Nothing tells which language a voice model hears."""

    code = "voice-language-unknown"
    hint = later("Choose its language here, then add it again. Nothing was changed.")


class VoiceShelf:
    """Implements `VoiceModels`. `probe` is the tests' way to try a model without loading one."""

    def __init__(self, services: "Services", probe: Probe | None = None) -> None:
        self._services, self._probe = services, probe

    def languages(self) -> tuple[tuple[str, str], ...]:
        """Return code and own name of every language that commands can be in."""
        from edgeassist.intents.languages import available

        return available()

    def all(self) -> tuple[VoiceView, ...]:
        """Return every voice model."""
        voices = self._voices()
        used = {model.folder.name for one in voices.languages() if (model := voices.for_language(one)) is not None}
        return tuple(_view(card, used=card.id in used) for card in voices.all())

    def add(self, path: Path, report: Report, stop: Stop, *, language: str = "") -> VoiceView:
        """Take in the archive at `path`, and try it in a child of its own."""
        self._services.require_store()
        probe = self._probe or prober(child_command("voice-check"), stop)
        try:
            with working(self._services.models_folder):
                card = self._voices().add(path, probe, report, stop, language=language)
        except WhichLanguage as error:
            raise LanguageUntold(str(error)) from error
        return next((one for one in self.all() if one.id == card.id), _view(card, used=False))

    def remove(self, voice_id: str) -> None:
        """Delete it for good."""
        self._services.require_store()
        self._voices().remove(voice_id)

    def _voices(self) -> Voices:
        return Voices(self._services.models_folder)


def _view(card: VoiceCard, *, used: bool) -> VoiceView:
    return VoiceView(
        card.id,
        elided(card.name),
        card.language,
        card.size_bytes,
        card.memory_bytes,
        held=card.takes_grammar,
        used=used,
        problem=_problem(card),
    )


def _problem(card: VoiceCard) -> str:
    if card.state == "ready":
        return ""
    if card.failure_code == "not-looked-at":
        return tr(_BY_HAND)
    return tr(card.failure) if card.state == "failed" else tr(_UNTRIED)
