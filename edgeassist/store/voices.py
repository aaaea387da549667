# SPDX-License-Identifier: Apache-2.0
"""The voice models of this laptop: list, add, check, remove, and which one hears a language. Loads none itself.

They lie in `voices/<id>/` below the models folder, each with its card `voice.json`. Only one that was tried on this
laptop, and whose files are still those, is ever handed out for loading.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Report, Stop
from edgeassist.store.inspected import is_inspected, note
from edgeassist.store.intake import StoreTrouble
from edgeassist.store.library import Library
from edgeassist.store.opened import open_regular
from edgeassist.store.progress import Progress
from edgeassist.store.reading import read_through
from edgeassist.store.voice_card import VoiceCard, read_voice_card, write_voice_card
from edgeassist.store.voice_check import probe_voice
from edgeassist.store.voice_intake import delete_voice, take_in, voices_folder
from edgeassist.store.voice_refusals import NoSuchVoice, VoiceDamaged
from edgeassist.store.voice_shape import check_shape

NOT_CHECKED = later("It was not checked on this computer yet: `edgeassist voices check` does.")
STEP, TRY_STEP = later("Checking"), later("Trying")

Probe = Callable[[VoiceCard, Path], VoiceCard]
"""Tries the model in the folder and returns its card, `ready` or `failed`."""


@dataclass(frozen=True, slots=True)
class VoiceModel:
    """A model that may be loaded: where it is, what it is called, and the code of its language."""

    folder: Path
    name: str
    language: str


class Voices:
    """The voice models below `models_folder`. Methods may be called on any thread; listing reads small files only."""

    def __init__(self, models_folder: Path) -> None:
        self._library = Library(models_folder)
        self._root = voices_folder(self._library)

    @property
    def root(self) -> Path:
        """The folder of the voice models; it may be missing."""
        return self._root

    def all(self) -> tuple[VoiceCard, ...]:
        """Return the cards by language and name; one that is damaged, or unknown to this laptop, says so."""
        cards = (self._card(one) for one in _folders(self._root))
        return tuple(sorted(cards, key=lambda one: (one.language, one.name, one.id)))

    def get(self, voice_id: str) -> VoiceCard:
        """Return the card of that id; raise `NoSuchVoice`."""
        cards = self.all()
        found = next((one for one in cards if one.id == voice_id.strip().lower()), None)
        if found is None:
            raise NoSuchVoice(voice_id, tuple(one.id for one in cards))
        return found

    def for_language(self, language: str) -> VoiceModel | None:
        """Return the model that hears `language`, the one added last where there are several; None without one."""
        code = language.lower().replace("_", "-").partition("-")[0]
        able = [one for one in self.all() if one.state == "ready" and one.language == code]
        if not able:
            return None
        best = max(able, key=lambda one: (one.added_at, one.id))
        return VoiceModel(self._root / best.id, best.name, best.language)

    def languages(self) -> tuple[str, ...]:
        """Return the codes of all languages that a model here can hear."""
        return tuple(sorted({one.language for one in self.all() if one.state == "ready"}))

    def add(self, path: Path, probe: Probe, report: Report, stop: Stop, *, language: str = "") -> VoiceCard:
        """Install the archive or folder at `path`, try it, and return its card, `ready` or `failed` with the reason."""
        card = take_in(self._library, path, report, stop, language=language)
        return card if card.remark and self._is_sound(card) else self.try_out(card, probe, report)

    def try_out(self, card: VoiceCard, probe: Probe, report: Report) -> VoiceCard:
        """Try an installed model whose bytes are known to be right, and note on its card what came of it."""
        report(TRY_STEP, 0, 1)
        return self._keep(probe(card, self._root / card.id))

    def check(self, voice_id: str, probe: Probe, report: Report, stop: Stop) -> VoiceCard:
        """Read every file of a model against its SHA-256, then try it; note the outcome and return the card."""
        folder = self._root / self.get(voice_id).id
        card = read_voice_card(folder)
        if not card.files:
            return card
        try:
            self._compare(card, folder, report, stop)
            check_shape(folder)
        except VoiceDamaged as error:
            return self._keep(card.failed(error.code, str(error)))
        return self.try_out(card, probe, report)

    def remove(self, voice_id: str) -> VoiceCard:
        """Delete a model for good and return the card it had."""
        card = self.get(voice_id)
        delete_voice(self._library, card.id)
        return card

    def trust(self, voice_id: str) -> None:
        """Note that the files of a model, as they are now, were compared byte for byte on this laptop."""
        folder = self._root / voice_id
        note(self._root, voice_id, *_files(folder), kept=frozenset(one.name for one in _folders(self._root)))

    def is_trusted(self, voice_id: str) -> bool:
        """Tell whether `trust` was called for the files that are there now."""
        return is_inspected(self._root, voice_id, *_files(self._root / voice_id))

    def _card(self, folder: Path) -> VoiceCard:
        card = read_voice_card(folder)
        if not card.files:
            return card
        for one in card.files:
            try:
                size_bytes = (folder / one.path).lstat().st_size
            except OSError:
                size_bytes = -1
            if size_bytes != one.size_bytes:
                what = tr("is missing") if size_bytes < 0 else tr("has another size")
                return card.failed(VoiceDamaged.code, str(VoiceDamaged(f"{one.path} {what}")))
        if card.state == "ready" and not self.is_trusted(folder.name):
            return msgspec.structs.replace(card, state="probing", failure=NOT_CHECKED)
        return card

    def _is_sound(self, card: VoiceCard) -> bool:
        return self._card(self._root / card.id).state == "ready"

    def _keep(self, card: VoiceCard) -> VoiceCard:
        try:
            write_voice_card(self._root / card.id, card)
        except OSError as error:
            raise StoreTrouble(
                tr("The description of this voice model cannot be written: {reason}.", reason=error.strerror)
            ) from error
        if card.state == "ready":
            self.trust(card.id)
        return card

    def _compare(self, card: VoiceCard, folder: Path, report: Report, stop: Stop) -> None:
        progress = Progress(report, stop, STEP, card.size_bytes)
        for one in card.files:
            digest = sha256()
            try:
                with open_regular(folder / one.path) as opened:
                    read_through(opened, progress, digest.update)
            except EdgeError as error:
                stop.check()
                raise VoiceDamaged(tr("{path} cannot be read", path=one.path)) from error
            if digest.hexdigest() != one.sha256:
                raise VoiceDamaged(tr("{path} is not what it was when it came", path=one.path))
        for extra in _strangers(folder, card):
            raise VoiceDamaged(tr("{name} was put into its folder afterwards", name=extra))


def _files(folder: Path) -> list[Path]:
    return [folder / one.path for one in read_voice_card(folder).files]


def _strangers(folder: Path, card: VoiceCard) -> list[str]:
    """Return files that vosk might read and the card does not know."""
    known = {one.path for one in card.files} | {"voice.json"}
    found = sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*") if not one.is_dir())
    return [one for one in found if one not in known]


def _folders(root: Path) -> list[Path]:
    try:
        return [one for one in root.iterdir() if not one.name.startswith(".") and one.is_dir() and not one.is_symlink()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise StoreTrouble(
            tr("The folder of the voice models cannot be read: {reason}.", reason=error.strerror)
        ) from error


def prober(command: Sequence[str], stop: Stop | None = None) -> Probe:
    """Return what tries a model in a child started by `command` (mode `voice-check`)."""
    return lambda card, folder: probe_voice(card, folder, command, stop=stop)
