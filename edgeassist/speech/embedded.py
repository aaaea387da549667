# SPDX-License-Identifier: Apache-2.0
"""The recognizer that needs no download: pocketsphinx with the English model of its wheel. Lives in the voice child.

Hears sentences of a grammar near perfectly on clear speech; free dictation is rough, and is said to be.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import log, log10
from pathlib import Path

import pocketsphinx

from edgeassist.speech.heard import SAMPLE_RATE, Grammar, Heard
from edgeassist.speech.levelling import Leveller
from edgeassist.speech.pronouncing import pronunciations
from edgeassist.speech.second_key import Evidence, Stretch, judge, judge_dictation, spoken
from edgeassist.speech.second_look import Looked, needs_another, needs_third, of_three, together
from edgeassist.speech.word_graph import WordGraph, word_graph

LONGEST_COMMAND_S, LONGEST_DICTATED_S = 20.0, 90.0
"""What is said for longer is no command; of dictation the rest is left out."""
_MEAN = "62.6,-9.7,-2.1,4.9,-5.5,-4.6,-3.4,-3.3,-4.6,-3.1,-3.8,-4.0,-2.6"
"""The mean of the sound's shape before anything of an utterance was heard. None is carried to the next: that may be
somebody else's."""
_KNOWN_BYTES = int(1.3 * SAMPLE_RATE) * 2
"""After this much an utterance is heard anew, by its own mean: of 340 commands that lost 5, and 20 before."""
_USUAL_FRAMES, _LIBRARYS_FRAMES = 60, 500  # what the usual mean weighs beside the own one, here and in the library
_UNIT = 10_000.0  # costs are whole numbers of a logarithm of base 1.0001
_DICTATION = "dictation"
_IN_GRAMMAR = {"beam": 1e-64, "pbeam": 1e-64, "wbeam": 1e-48}
"""Wider than the library's own: a tenth more work, half as many sentences without a reading."""
_FREE = {"beam": 1e-48, "pbeam": 1e-48, "wbeam": 7e-29}
_MOST_GRAMMARS = 4
_FRAME_S = 0.03
_OTHER_HISS, _OTHER_SEED = 330.0, 9
"""Of 23 British commands that are hard to read seven are read right over 240, 12 over 330, 18 over 460, since less
speech is taken for silence. From 460 on an s is lost: ice for hand cream, bedside for desk; 330 is between them."""


