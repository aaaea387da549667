# SPDX-License-Identifier: Apache-2.0
"""Brings the sound of one utterance to one loudness over one faint hiss. Knows no recognizer.

The model has never heard a room without noise: over digital silence one sentence in eight was lost. The hiss is louder
the lower it is, as in a room: white hiss drowns what tells `s` from `f`, and sixty was heard as fifty, desk as
bedside. Without 0.3 s of it before and after the speech many utterances end in no reading at all.
"""

from collections import deque
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from pocketsphinx import Vad

from edgeassist.speech.heard import SAMPLE_RATE

FRAME_BYTES = 960
"""30 ms, the length that the voice detector takes."""
_LOUDNESS = 3276.0  # RMS of the speech: 20 dB below full scale
HISS = 240.0
"""RMS: 23 dB below the speech."""
_COLOUR = 0.85  # from 0, which is white, to 1
_HISS_S = 4
_PAD_S = 0.3
_ENOUGH_FRAMES = 12  # of speech, to know how loud it is
_FEWEST_FRAMES = 4
_RUN_UP_FRAMES = 20  # kept of what was before the first speech
_MOST_GAIN = 60.0
_FADING = 0.995  # a frame: half in 4 s
_ROOM_FRAMES = 50
_ABOVE = 1.8
_SOFT_PART, _LOUD_PART = 0.05, 0.9
_SILENT = 30.0  # RMS below which nothing is said: 61 dB below full scale

Samples = npt.NDArray[np.float64]


def rms(frame: bytes) -> float:
    """How loud a piece of samples is, from 0 to 32768."""
    samples = np.frombuffer(frame, dtype="<i2").astype(np.float64)
    return float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0


@lru_cache(maxsize=4)
def soft_noise(seed: int) -> Samples:
    """Return four seconds of noise of RMS 1 that is louder the lower it is; its end goes on with its beginning."""
    count = _HISS_S * SAMPLE_RATE
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    spectrum /= np.abs(1 - _COLOUR * np.exp(-2j * np.pi * np.arange(len(spectrum)) / count))
    made = np.fft.irfft(spectrum, count)
    return np.asarray(made / np.sqrt(np.mean(made**2)), dtype=np.float64)


class VoiceDetector:
    """Says of 30 ms whether they sound like a voice: to the library's detector, and above the noise of the room.

    Soft sound is made louder for the library, by what was loudest lately; then it takes hiss for a voice, which the
    comparison with the least loud frame of the last second and a half undoes.
    """

    def __init__(self) -> None:
        self._vad = Vad(mode=Vad.STRICT)
        self._lately = 0.0
        self._recent: deque[float] = deque(maxlen=_ROOM_FRAMES)

    def is_voice(self, frame: bytes, loud: float) -> bool:
        """Look at `frame`, whose RMS is `loud`."""
        self._lately = max(loud, self._lately * _FADING)
        self._recent.append(loud)
        if loud < max(_SILENT, _ABOVE * min(self._recent)):
            return False
        gain = min(_MOST_GAIN, _LOUDNESS / self._lately)
        heard = frame if gain <= 1 else _scaled(frame, gain).astype("<i2").tobytes()
        return bool(self._vad.is_speech(heard))


class Leveller:
    """For one utterance. Holds its beginning back until it is known how loud it is, then passes on what comes."""

    def __init__(self, *, hiss: float = HISS, seed: int = 5) -> None:
        self._voice = VoiceDetector()
        self._noise, self._at, self._wanted_hiss = soft_noise(seed), 0, hiss
        self._rest = b""
        self._held: list[bytes] | None = []
        self._voiced: list[float] = []
        self._unvoiced: list[float] = []
        self._gain, self._hiss = 1.0, hiss
        self._all: list[float] = []
        self.voiced_frames = 0
        """How many frames of 30 ms sounded like a voice."""

    def feed(self, samples: bytes) -> bytes:
        """Take samples, in any pieces, and return what can be heard now."""
        return self._passed(b"".join(filter(None, map(self._framed, self._frames(samples)))))

    def finish(self) -> bytes:
        """Return what was held back and the end; nothing where nobody spoke."""
        out = b""
        if self._held is not None:
            if self.voiced_frames < _FEWEST_FRAMES:
                return b""
            out = self._released()
        return self._passed(out + self._rest[: len(self._rest) // 2 * 2]) + self._pad()

    @property
    def loudest(self) -> float:
        """The RMS of the loudest frame, from 0 to 32768."""
        return max(self._all, default=0.0)

    @property
    def loud_frames(self) -> int:
        """How many frames come within 20 dB of the loudest."""
        least = max(_SILENT, self.loudest / 10)
        return sum(loud >= least for loud in self._all)

    @property
    def above_room_db(self) -> float:
        """How far the loud frames stand above the soft ones: by the noise of the room where there is much of it."""
        if not self._all:
            return 0.0
        soft, loud = np.quantile(self._all, (_SOFT_PART, _LOUD_PART))
        return float(20 * np.log10(max(1.0, loud) / max(1.0, soft)))

    def _frames(self, samples: bytes) -> Iterator[bytes]:
        whole = self._rest + samples
        count = len(whole) // FRAME_BYTES
        self._rest = whole[count * FRAME_BYTES :]
        for number in range(count):
            yield whole[number * FRAME_BYTES : (number + 1) * FRAME_BYTES]

    def _framed(self, frame: bytes) -> bytes:
        """Look at one frame, and return what can be passed on because of it."""
        loud = rms(frame)
        voiced = self._voice.is_voice(frame, loud)
        self._all.append(loud)
        self.voiced_frames += voiced
        if self._held is None:
            return frame
        (self._voiced if voiced else self._unvoiced).append(loud)
        self._held.append(frame)
        if not self._voiced:
            del self._held[:-_RUN_UP_FRAMES], self._unvoiced[:-_RUN_UP_FRAMES]
        return self._released() if len(self._voiced) >= _ENOUGH_FRAMES else b""

    def _released(self) -> bytes:
        """Decide on the loudness, and return all that was held."""
        speech = float(np.sqrt(np.mean(np.square(self._voiced))))
        floor = min([*self._voiced, *self._unvoiced])  # the room: soft speech is louder
        self._gain = min(_MOST_GAIN, _LOUDNESS / max(1.0, speech))
        self._hiss = float(np.sqrt(max(0.0, self._wanted_hiss**2 - (floor * self._gain) ** 2)))
        held, self._held = b"".join(self._held or []), None
        return self._silence() + held

    def _silence(self) -> bytes:
        return bytes(2 * round(_PAD_S * SAMPLE_RATE))

    def _pad(self) -> bytes:
        self._hiss = self._wanted_hiss
        return self._passed(self._silence())

    def _passed(self, samples: bytes) -> bytes:
        if not samples:
            return b""
        levelled = _scaled(samples, self._gain)
        places = np.arange(self._at, self._at + len(levelled))
        levelled += np.take(self._noise, places, mode="wrap") * self._hiss
        self._at = (self._at + len(levelled)) % len(self._noise)
        return np.clip(levelled, -32768, 32767).astype("<i2").tobytes()


def _scaled(samples: bytes, gain: float) -> Samples:
    return np.clip(np.frombuffer(samples, dtype="<i2") * gain, -32768.0, 32767.0)
