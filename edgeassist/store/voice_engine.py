# SPDX-License-Identifier: Apache-2.0
"""The one door to vosk: loaded late, quiet, always with a folder of ours, and never by way of its downloader.

For children only: a broken model may end the process that loads it. Knows no rule about what was heard.
"""

import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from edgeassist.core.errors import EngineTrouble, Unavailable
from edgeassist.core.language import later, tr
from edgeassist.store.voice_refusals import VoiceDamaged
from edgeassist.store.voice_shape import acoustic_file, takes_grammar

UNKNOWN = "[unk]"
"""What vosk says for speech that is outside a grammar."""


class NoVosk(Unavailable):
    """The library is not there, or does not run on this computer."""

    code = "vosk-unavailable"
    hint = later("The built-in English needs no voice model. Install EdgeAssist again to get the library.")


class VoskFailed(EngineTrouble):
    """The library gave up on an utterance."""

    code, hint = "vosk-failed", later("Say it again. Nothing was done.")


def load_library() -> Any:
    """Return the module vosk, told to be quiet; raise `NoVosk`, whatever its import does."""
    try:
        vosk = import_module("vosk")
        vosk.SetLogLevel(-1)
    except (Exception, SystemExit) as error:
        raise NoVosk(
            tr("The library that hears with voice models cannot be used here ({name}).", name=type(error).__name__)
        ) from error
    return vosk


class VoskModel:
    """The model in a checked folder. `library` stands in for the module vosk in tests."""

    def __init__(self, folder: Path, *, library: Any = None) -> None:
        if not acoustic_file(folder).is_file():  # with no path, vosk would look for a model elsewhere
            raise VoiceDamaged(tr("its files are gone"))
        self._vosk = load_library() if library is None else library
        self.takes_grammar = takes_grammar(folder)
        try:
            self._model = self._vosk.Model(model_path=str(folder.absolute()))
        except (Exception, SystemExit) as error:
            raise VoiceDamaged(tr("vosk cannot load it")) from error

    def knows(self, word: str) -> bool:
        """Tell whether the model has ever heard of `word`: no other can be in a grammar."""
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def decoder(self, sample_rate: int, phrases: Sequence[str] | None = None) -> "VoskDecoder":
        """Return what decodes freely, or nothing but `phrases` and `UNKNOWN`."""
        extra = () if phrases is None else (json.dumps([*phrases, UNKNOWN], ensure_ascii=False),)
        try:
            recognizer = self._vosk.KaldiRecognizer(self._model, sample_rate, *extra)
            recognizer.SetWords(True)
        except (Exception, SystemExit) as error:
            raise VoskFailed(tr("The voice model does not take these sentences.")) from error
        return VoskDecoder(recognizer)


class VoskDecoder:
    """One utterance after the other into vosk's JSON text. Not for two threads at once."""

    def __init__(self, recognizer: Any) -> None:
        self._recognizer = recognizer

    def accept(self, samples: bytes) -> bool:
        """Take samples; True when vosk thinks that a stretch of speech is over: ask for its `result` then."""
        try:
            return bool(self._recognizer.AcceptWaveform(samples))
        except Exception as error:
            raise VoskFailed(tr("The voice model could not make sense of the sound.")) from error

    def result(self) -> str:
        """Return the stretch that is over."""
        return str(self._recognizer.Result())

    def partial(self) -> str:
        """Return what the stretch under way seems to be."""
        return str(self._recognizer.PartialResult())

    def final(self) -> str:
        """End the utterance and return the rest of it."""
        return str(self._recognizer.FinalResult())

    def reset(self) -> None:
        """Forget the utterance."""
        self._recognizer.Reset()
