# SPDX-License-Identifier: Apache-2.0
"""Why nothing can be heard: one class per cause, each with its stable code. Detects nothing itself."""

from edgeassist.core.errors import BadInput, EdgeError, EngineTrouble, NotFound, Unavailable
from edgeassist.core.language import later, tr
from edgeassist.core.units import human_bytes


class NoMicrophone(Unavailable):
    """The system knows no microphone."""

    code, hint = "no-microphone", later("Connect a microphone and try again. Typing works everywhere.")

    def __init__(self) -> None:
        super().__init__(tr("No microphone was found."))


class NoSoundSystem(Unavailable):
    """The library that gives programs the microphone is not there, or does not start."""

    code, hint = (
        "no-sound-system",
        later("On Linux, install PortAudio (the package libportaudio2). Typing works everywhere."),
    )

    def __init__(self, reason: str = "") -> None:
        self.reason = reason
        super().__init__(
            tr("The part of the system that gives programs the microphone (PortAudio) is missing or broken.")
        )


class SoundSystemStuck(EngineTrouble):
    """PortAudio does not come back from looking for microphones."""

    code, hint = "sound-system-stuck", later("Restart the system's sound, then try again. Typing works everywhere.")

    def __init__(self) -> None:
        super().__init__(tr("The system's sound does not answer."))


class MicrophoneAbsent(NotFound):
    """The chosen microphone is not among those there are."""

    code, hint = "microphone-absent", later("Connect it, or choose another microphone. Typing works everywhere.")

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(tr("The microphone “{name}” is not connected.", name=name))


class MicrophoneRefused(Unavailable):
    """The microphone is there and cannot be opened: another program has it, or the person did not allow it."""

    code = "microphone-refused"
    hint = later(
        "Close other programs that listen, or allow microphones in the system's privacy settings. "
        "Typing works everywhere."
    )

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(tr("The microphone “{name}” cannot be opened: {reason}.", name=name, reason=reason))


class MicrophoneLost(Unavailable):
    """The microphone went away while listening, and did not come back."""

    code, hint = (
        "microphone-lost",
        later("What was written so far is kept. Connect it and listen again. Typing works everywhere."),
    )

    def __init__(self, name: str, waited_s: float) -> None:
        self.name, self.waited_s = name, waited_s
        super().__init__(
            tr(
                "The microphone “{name}” went away and did not come back within {seconds} seconds.",
                name=name,
                seconds=f"{waited_s:.0f}",
            )
        )


class MicrophoneStuck(EngineTrouble):
    """The system does not give the microphone back."""

    code, hint = "microphone-stuck", later("Hearing starts anew with the next try; nothing else was touched.")

    def __init__(self) -> None:
        super().__init__(tr("The microphone did not answer and was let go by force."))


class BrokenSound(BadInput):
    """No WAV, FLAC or OGG, or one that breaks off."""

    code, hint = "sound-file-broken", later("Choose a WAV, FLAC or OGG file, or convert this one. Nothing was changed.")


class SoundFileTooBig(BadInput):
    """More than is read into memory."""

    code, hint = "sound-file-too-big", later("Cut it into parts, or save it as FLAC or OGG. Nothing was changed.")

    def __init__(self, size_bytes: int, most_bytes: int) -> None:
        self.size_bytes, self.most_bytes = size_bytes, most_bytes
        super().__init__(
            tr(
                "This sound file has {size}; at most {limit} can be heard.",
                size=human_bytes(size_bytes),
                limit=human_bytes(most_bytes),
            )
        )


class CannotKeep(BadInput):
    """The sound cannot be written where it was asked to."""

    code, hint = "sound-not-kept", later("Choose a folder of your own that exists and can be written to.")

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(tr("The sound could not be kept in a file: {reason}.", reason=reason))


class SoundLost(EngineTrouble):
    """The computer was too busy to take or recognize all the sound."""

    code, hint = "sound-lost", later("Close other programs, then say it again.")

    def __init__(self) -> None:
        super().__init__(tr("The computer was too busy, and some of what was said was missed."))


class NoRecognizer(EngineTrouble):
    """Neither the chosen recognizer nor the embedded one could be loaded."""

    code, hint = (
        "no-recognizer",
        later("Install EdgeAssist again, or run `edgeassist doctor`. Typing works everywhere."),
    )

    def __init__(self) -> None:
        super().__init__(tr("The part that turns speech into text could not be loaded."))


class RecognizerStuck(EngineTrouble):
    """The recognizer does not come back from a piece of work."""

    code, hint = (
        "recognizer-stuck",
        later("What was said last is not kept. Hearing starts anew: try again. Typing works everywhere."),
    )

    def __init__(self) -> None:
        super().__init__(tr("The part that turns speech into text did not answer and was ended."))


class HearingFailed(EngineTrouble):
    """Something unforeseen in the voice child, which goes on."""

    code, hint = "hearing-failed", later("Nothing was done with what you said. Try again. Typing works everywhere.")

    def __init__(self) -> None:
        super().__init__(tr("Something in hearing went wrong."))


class HearingStopped(EngineTrouble):
    """The voice child died in the middle of a job."""

    code, hint = (
        "hearing-stopped",
        later("Nothing was done with what you said. It has started anew: try again. Typing works everywhere."),
    )

    def __init__(self) -> None:
        super().__init__(tr("The part that hears ended unexpectedly."))


class HearingKeepsStopping(EngineTrouble):
    """The voice child died again and again."""

    code = "hearing-keeps-stopping"
    hint = later(
        "It waits for you now. Choose another microphone or voice model, then try again. Typing works everywhere."
    )

    def __init__(self, times: int) -> None:
        self.times = times
        super().__init__(tr("The part that hears ended {times} times within a minute and is left alone.", times=times))


class HearingMissing(EngineTrouble):
    """The voice child cannot be started."""

    code, hint = (
        "hearing-missing",
        later("Install EdgeAssist again so that all its parts are there. Typing works everywhere."),
    )

    def __init__(self) -> None:
        super().__init__(tr("The part that hears could not be started."))


class VoiceModelDamaged(BadInput):
    """The voice model ended the child that loaded it, or was refused."""

    code, hint = (
        "voice-model-damaged",
        later("The built-in English hearing is used instead. Install the voice model again."),
    )

    def __init__(self) -> None:
        super().__init__(tr("The voice model is damaged and cannot be used."))


def advice(error: EdgeError) -> tuple[str, str, str]:
    """Return the code, the sentence and the hint of `error`, as `Ended` and `Trouble` take them."""
    return error.code, str(error), error.hint and tr(error.hint)


def refused(code: str, message: str, hint: str) -> EdgeError:
    """Return again, in the parent, what `advice` told of an error in the child: of the same kind, with its code."""
    kinds: tuple[type[EdgeError], ...] = (BadInput, NotFound, EngineTrouble, Unavailable)
    known = {one.code: kind for kind in kinds for one in kind.__subclasses__() if one.__module__ == __name__}
    error = known.get(code, EngineTrouble)(message, hint=hint)
    error.code = code
    return error
