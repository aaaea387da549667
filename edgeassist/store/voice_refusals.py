# SPDX-License-Identifier: Apache-2.0
"""Why a voice model is not taken in or not used: one class per cause. Detects nothing itself."""

from edgeassist.core.errors import BadInput, BadUsage, NotFound
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided, human_bytes

MODELS_PAGE = "alphacephei.com/vosk/models"
_AGAIN = later("Nothing was changed. Download it again from alphacephei.com/vosk/models, or choose another one.")


class VoiceRefused(BadInput):
    """What must not come into the folder of the voice models."""

    code, hint = "voice-refused", _AGAIN


class NotAVoiceModel(VoiceRefused):
    """Neither an archive nor a folder that holds what vosk reads."""

    code = "not-a-voice-model"
    hint = later(
        "Choose a model for vosk, as its .zip file or its unpacked folder (alphacephei.com/vosk/models). "
        "Nothing was changed."
    )


class UnsafeArchive(VoiceRefused):
    """An entry that reaches out of the archive, or is neither file nor folder."""

    code = "voice-archive-unsafe"

    def __init__(self, entry: str, why: str) -> None:
        self.entry = entry
        super().__init__(
            tr(
                "The archive holds “{name}”, which {reason}. No honest voice model does.",
                name=elided(entry, 60),
                reason=why,
            )
        )


class ArchiveBomb(VoiceRefused):
    """More files or more bytes than any voice model has."""

    code = "voice-archive-too-large"


class ArchiveLocked(VoiceRefused):
    """Protected by a password."""

    code = "voice-archive-locked"
    hint = later("Unpack it with its password and choose the folder. Nothing was changed.")


class ArchiveDamaged(VoiceRefused):
    """It cannot be unpacked to its end."""

    code = "voice-archive-damaged"


class VoiceDamaged(BadInput):
    """The files of a voice model are not what they must be; `why` follows a colon."""

    code = "voice-model-damaged"
    hint = later(
        "It is not used. Get it again from alphacephei.com/vosk/models; typing, chats and the built-in English are "
        "not affected."
    )

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(tr("This voice model is damaged: {reason}.", reason=why))


class VoiceUnfit(VoiceRefused):
    """A voice model came in whole and could not be used when it was tried; `failure` is its card's sentence."""

    code = "voice-model-damaged"
    hint = later("It is not used; `edgeassist voices remove` takes it out again.")

    def __init__(self, name: str, failure: str) -> None:
        super().__init__(tr("{name} was taken in and is not used. {failure}", name=elided(name), failure=failure))


class WhichLanguage(BadUsage):
    """The name of the model does not tell its language."""

    code = "voice-language-unknown"
    hint = later("Say it with --lang, for example --lang de. Nothing was changed.")

    def __init__(self, name: str) -> None:
        super().__init__(
            tr("The name “{name}” does not tell which language this voice model hears.", name=elided(name, 60))
        )


class NoSuchLanguage(BadUsage):
    """What was given is no language code."""

    code, hint = "no-such-language", later("Use a code of two letters: en, de, fr, es, zh.")

    def __init__(self, given: str) -> None:
        super().__init__(tr("“{given}” is no language code.", given=elided(given, 20)))


class NoSuchVoice(NotFound):
    """No voice model has that id."""

    code = "no-such-voice-model"

    def __init__(self, wanted: str, here: tuple[str, ...]) -> None:
        hint = (
            tr("Here are: {names}.", names=", ".join(here))
            if here
            else tr("There is none yet; `edgeassist voices add FILE` adds one.")
        )
        super().__init__(tr("There is no voice model called “{name}” here.", name=elided(wanted)), hint=hint)


def too_many_files(count: int) -> ArchiveBomb:
    """Return the refusal of what is made of more than `count` files."""
    return ArchiveBomb(tr("It is made of more than {count} files, which no voice model is.", count=f"{count:,}"))


def too_many_bytes(most_bytes: int) -> ArchiveBomb:
    """Return the refusal of what would take more than `most_bytes`."""
    return ArchiveBomb(
        tr(
            "It would take more than {size} when unpacked, which no voice model does.",
            size=human_bytes(most_bytes),
        )
    )
