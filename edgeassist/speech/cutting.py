# SPDX-License-Identifier: Apache-2.0
"""Cuts a stream of sound into utterances: where one begins, where it ends, and when it has become too long.

What counts as speech is the endpoint's to say. Nothing is recognized here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from edgeassist.speech.heard import SAMPLE_RATE
from edgeassist.speech.lines import Purpose

_BYTES_PER_SECOND = 2 * SAMPLE_RATE
_RUN_UP_BYTES = int(0.6 * _BYTES_PER_SECOND)  # what was said before the endpoint was sure of it
_SHORT_BYTES = int(1.5 * _BYTES_PER_SECOND)  # all of it is heard: it may be over before the endpoint is sure of it
COMMAND_S, DICTATED_S = 15.0, 60.0

Sounding = Literal["quiet", "speech", "ended"]
Why = Literal["said", "too-long", "nothing"]


class Ends(Protocol):
    """What `speech.endpoint.Endpoint` is here."""

    def feed(self, samples: bytes) -> Sounding:
        """Take samples and say whether somebody speaks, or has just ended."""


@dataclass(frozen=True, slots=True)
class Begin:
    """An utterance begins."""


@dataclass(frozen=True, slots=True)
class Feed:
    """The utterance goes on with `samples`."""

    samples: bytes


@dataclass(frozen=True, slots=True)
class End:
    """The utterance is over; `nothing`: there was none while one was waited for."""

    why: Why = "said"


Cut = Begin | Feed | End


class Cutter:
    """Cuts the sound of one job. `over` says that a command has been heard; `speaking` is for the eye."""

    def __init__(self, purpose: Purpose, endpoint: Callable[[], Ends], *, hold: bool) -> None:
        self._one, self._hold, self._new_endpoint = purpose == "command", hold, endpoint
        self._endpoint: Ends | None = None
        self._most_bytes = int((COMMAND_S if self._one else DICTATED_S) * _BYTES_PER_SECOND)
        self._run_up = bytearray()
        self._passed = 0  # bytes of the utterance, or of the quiet before it
        self._begun = False
        self.over = self.speaking = False

    def feed(self, samples: bytes) -> list[Cut]:
        """Return what `samples` mean for the utterance under way."""
        if self.over or not samples:
            return []
        if self._endpoint is None:
            self._endpoint = self._new_endpoint()
        said = self._endpoint.feed(samples)
        self.speaking = said == "speech"
        self._passed += len(samples)
        if self._begun:
            return [Feed(samples), *self._ended(said)]
        if self._hold or said != "quiet":
            run_up, self._run_up = bytes(self._run_up[-_RUN_UP_BYTES:]), bytearray()
            self._begun, self._passed = True, len(run_up) + len(samples)
            return [Begin(), Feed(run_up + samples), *self._ended(said)]
        self._run_up += samples
        del self._run_up[:-_SHORT_BYTES]
        if self._one and self._passed >= self._most_bytes:
            return [self._end("nothing")]
        return []

    def finish(self) -> list[Cut]:
        """Return what is to be done when no more sound comes."""
        if self.over:
            return []
        if self._begun:
            return [self._end("said")]
        self.over = True
        if not self._one:
            return []
        if self._run_up and self._passed == len(self._run_up):
            return [Begin(), Feed(bytes(self._run_up)), End("said")]
        return [End("nothing")]

    def _ended(self, said: Sounding) -> list[Cut]:
        if said == "ended" and not self._hold:
            return [self._end("said")]
        if self._passed < self._most_bytes:
            return []
        if self._one:
            return [self._end("too-long")]
        if not self._hold:
            return [self._end("said")]
        end = self._end("said")
        self._begun = True  # the key is still held: the next utterance begins without waiting for speech
        return [end, Begin()]

    def _end(self, why: Why) -> End:
        self.over, self._begun, self._passed = self._one, False, 0
        self._endpoint, self.speaking = None, False
        return End(why)
