# SPDX-License-Identifier: Apache-2.0
"""Microphones by name, through a PortAudio that a test plugs and unplugs."""

import numpy as np
import pytest

from edgeassist.core.errors import EdgeError
from edgeassist.speech.device_names import is_plumbing, plain_name, told_apart
from edgeassist.speech.lines import Device
from edgeassist.speech.microphone import Microphone, Microphones
from edgeassist.speech.portaudio import PortAudio
from edgeassist.speech.refusals import MicrophoneAbsent, MicrophoneRefused, NoMicrophone, NoSoundSystem
from edgeassist.speech.sources import SourceGone
from tests.support.told_portaudio import PortAudioError, ToldModule, told_portaudio

HEADSET, CAMERA, SPEAKER = ("Headset: USB (hw:2,0)", 1, 44_100), ("Camera: (hw:1,0)", 2, 48_000), ("HDMI", 0, 48_000)


def opened(module: ToldModule, device: str = "") -> tuple[Microphone, Microphones]:
    microphones = Microphones(told_portaudio(module))
    return microphones.open(device), microphones


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("HDA Intel PCH: ALC257 Analog (hw:0,0)", "HDA Intel PCH: ALC257 Analog"),
        ("USB Audio Device: - (hw:1,0)", "USB Audio Device"),
        ("Mikrofon (Realtek(R) Audio)", "Mikrofon (Realtek(R) Audio)"),
        ("pulse", "pulse"),
        ("Two\nlines   and blanks", "Two lines and blanks"),
        ("(hw:1,0)", "(hw:1,0)"),
    ],
)
def test_names_lose_the_number_of_their_card(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_two_of_the_same_kind_are_told_apart() -> None:
    assert told_apart(["USB (hw:1,0)", "Desk", "USB (hw:2,0)"]) == ("USB", "Desk", "USB (2)")


def test_converters_are_no_microphones() -> None:
    assert is_plumbing("samplerate")
    assert not is_plumbing("default")


def test_microphones_are_listed_and_speakers_are_not() -> None:
    devices = Microphones(told_portaudio(ToldModule(SPEAKER, CAMERA, HEADSET, chosen=2))).devices()
    assert devices.devices == (Device("Camera"), Device("Headset: USB", chosen=True))
    assert devices.trouble == ""


def test_what_was_plugged_in_since_is_found_under_its_name() -> None:
    module = ToldModule(CAMERA)
    microphones = Microphones(told_portaudio(module))
    assert [one.name for one in microphones.devices().devices] == ["Camera"]
    module.plugged.insert(0, HEADSET)  # the camera has another number from now on
    assert microphones.open("Camera").name == "Camera"
    assert module.streams[0].name == CAMERA[0]


def test_while_one_is_open_the_list_is_not_made_anew() -> None:
    module = ToldModule(CAMERA)
    microphone, microphones = opened(module)
    module.plugged.append(HEADSET)
    assert [one.name for one in microphones.devices().devices] == ["Camera"]
    microphone.close()
    assert [one.name for one in microphones.devices().devices] == ["Camera", "Headset: USB"]


def test_no_microphone_at_all() -> None:
    microphones = Microphones(told_portaudio(ToldModule(SPEAKER)))
    assert microphones.devices().devices == ()
    assert microphones.devices().trouble.startswith("No microphone was found.")
    with pytest.raises(NoMicrophone):
        microphones.open("")


def test_the_systems_choice_and_without_one_the_first() -> None:
    assert opened(ToldModule(CAMERA, HEADSET, chosen=1))[0].name == "Headset: USB"
    assert opened(ToldModule(CAMERA, HEADSET, chosen=-1))[0].name == "Camera"


def test_another_is_never_opened_in_place_of_the_chosen() -> None:
    module = ToldModule(CAMERA)
    with pytest.raises(MicrophoneAbsent) as caught:
        Microphones(told_portaudio(module)).open("Headset: USB")
    assert caught.value.name == "Headset: USB"
    assert module.streams == []


def test_one_that_gives_two_channels_only_is_opened_with_two() -> None:
    module = ToldModule(CAMERA)
    module.stereo_only.add(CAMERA[0])
    opened(module)
    assert (module.streams[0].channels, module.streams[0].rate) == (2, 48_000)


def test_a_busy_one_is_said_to_be_in_plain_words() -> None:
    module = ToldModule(CAMERA)
    module.busy.add(CAMERA[0])
    with pytest.raises(MicrophoneRefused) as caught:
        opened(module)
    assert "Device unavailable" in str(caught.value)
    assert "PaErrorCode" not in str(caught.value)


def test_sound_is_copied_out_of_portaudios_memory_and_gathered() -> None:
    module = ToldModule(HEADSET)
    microphone, _ = opened(module)
    microphone.start()
    assert module.streams[0].runs
    for value in (0.1, 0.2, 0.3):
        module.streams[0].give(441, value=value)
    block = microphone.read(1.0)
    assert block is not None
    assert block.shape == (1323, 1)
    assert np.allclose(block[::441, 0], [0.1, 0.2, 0.3])
    assert microphone.read(0.0) is None


def test_a_read_takes_no_more_than_it_must() -> None:
    module = ToldModule(HEADSET)
    microphone, _ = opened(module)
    for _ in range(10):
        module.streams[0].give(1000)
    block = microphone.read(1.0)
    assert block is not None
    assert len(block) == 2000


def test_what_nobody_takes_is_dropped_and_counted() -> None:
    module = ToldModule(HEADSET)
    microphone, _ = opened(module)
    for _ in range(8):
        module.streams[0].give(44_100)
    module.streams[0].give(10, overflow=True)
    assert microphone.dropped() >= 2
    assert microphone.dropped() == 0
    taken = 0
    while (block := microphone.read(0.0)) is not None:
        taken += len(block)
    assert 5 * 44_100 <= taken <= 7 * 44_100
    module.streams[0].give(100)
    assert microphone.read(0.0) is not None


def test_a_stream_that_ends_by_itself_is_gone_after_its_last_sound() -> None:
    module = ToldModule(HEADSET)
    microphone, _ = opened(module)
    module.streams[0].give(100)
    module.streams[0].finished()
    block = microphone.read(1.0)
    assert block is not None
    assert len(block) == 100
    with pytest.raises(SourceGone):
        microphone.read(0.0)


def test_closing_one_that_is_broken_is_no_trouble() -> None:
    module = ToldModule(HEADSET)
    microphone, _ = opened(module)
    microphone.close()
    assert not module.streams[0].is_open
    assert microphone.closed


def test_a_library_that_does_not_begin_again_is_said_and_tried_again() -> None:
    module = ToldModule(HEADSET)
    microphones = Microphones(told_portaudio(module))
    module.breaks = True
    trouble = microphones.devices().trouble
    assert "PortAudio" in trouble
    module.breaks = False
    assert [one.name for one in microphones.devices().devices] == ["Headset: USB"]


def test_a_missing_library_is_no_end_of_the_child() -> None:
    def load() -> object:
        raise NoSoundSystem("PortAudio library not found")

    microphones = Microphones(PortAudio(load=load))
    assert "PortAudio" in microphones.devices().trouble
    with pytest.raises(EdgeError) as caught:
        microphones.open("")
    assert caught.value.code == "no-sound-system"


def test_the_stand_in_complains_as_portaudio_does() -> None:
    module = ToldModule(HEADSET)
    opened(module)
    with pytest.raises(PortAudioError):
        module.streams[0].close()
