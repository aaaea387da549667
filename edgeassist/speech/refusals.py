# SPDX-License-Identifier: Apache-2.0
"""Why nothing can be heard: one class per cause, each with its stable code. Detects nothing itself."""

from edgeassist.core.errors import BadInput, EdgeError, EngineTrouble, NotFound, Unavailable

TYPE_INSTEAD = "Typing works everywhere."


class NoMicrophone(Unavailable):
    """The system knows no microphone."""

    code, hint = "no-microphone", f"Connect a microphone and try again. {TYPE_INSTEAD}"

    def __init__(self) -> None:
        super().__init__("No microphone was found.")


class NoSoundSystem(Unavailable):
    """The library that gives programs the microphone is not there, or does not start."""

    code, hint = "no-sound-system", f"On Linux, install PortAudio (the package libportaudio2). {TYPE_INSTEAD}"

    def __init__(self, reason: str = "") -> None:
        self.reason = reason
        super().__init__("The part of the system that gives programs the microphone (PortAudio) is missing or broken.")


class SoundSystemStuck(EngineTrouble):
    """PortAudio does not come back from looking for microphones."""

    code, hint = "sound-system-stuck", f"Restart the system's sound, then try again. {TYPE_INSTEAD}"

    def __init__(self) -> None:
        super().__init__("The system's sound does not answer.")


class MicrophoneAbsent(NotFound):
    """The chosen microphone is not among those there are."""

    code, hint = "microphone-absent", f"Connect it, or choose another microphone. {TYPE_INSTEAD}"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"The microphone “{name}” is not connected.")


class MicrophoneRefused(Unavailable):
    """The microphone is there and cannot be opened: another program has it, or the person did not allow it."""

    code = "microphone-refused"
    hint = f"Close other programs that listen, or allow microphones in the system's privacy settings. {TYPE_INSTEAD}"

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"The microphone “{name}” cannot be opened: {reason}.")


class MicrophoneLost(Unavailable):
    """The microphone went away while listening, and did not come back."""

    code, hint = "microphone-lost", f"What was written so far is kept. Connect it and listen again. {TYPE_INSTEAD}"

    def __init__(self, name: str, waited_s: float) -> None:
        self.name, self.waited_s = name, waited_s
        super().__init__(f"The microphone “{name}” went away and did not come back within {waited_s:.0f} seconds.")


class MicrophoneStuck(EngineTrouble):
    """The system does not give the microphone back."""

    code, hint = "microphone-stuck", "Hearing starts anew with the next try; nothing else was touched."

    def __init__(self) -> None:
        super().__init__("The microphone did not answer and was let go by force.")


class BrokenSound(BadInput):
    """No WAV, FLAC or OGG, or one that breaks off."""

    code, hint = "sound-file-broken", "Choose a WAV, FLAC or OGG file, or convert this one. Nothing was changed."


class SoundFileTooBig(BadInput):
    """More than is read into memory."""

    code, hint = "sound-file-too-big", "Cut it into parts, or save it as FLAC or OGG. Nothing was changed."

    def __init__(self, size_bytes: int, most_bytes: int) -> None:
        self.size_bytes, self.most_bytes = size_bytes, most_bytes
        super().__init__(
            f"This sound file has {size_bytes / 1e6:.0f} MB; at most {most_bytes / 1e6:.0f} MB can be heard."
        )


class CannotKeep(BadInput):
    """The sound cannot be written where it was asked to."""

    code, hint = "sound-not-kept", "Choose a folder of your own that exists and can be written to."

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The sound could not be kept in a file: {reason}.")


class SoundLost(EngineTrouble):
    """The computer was too busy to take or recognize all the sound."""

    code, hint = "sound-lost", "Close other programs, then say it again."

    def __init__(self) -> None:
        super().__init__("The computer was too busy, and some of what was said was missed.")


class NoRecognizer(EngineTrouble):
    """Neither the chosen recognizer nor the embedded one could be loaded."""

    code, hint = "no-recognizer", f"Install EdgeAssist again, or run `edgeassist doctor`. {TYPE_INSTEAD}"

    def __init__(self) -> None:
        super().__init__("The part that turns speech into text could not be loaded.")


class RecognizerStuck(EngineTrouble):
    """The recognizer does not come back from a piece of work."""

    code, hint = "recognizer-stuck", f"What was said last is not kept. Hearing starts anew: try again. {TYPE_INSTEAD}"

    def __init__(self) -> None:
        super().__init__("The part that turns speech into text did not answer and was ended.")


class HearingFailed(EngineTrouble):
    """Something unforeseen in the voice child, which goes on."""

    code, hint = "hearing-failed", f"Nothing was done with what you said. Try again. {TYPE_INSTEAD}"

    def __init__(self) -> None:
        super().__init__("Something in hearing went wrong.")


class HearingStopped(EngineTrouble):
    """The voice child died in the middle of a job."""

    code, hint = (
        "hearing-stopped",
        f"Nothing was done with what you said. It has started anew: try again. {TYPE_INSTEAD}",
    )

    def __init__(self) -> None:
        super().__init__("The part that hears ended unexpectedly.")


class HearingKeepsStopping(EngineTrouble):
    """The voice child died again and again."""

    code = "hearing-keeps-stopping"
    hint = f"It waits for you now. Choose another microphone or voice model, then try again. {TYPE_INSTEAD}"

    def __init__(self, times: int) -> None:
        self.times = times
        super().__init__(f"The part that hears ended {times} times within a minute and is left alone.")


class HearingMissing(EngineTrouble):
    """The voice child cannot be started."""

    code, hint = "hearing-missing", f"Install EdgeAssist again so that all its parts are there. {TYPE_INSTEAD}"

    def __init__(self) -> None:
        super().__init__("The part that hears could not be started.")


class VoiceModelDamaged(BadInput):
    """The voice model ended the child that loaded it, or was refused."""

    code, hint = "voice-model-damaged", "The built-in English hearing is used instead. Install the voice model again."

    def __init__(self) -> None:
        super().__init__("The voice model is damaged and cannot be used.")


def advice(error: EdgeError) -> tuple[str, str, str]:
    """Return the code, the sentence and the hint of `error`, as `Ended` and `Trouble` take them."""
    return error.code, str(error), error.hint