class Embedded:
    """Implements `speech.recognizer.Recognizer`. Loads in a quarter of a second; a change of grammar takes a tenth."""

    name, language = "embedded", "en"

    def __init__(self) -> None:
        folder = Path(pocketsphinx.get_model_path()) / "en-us"
        config = pocketsphinx.Config(
            hmm=str(folder / "en-us"),
            dict=str(folder / "cmudict-en-us.dict"),
            lm=None,
            loglevel="FATAL",
            cmn="live",
            cmninit=_MEAN,
            compallsen=True,  # all sounds are scored, so that a cost says how far the grammar is from the best
            bestpath=False,
        )
        self._language_model = str(folder / "en-us.lm.bin")
        self._decoder: pocketsphinx.Decoder | None = pocketsphinx.Decoder(config)
        self._searches: OrderedDict[str, None] = OrderedDict()
        self._active = ""
        self._level: Leveller | None = None
        self._other_level = _other_level()
        self._heard_bytes = 0
        self._sound = bytearray()  # of a command, over the other hiss, for a second look
        self._begun: bytearray | None = None  # what was passed on before the voice was known
        self._partial = ""

    def use_grammar(self, grammar: Grammar | None) -> None:
        """Hear nothing but sentences of `grammar` from the next utterance on; None is free dictation."""
        if self._decoder is None:
            return
        self._drop()
        name = f"grammar {grammar.key}" if grammar else _DICTATION
        if name not in self._searches:
            self._search_widely(_FREE if grammar is None else _IN_GRAMMAR)
            if grammar is None:
                self._decoder.add_lm_file(name, self._language_model)
            else:
                self._add(name, grammar)
        self._searches[name] = None
        self._searches.move_to_end(name)
        self._decoder.activate_search(name)
        self._active = name
        self._forget_old()

    def begin(self, *, stranger: bool = False) -> None:
        """Begin an utterance. Everybody is a stranger here: nothing is learnt for the next one."""
        if self._decoder is None:
            return
        self._drop()
        if not self._active:
            self.use_grammar(None)
        self._decoder.set_cmn(_MEAN)
        self._decoder.start_utt()
        self._level, self._begun = Leveller(), bytearray()
        self._other_level = _other_level()
        self._heard_bytes = 0
        self._sound.clear()
        self._partial = ""

    def feed(self, samples: bytes) -> str:
        """Take 16 kHz, 16-bit, mono samples and return the partial text so far."""
        if self._level is None:
            return ""
        most_bytes = int(self._longest_s * SAMPLE_RATE) * 2
        self._heard_bytes += len(samples)
        if self._heard_bytes <= most_bytes:
            self._decode(self._level.feed(samples))
            if self._active != _DICTATION:
                self._sound += self._other_level.feed(samples)
        return self._partial

    def finish(self) -> Heard:
        """End the utterance and return what was heard, judged by the two keys where there is a grammar."""
        if self._decoder is None or self._level is None:
            return Heard("", "silence")
        level, self._level = self._level, None
        self._decode(level.finish())
        if self._begun:
            self._hear_anew(bytes(self._begun))
        self._decoder.end_utt()
        too_long = self._active != _DICTATION and self._heard_bytes > self._longest_s * SAMPLE_RATE * 2
        reading = self._reading()
        loudest_db = 20 * log10(max(level.loudest, 1.0) / 32768)
        voiced_s, loud_s = level.voiced_frames * _FRAME_S, level.loud_frames * _FRAME_S
        evidence = Evidence(reading, voiced_s, loudest_db, loud_s, too_long, level.above_room_db)
        return self._told(self._looked(evidence))

    def close(self) -> None:
        """Give back what the library holds."""
        self._drop()
        self._decoder = None
        self._searches.clear()

    @property
    def _longest_s(self) -> float:
        return LONGEST_DICTATED_S if self._active == _DICTATION else LONGEST_COMMAND_S

    def _drop(self) -> None:
        """End the utterance that is open."""
        if self._level is not None and self._decoder is not None:
            self._decoder.end_utt()
        self._level = None

    def _decode(self, samples: bytes) -> None:
        if samples and self._decoder is not None:
            self._decoder.process_raw(samples)
            if self._begun is not None:
                self._begun += samples
                if len(self._begun) >= _KNOWN_BYTES:
                    self._hear_anew(bytes(self._begun))
            hypothesis = self._decoder.hyp()
            self._partial = hypothesis.hypstr if hypothesis is not None else ""

    def _hear_anew(self, begun: bytes) -> None:
        """Hear what has come of the utterance once more, by the mean of its own voice and room."""
        self._begun = None
        if self._decoder is not None:
            self._decoder.end_utt()
            self._decoder.set_cmn(_own_mean(self._decoder.get_cmn(True), self._decoder.n_frames()))
            self._decoder.start_utt()
            self._decoder.process_raw(begun)

    def _reading(self) -> tuple[Stretch, ...]:
        decoder = self._decoder
        if decoder is None or decoder.hyp() is None:
            return ()
        return tuple(
            Stretch(
                _word(part.word),
                part.start_frame,
                part.end_frame,
                -log(max(part.ascore, 1e-300)) * _UNIT,
                len((decoder.lookup_word(part.word) or "").split()),
            )
            for part in decoder.seg()
            if part.end_frame > part.start_frame
        )

    def _looked(self, evidence: Evidence) -> Looked:
        if self._active == _DICTATION:
            return Looked(judge_dictation(evidence), evidence)
        if not needs_another(evidence):
            return Looked(judge(evidence), evidence)
        if self._decoder is None:
            return Looked(judge(evidence), evidence)
        self._sound += self._other_level.finish()
        begun_by = self._decoder.get_cmn(False)
        self._decoder.reinit_feat()  # until a piece is passed on alone, the mean is that of the whole
        second = replace(evidence, reading=self._read_again(whole=True))
        if not needs_third(evidence, second):
            return together(evidence, second)
        self._decoder.set_cmn(begun_by)
        return of_three(evidence, second, replace(evidence, reading=self._read_again(whole=False)))

    def _read_again(self, *, whole: bool) -> tuple[Stretch, ...]:
        """Read the utterance once more, over another hiss: by the mean of the whole of it, or that of its beginning."""
        if self._decoder is None or not self._sound:
            return ()
        self._decoder.start_utt()
        self._decoder.process_raw(bytes(self._sound), full_utt=whole)
        self._decoder.end_utt()
        return self._reading()

    def _told(self, looked: Looked) -> Heard:
        judgement, evidence = looked.judgement, looked.evidence
        words = spoken(evidence.reading)
        text = " ".join(word.text for word in words)
        return Heard(
            text or (self._partial if judgement.verdict == "not-a-command" else ""),
            judgement.verdict,
            judgement.confidence,
            words,
            alternatives=(looked.other,) if looked.other and judgement.verdict == "unsure" else (),
            speech_s=round(evidence.voiced_s, 2),
        )

    def _add(self, name: str, grammar: Grammar) -> None:
        if self._decoder is None:
            return
        graph = word_graph(grammar.jsgf)
        for word, phones in grammar.pronunciations:
            self._add_word(word, (phones,))
        for word in sorted(graph.words):
            if self._decoder.lookup_word(word) is None:
                self._add_word(word, pronunciations(word, self._decoder.lookup_word))
        self._decoder.add_fsg(name, self._decoder.create_fsg(name, graph.start, graph.end, _weighed(graph)))

    def _add_word(self, word: str, ways: Iterable[str]) -> None:
        """Add what is not in the dictionary: other ways to say a word are numbered, as in the dictionary."""
        if self._decoder is None:
            return
        for phones in ways:
            number, entry = 1, word
            while (known := self._decoder.lookup_word(entry)) is not None and known != phones:
                number, entry = number + 1, f"{word}({number + 1})"
            if known is None:
                self._decoder.add_word(entry, phones, False)

    def _search_widely(self, beams: Mapping[str, float]) -> None:
        """Have the next search that is added keep this much in mind."""
        if self._decoder is not None:
            for name, value in beams.items():
                self._decoder.config[name] = value

    def _forget_old(self) -> None:
        grammars = [name for name in self._searches if name != _DICTATION]
        for name in grammars[:-_MOST_GRAMMARS]:
            if self._decoder is not None:
                self._decoder.remove_search(name)
            del self._searches[name]


