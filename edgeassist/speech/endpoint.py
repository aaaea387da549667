# SPDX-License-Identifier: Apache-2.0
"""Says when somebody began to speak and when they ended. Hears no words."""

from collections import deque
from typing import Literal

from edgeassist.speech.levelling import FRAME_BYTES, VoiceDetector, rms

Sounding = Literal["quiet", "speech", "ended"]

_BEGIN_FRAMES, _BEGIN_VOICED = 8, 6
_END_FRAMES, _END_VOICED = 17, 1
_FADED = 0.05  # of the loudest speech, 26 dB below it: an echo, or somebody far away


class Endpoint:
    """For one source. Speech has begun after 180 ms of voice in 240 ms, and ended after half a second without."""

    def __init__(self) -> None:
        self._voice = VoiceDetector()
        self._rest = b""
        self._recent: deque[bool] = deque(maxlen=_END_FRAMES)
        self._speaking = False
        self._loudest = 0.0

    def feed(self, samples: bytes) -> Sounding:
        """Take samples, in any pieces; `ended` is said once, and what comes after is another utterance."""
        whole = self._rest + samples
        at = 0
        ended = False
        while at + FRAME_BYTES <= len(whole):
            ended |= self._ends_with(whole[at : at + FRAME_BYTES])
            at += FRAME_BYTES
        self._rest = whole[at:]
        if ended:
            return "ended"
        return "speech" if self._speaking else "quiet"

    def _ends_with(self, frame: bytes) -> bool:
        loud = rms(frame)
        voiced = self._voice.is_voice(frame, loud) and loud >= self._loudest * _FADED
        self._recent.append(voiced)
        if not self._speaking:
            self._speaking = sum(list(self._recent)[-_BEGIN_FRAMES:]) >= _BEGIN_VOICED
            self._loudest = loud if self._speaking else 0.0
            return False
        if voiced:
            self._loudest = max(self._loudest, loud)
        if len(self._recent) < _END_FRAMES or sum(self._recent) > _END_VOICED:
            return False
        self._recent.clear()
        self._speaking, self._loudest = False, 0.0
        return True
