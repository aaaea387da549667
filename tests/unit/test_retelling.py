# SPDX-License-Identifier: Apache-2.0
"""What the voice child says in English is read in the person's language, whole or in its parts."""

from collections.abc import Iterator

import pytest

from edgeassist.core import language
from edgeassist.speech.lines import Device, Devices, Ended, Partial, Trouble
from edgeassist.speech.refusals import MicrophoneAbsent, NoMicrophone
from edgeassist.speech.retelling import in_own_words, retold

NONE, FAILED, AGAIN = "No microphone was found.", "Something in hearing went wrong.", "Close other programs."
KNOWN = {NONE, FAILED, AGAIN, NoMicrophone.hint, MicrophoneAbsent.hint}


@pytest.fixture(autouse=True)
def another_language() -> Iterator[None]:
    """Speak a language that has a word for what is `KNOWN`, and for nothing else."""
    language.use("de", lambda text, _many, _n: f"«{text}»" if text in KNOWN else text)
    yield
    language.use("en")


def test_what_ended_is_told_in_the_person_s_words() -> None:
    told = retold(Ended(3, "failed", "hearing-failed", FAILED, AGAIN))
    assert told == Ended(3, "failed", "hearing-failed", f"«{FAILED}»", f"«{AGAIN}»")


def test_trouble_is_told_so_too() -> None:
    assert retold(Trouble("sound-lost", FAILED, AGAIN)) == Trouble("sound-lost", f"«{FAILED}»", f"«{AGAIN}»")


def test_why_there_is_no_microphone_is_a_sentence_and_what_to_do() -> None:
    told = retold(Devices((), f"{NONE} {NoMicrophone.hint}"))
    assert told == Devices((), f"«{NONE}» «{NoMicrophone.hint}»")


def test_of_a_sentence_with_a_name_in_it_the_hint_is_told() -> None:
    told = in_own_words(f"The microphone “USB” is not connected. {MicrophoneAbsent.hint}")
    assert told == f"The microphone “USB” is not connected. «{MicrophoneAbsent.hint}»"


def test_what_is_no_trouble_stays_as_it_is() -> None:
    for news in (Devices((Device("USB"),)), Partial(1, "set a timer")):
        assert retold(news) is news
    assert in_own_words("") == ""
    assert in_own_words("Nobody knows this.") == "Nobody knows this."
    assert retold(Ended(1, "done")) == Ended(1, "done")