def _other_level() -> Leveller:
    return Leveller(hiss=_OTHER_HISS, seed=_OTHER_SEED)


def _own_mean(mixed: str, frames: int) -> str:
    """Return the mean of an utterance of `frames`: the library has mixed it with the usual one."""
    usual = [float(one) for one in _MEAN.split(",")]
    both = [float(one) for one in mixed.split(",")]
    own = [(one * (_LIBRARYS_FRAMES + frames) - was * _LIBRARYS_FRAMES) for one, was in zip(both, usual, strict=True)]
    all_frames = frames + _USUAL_FRAMES
    return ",".join(f"{(one + was * _USUAL_FRAMES) / all_frames:.3f}" for one, was in zip(own, usual, strict=True))


def _weighed(graph: WordGraph) -> list[tuple[int, int, float] | tuple[int, int, float, str]]:
    """Return the arcs as the library takes them: those that leave a state share its probability."""
    leaving: dict[int, int] = {}
    for start, *_ in graph.arcs:
        leaving[start] = leaving.get(start, 0) + 1
    return [
        (start, to, 1 / leaving[start], word) if word else (start, to, 1 / leaving[start])
        for start, to, word in graph.arcs
    ]


def _word(text: str) -> str:
    """Return the word of a dictionary's entry; nothing for silences, noises and the grammar's own joints."""
    if text.startswith(("<", "[", "(", "+")):
        return ""
    return text.partition("(")[0]
