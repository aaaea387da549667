# SPDX-License-Identifier: Apache-2.0
"""What the window and the voice child say to each other, one JSON line each. Values and their coding only.

The parent sends orders, the child tells news. Every `Listen` ends with exactly one `Ended`.
"""

from typing import Literal

import msgspec

from edgeassist.speech.heard import Grammar, Heard

Purpose = Literal["command", "dictation", "level"]
"""`level` shows the microphone only: nothing is recognized."""
Why = Literal["done", "cancelled", "failed"]
Ear = Literal["opening", "listening", "speech", "thinking", "lost"]
"""`listening`: open, nobody speaks; `speech`: somebody does; `thinking`: closed or paused, the recognizer works;
`lost`: the microphone went away, and is waited for."""


class Prepare(msgspec.Struct, frozen=True, tag="prepare"):
    """Load a recognizer: the embedded one, or the vosk model in the checked `folder`. Answered by `Ready`."""

    language: str
    folder: str = ""


class UseGrammar(msgspec.Struct, frozen=True, tag="grammar"):
    """Hear this grammar in commands from now on."""

    grammar: Grammar


class ListDevices(msgspec.Struct, frozen=True, tag="devices?"):
    """Answered by `Devices`."""


class Listen(msgspec.Struct, frozen=True, tag="listen"):
    """Open a source: the microphone named `device` (empty: the system's choice), or with `sent` what `Sound` brings.

    With `hold` an utterance ends by `Finish` alone (the key is held); otherwise by the end of speech too. A command is
    one utterance; dictation goes on until `Finish`. `keep_as` is a path to also write the sound to, as asked.
    """

    job: int
    purpose: Purpose
    device: str = ""
    sent: bool = False
    hold: bool = False
    keep_as: str = ""


class Sound(msgspec.Struct, frozen=True, tag="sound"):
    """The next bytes of a WAV, FLAC or OGG file for `job`; `last` ends it."""

    job: int
    content: bytes
    last: bool = False


class Finish(msgspec.Struct, frozen=True, tag="finish"):
    """The key was let go: make what was said so far into a result."""

    job: int


class Cancel(msgspec.Struct, frozen=True, tag="cancel"):
    """Forget what was said."""

    job: int


Order = Prepare | UseGrammar | ListDevices | Listen | Sound | Finish | Cancel


class Device(msgspec.Struct, frozen=True):
    """A microphone by its name; `chosen` is the system's own choice."""

    name: str
    chosen: bool = False


class Devices(msgspec.Struct, frozen=True, tag="devices"):
    """What can be listened to now; `trouble` says in a sentence why nothing can."""

    devices: tuple[Device, ...]
    trouble: str = ""


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """A recognizer is loaded: its name, its language, and whether it takes free dictation well."""

    recognizer: str
    language: str
    dictates: bool
    memory_bytes: int = 0


class EarState(msgspec.Struct, frozen=True, tag="ear"):
    """Where `job` is: the microphone is open in `listening`, `speech` and nowhere else."""

    job: int
    state: Ear
    device: str = ""


class Level(msgspec.Struct, frozen=True, tag="level"):
    """How loud it is, in dB below full scale (0 is the loudest there is), some 20 times a second."""

    job: int
    rms_db: float
    peak_db: float
    clipped: bool = False


class Partial(msgspec.Struct, frozen=True, tag="partial"):
    """What the utterance under way seems to be."""

    job: int
    text: str


class Utterance(msgspec.Struct, frozen=True, tag="utterance"):
    """One utterance is over."""

    job: int
    heard: Heard


class Ended(msgspec.Struct, frozen=True, tag="ended"):
    """The last word of a job. A failure has a stable `code`, a sentence and what to do."""

    job: int
    why: Why
    code: str = ""
    message: str = ""
    hint: str = ""


class Trouble(msgspec.Struct, frozen=True, tag="trouble"):
    """An order that belongs to no job failed: the recognizer could not be loaded, say."""

    code: str
    message: str
    hint: str = ""


News = Devices | Ready | EarState | Level | Partial | Utterance | Ended | Trouble
