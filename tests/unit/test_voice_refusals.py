# SPDX-License-Identifier: Apache-2.0
"""Why nothing could be heard, on its way from the child to the exit status of the command line."""

import pytest

from edgeassist.core.errors import BadInput, EdgeError, EngineTrouble, NotFound, Unavailable
from edgeassist.speech.refusals import (
    BrokenSound,
    HearingFailed,
    MicrophoneAbsent,
    NoMicrophone,
    RecognizerStuck,
    SoundFileTooBig,
    SoundSystemStuck,
    VoiceModelDamaged,
    advice,
    refused,
)


@pytest.mark.parametrize(
    ("error", "kind", "status"),
    [
        (BrokenSound("This is no sound file."), BadInput, 3),
        (SoundFileTooBig(300_000_000, 200_000_000), BadInput, 3),
        (VoiceModelDamaged(), BadInput, 3),
        (MicrophoneAbsent("Headset"), NotFound, 4),
        (RecognizerStuck(), EngineTrouble, 6),
        (SoundSystemStuck(), EngineTrouble, 6),
        (HearingFailed(), EngineTrouble, 6),
        (NoMicrophone(), Unavailable, 7),
    ],
)
def test_an_error_of_the_child_is_the_same_in_the_parent(error: EdgeError, kind: type[EdgeError], status: int) -> None:
    again = refused(*advice(error))
    assert isinstance(again, kind)
    assert (str(again), again.hint, again.code, again.exit_code) == (str(error), error.hint, error.code, status)


def test_a_code_that_nobody_knows_is_trouble_of_the_child() -> None:
    again = refused("from-a-later-version", "Something.", "Try again.")
    assert (type(again), again.code, again.exit_code) == (EngineTrouble, "from-a-later-version", 6)
    assert EngineTrouble.code == "engine-trouble", "the class keeps its own"
