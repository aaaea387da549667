# SPDX-License-Identifier: Apache-2.0
"""Hears with a vosk model from a checked folder, held to a grammar by two keys. Lives in the voice child.

Two decoders hear the same sound, one freely and one within the sentences of the grammar; `two_keys` judges. A model
with a fixed graph knows no grammars: what it hears is always asked about.
"""

import time
from pathlib import Path

import msgspec

from edgeassist.speech import two_keys
from edgeassist.speech.heard import SAMPLE_RATE, Grammar, Heard
from edgeassist.speech.vosk_results import Said, joined, partly, said
from edgeassist.store.voice_engine import UNKNOWN, VoskDecoder, VoskModel

_SAMPLE_BYTES = 2


class VoskRecognizer:
    """Implements `speech.recognizer.Recognizer`. `model` stands in for the loaded one in tests."""

    dictates = True

    def __init__(self, folder: Path, language: str, *, model: VoskModel | None = None) -> None:
        """Load the model; raise `VoiceDamaged` or `NoVosk`. A broken one may end the process instead."""
        self._model = model or VoskModel(folder)
        self.name, self.language = f"vosk {folder.name}", language
        self._free = _Stretches(self._model.decoder(SAMPLE_RATE))
        self._held: _Stretches | None = None
        self._key, self._commanding = "", False
        self._fed_bytes = 0
        self.left_out: tuple[str, ...] = ()

    def use_grammar(self, grammar: Grammar | None) -> None:
        """Hear commands of `grammar` from the next utterance on; None is free dictation. An equal one costs nothing.

        `left_out` are the words of it that the model has never heard of; sentences with them cannot be heard.
        """
        self._commanding = grammar is not None
        if grammar is None or grammar.key == self._key:
            return
        able = bool(grammar.phrases) and self._model.takes_grammar
        self._held = self._decoder_of(grammar.phrases) if able else None
        self._key = grammar.key

    def _decoder_of(self, phrases: tuple[str, ...]) -> "_Stretches":
        words = {word for phrase in phrases for word in phrase.split()}
        unknown = {word for word in words if word != UNKNOWN and not self._model.knows(word)}
        self.left_out = tuple(sorted(unknown))
        able = [phrase for phrase in phrases if unknown.isdisjoint(phrase.split())]
        return _Stretches(self._model.decoder(SAMPLE_RATE, able))

    def begin(self, *, stranger: bool = False) -> None:
        """Begin an utterance; each is heard for itself, whoever speaks."""
        self._fed_bytes = 0
        for one in self._asked():
            one.begin()

    def feed(self, samples: bytes) -> str:
        """Take samples and return the partial text so far: the free one, since the grammar would always have one."""
        if samples:
            self._fed_bytes += len(samples)
            for one in self._asked():
                one.feed(samples)
        return self._free.partial()

    def _asked(self) -> "tuple[_Stretches, ...]":
        """Return the decoders that hear the utterance under way."""
        return (self._free, self._held) if self._commanding and self._held is not None else (self._free,)

    def finish(self) -> Heard:
        """End the utterance and judge it."""
        begun_s = time.perf_counter()
        free = _heard(self._free.finish(), self._fed_bytes)
        if not self._commanding:
            heard = _as_dictated(free)
        elif self._held is None:
            heard = two_keys.alone(free)
        else:
            heard = two_keys.judge(free, _heard(self._held.finish(), self._fed_bytes))
        took_ms = 1000 * (time.perf_counter() - begun_s)
        return msgspec.structs.replace(heard, took_ms=took_ms)

    def close(self) -> None:
        """Let the decoders and the model go."""
        self._held = None
        self.__dict__.pop("_free", None)
        self.__dict__.pop("_model", None)


class _Stretches:
    """One decoder and what it made of the utterance so far: vosk may cut one at its pauses."""

    def __init__(self, decoder: VoskDecoder) -> None:
        self._decoder = decoder
        self._over: list[Said] = []

    def begin(self) -> None:
        self._decoder.reset()
        self._over = []

    def feed(self, samples: bytes) -> None:
        if self._decoder.accept(samples):
            self._over.append(said(self._decoder.result()))

    def partial(self) -> str:
        parts = [*(one.text for one in self._over), partly(self._decoder.partial())]
        return " ".join(one for one in parts if one)

    def finish(self) -> Said:
        over, self._over = [*self._over, said(self._decoder.final())], []
        return joined(over)


def _heard(one: Said, fed_bytes: int) -> Heard:
    """Return what a decoder said as a value without a verdict of its own."""
    fed_s = fed_bytes / (_SAMPLE_BYTES * SAMPLE_RATE)
    speech_s = one.words[-1].end_s - one.words[0].start_s if one.words else 0.0
    return Heard(
        one.text, "unsure", words=one.words, alternatives=one.alternatives, speech_s=min(fed_s, max(0.0, speech_s))
    )


def _as_dictated(free: Heard) -> Heard:
    """Return dictation as it was heard: nothing is done by it, so nothing has to be asked."""
    words = free.words
    confidence = sum(one.confidence for one in words) / len(words) if words else 0.0
    verdict = "accepted" if free.text else "silence"
    return msgspec.structs.replace(free, verdict=verdict, confidence=confidence, free_text=free.text)
