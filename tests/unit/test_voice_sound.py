# SPDX-License-Identifier: Apache-2.0
"""Levels, resampling, cutting into utterances, files and their pieces: each by itself."""

import io
import os
from pathlib import Path

import msgspec
import numpy as np
import pytest
import soundfile

from edgeassist.speech.cutting import Begin, Cut, Cutter, End, Feed
from edgeassist.speech.deaths import EXIT_STUCK, Deaths
from edgeassist.speech.heard import Heard
from edgeassist.speech.judging import judgement
from edgeassist.speech.keeping import Keeping
from edgeassist.speech.levels import LevelMeter, decibels
from edgeassist.speech.lines import Cancel, Order, Sound
from edgeassist.speech.lost import Patience, Search
from edgeassist.speech.refusals import BrokenSound, CannotKeep, SoundFileTooBig, VoiceModelDamaged, advice
from edgeassist.speech.resampling import Resampler, one_channel
from edgeassist.speech.sent_file import SentFile, sent_file
from edgeassist.speech.sound_files import SentSound
from edgeassist.speech.sources import Block, Source
from edgeassist.store.opened import open_regular
from tests.support.ears import LoudEnds, ToldSource, ToldSources, quiet, tone, wav

# Levels


def test_levels_come_twenty_times_a_second_whatever_the_blocks() -> None:
    meter, buzz = LevelMeter(7), tone(1.0, rate=44_100)
    pieces = [buzz[at : at + 333] for at in range(0, len(buzz), 333)]
    levels = [level for piece in pieces for level in meter.feed(piece, 44_100)]
    assert len(levels) == 20
    assert {level.job for level in levels} == {7}
    assert {level.rms_db for level in levels} == {-10.5}


@pytest.mark.parametrize(("size", "db"), [(1.0, 0.0), (0.5, -6.0), (0.1, -20.0), (0.0, -100.0), (1e-9, -100.0)])
def test_decibels_never_go_below_silence(size: float, db: float) -> None:
    assert decibels(size) == db


def test_one_sample_at_the_top_is_no_clipping_and_three_are() -> None:
    block = quiet(0.05)
    block[100] = 1.0
    assert [one.clipped for one in LevelMeter(1).feed(block.copy(), 16_000)] == [False]
    block[101:103] = -1.0
    assert [(one.clipped, one.peak_db) for one in LevelMeter(1).feed(block, 16_000)] == [(True, 0.0)]


def test_clipping_on_one_of_two_channels_shows() -> None:
    block = np.concatenate([tone(0.05, level=1.0), quiet(0.05)], axis=1)
    assert [one.clipped for one in LevelMeter(1).feed(block, 16_000)] == [True]


# Resampling


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000])
def test_any_rate_becomes_16_khz_without_a_seam(rate: int) -> None:
    at = np.arange(rate) / rate
    sine = (0.5 * np.sin(2 * np.pi * 440 * at)).astype(np.float32)[:, None]
    resampler = Resampler(rate)
    pieces = [resampler.feed(sine[begin : begin + 777]) for begin in range(0, rate, 777)]
    samples = np.frombuffer(b"".join([*pieces, resampler.rest()]), "<i2")
    assert abs(len(samples) - 16_000) <= 2
    wanted = 0.5 * 32767 * np.sin(2 * np.pi * 440 * np.arange(len(samples)) / 16_000)
    assert np.abs(samples - wanted)[500:-500].max() < 0.02 * 32767


def test_16_khz_passes_as_it_is_and_too_loud_is_cut_not_wrapped() -> None:
    resampler = Resampler(16_000)
    samples = np.frombuffer(resampler.feed(np.array([[0.0], [1.0], [2.5], [-2.5]], np.float32)), "<i2")
    assert samples.tolist() == [0, 32767, 32767, -32767]
    assert resampler.rest() == b""


def test_two_channels_become_their_mean_but_never_cancel_each_other() -> None:
    voice = tone(0.1)
    assert np.allclose(one_channel(np.concatenate([voice, voice], axis=1)), voice[:, 0])
    turned = one_channel(np.concatenate([voice, -voice], axis=1))
    assert np.allclose(np.abs(turned), np.abs(voice[:, 0]))
    one_sided = one_channel(np.concatenate([voice, quiet(0.1)], axis=1))
    assert np.allclose(one_sided, voice[:, 0] / 2)


# Cutting


def cuts(cutter: Cutter, *blocks: Block) -> list[Cut]:
    """Return what the cutter makes of `blocks`, fed in pieces of 40 ms, neighbouring feeds joined."""
    found: list[Cut] = []
    for block in blocks:
        samples = (block[:, 0] * 32767).astype("<i2").tobytes()
        for at in range(0, len(samples), 1280):
            for cut in cutter.feed(samples[at : at + 1280]):
                if isinstance(cut, Feed) and found and isinstance(found[-1], Feed):
                    found[-1] = Feed(found[-1].samples + cut.samples)
                else:
                    found.append(cut)
    return found


def test_what_was_said_before_the_endpoint_was_sure_is_not_lost() -> None:
    begin, feed, end = cuts(Cutter("command", LoudEnds, hold=False), quiet(2.0), tone(0.4), quiet(0.4))
    assert (begin, end) == (Begin(), End("said"))
    assert isinstance(feed, Feed)
    assert 0.9 < len(feed.samples) / 32_000 < 1.3, "more than half a second before the speech belongs to it"


def test_after_a_command_nothing_more_is_heard() -> None:
    cutter = Cutter("command", LoudEnds, hold=False)
    cuts(cutter, tone(0.4), quiet(0.4))
    assert cutter.over
    assert cuts(cutter, tone(1.0)) == []
    assert cutter.finish() == []


def test_dictation_has_one_utterance_after_the_other() -> None:
    found = cuts(Cutter("dictation", LoudEnds, hold=False), tone(0.4), quiet(1.0), tone(0.4), quiet(1.0))
    assert [type(cut).__name__ for cut in found] == ["Begin", "Feed", "End"] * 2


def test_dictation_without_a_pause_is_cut_after_a_minute() -> None:
    cutter = Cutter("dictation", LoudEnds, hold=False)
    found = cuts(cutter, tone(61.0))
    assert [type(cut).__name__ for cut in found] == ["Begin", "Feed", "End", "Begin", "Feed"]
    fed = b"".join(cut.samples for cut in found if isinstance(cut, Feed))
    assert len(fed) == 61 * 32_000
    assert cutter.finish() == [End("said")]


def test_a_held_key_needs_no_endpoint_to_begin() -> None:
    cutter = Cutter("command", LoudEnds, hold=True)
    assert [type(cut).__name__ for cut in cuts(cutter, quiet(1.0))] == ["Begin", "Feed"]
    assert cutter.finish() == [End("said")]


def test_a_command_that_never_began_is_nothing_and_a_dictation_is_not_even_that() -> None:
    command, dictation = Cutter("command", LoudEnds, hold=False), Cutter("dictation", LoudEnds, hold=False)
    assert cuts(command, quiet(2.0)) == cuts(dictation, quiet(100.0)) == []
    assert command.finish() == [End("nothing")]
    assert dictation.finish() == []


def test_a_word_that_is_over_before_it_was_noticed_is_heard_all_the_same() -> None:
    cutter = Cutter("command", LoudEnds, hold=False)
    word = tone(0.3, level=0.02)
    begin, feed, end = (*cuts(cutter, word), *cutter.finish())
    assert (begin, end) == (Begin(), End("said"))
    assert isinstance(feed, Feed)
    assert len(feed.samples) == 2 * len(word)
    assert cutter.finish() == []


def test_a_word_too_short_is_told_from_silence() -> None:
    assert Heard("", "silence", speech_s=0.1).is_too_short
    assert Heard("", "noise", speech_s=0.2).is_too_short
    assert not Heard("", "silence").is_too_short
    assert not Heard("", "noise", speech_s=2.0).is_too_short
    assert not Heard("stop", "accepted", speech_s=0.2).is_too_short


# Judging


@pytest.mark.parametrize(
    ("verdict", "too_long", "torn", "becomes"),
    [
        ("accepted", False, False, "accepted"),
        ("accepted", False, True, "unsure"),
        ("accepted", True, False, "too-long"),
        ("unsure", True, True, "too-long"),
        ("noise", True, True, "noise"),
        ("silence", True, False, "silence"),
    ],
)
def test_a_verdict_is_only_ever_lowered(verdict: str, too_long: bool, torn: bool, becomes: str) -> None:
    heard = msgspec.convert({"text": "la", "verdict": verdict}, Heard)
    assert judgement("command", too_long=too_long, torn=torn)(heard).verdict == becomes


def test_dictation_with_a_hole_stays_what_it_is() -> None:
    assert judgement("dictation", too_long=False, torn=True)(Heard("la", "accepted")).verdict == "accepted"


# Files in the child


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG"])
def test_the_three_kinds_are_read_from_memory(kind: str) -> None:
    content = io.BytesIO()
    soundfile.write(content, tone(1.0, rate=44_100), 44_100, format=kind)
    sound, frames = SentSound(), 0
    sound.bring(content.getvalue(), last=True)
    while (block := sound.read(1.0)) is not None and len(block):
        frames += len(block)
    assert (sound.rate, frames) == (44_100, 44_100)
    sound.close()


def test_other_kinds_that_the_library_knows_are_refused() -> None:
    content = io.BytesIO()
    soundfile.write(content, tone(0.2), 16_000, format="AIFF")
    sound = SentSound()
    sound.bring(content.getvalue(), last=True)
    with pytest.raises(BrokenSound):
        sound.read(1.0)


def test_numbers_without_end_become_silence() -> None:
    content = io.BytesIO()
    bad = np.array([np.nan, np.inf, -np.inf, 0.5] * 800, np.float32)
    soundfile.write(content, bad, 16_000, format="WAV", subtype="FLOAT")
    sound = SentSound()
    sound.bring(content.getvalue(), last=True)
    block = sound.read(1.0)
    assert block is not None
    assert np.isfinite(block).all()
    assert float(np.abs(block).max()) == 0.5
    sound.close()


def test_a_file_that_is_still_coming_keeps_its_reader_waiting() -> None:
    sound = SentSound()
    sound.bring(wav(tone(0.1)), last=False)
    assert sound.read(0.0) is None
    sound.bring(b"", last=True)
    assert sound.read(0.0) is not None
    sound.close()


def test_more_bytes_than_allowed_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.speech.sound_files.MOST_BYTES", 1000)
    sound = SentSound()
    for _ in range(6):
        sound.bring(bytes(300), last=False)
    sound.bring(b"", last=True)
    with pytest.raises(SoundFileTooBig):
        sound.read(0.0)
    sound.close()


# Files in the parent


def orders(file: SentFile) -> list[Order]:
    decoder = msgspec.json.Decoder(Order)
    return [decoder.decode(line) for line in iter(file.piece, b"")]


def test_a_file_is_sent_in_pieces_and_closed(tmp_path: Path) -> None:
    path = tmp_path / "said.wav"
    path.write_bytes(os.urandom(500_000))
    sent = orders(sent_file(3, path, "dictation"))
    assert b"".join(one.content for one in sent if isinstance(one, Sound)) == path.read_bytes()
    assert [one.last for one in sent if isinstance(one, Sound)] == [False, False, False, True]


def test_of_a_long_file_only_the_beginning_is_sent_for_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edgeassist.speech.sent_file.COMMAND_BYTES", 300_000)
    monkeypatch.setattr("edgeassist.speech.sent_file.MOST_BYTES", 400_000)
    path = tmp_path / "said.wav"
    path.write_bytes(os.urandom(500_000))
    sent = orders(sent_file(3, path, "command"))
    assert b"".join(one.content for one in sent if isinstance(one, Sound)) == path.read_bytes()[:300_000]
    assert [one.last for one in sent if isinstance(one, Sound)] == [False, False, True]
    with pytest.raises(SoundFileTooBig):
        sent_file(3, path, "dictation")


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG"])
def test_a_file_whose_end_was_not_sent_is_heard_as_far_as_it_goes(kind: str) -> None:
    content = io.BytesIO()
    noise = np.random.default_rng(1).normal(0.0, 0.2, (10 * 16_000, 1)).astype(np.float32)
    soundfile.write(content, noise, 16_000, format=kind)
    sound, frames = SentSound(), 0
    sound.bring(content.getvalue()[: len(content.getvalue()) // 2], last=True)
    while frames < 4 * 16_000:
        block = sound.read(1.0)
        assert block is not None
        assert len(block)
        frames += len(block)
    sound.close()


def test_a_file_that_is_not_wanted_any_more_is_sent_no_further(tmp_path: Path) -> None:
    path = tmp_path / "said.wav"
    path.write_bytes(bytes(500_000))
    file = sent_file(3, path, "command")
    assert file.piece()
    file.close()
    file.close()
    assert file.piece() == b""


def test_a_drive_that_goes_away_cancels_instead_of_ending_the_file(tmp_path: Path) -> None:
    path = tmp_path / "said.wav"
    path.write_bytes(bytes(500_000))
    opened = open_regular(path)
    file = SentFile(3, opened, 1000)
    replaced = os.open(tmp_path, os.O_RDONLY)  # reading a folder fails as a vanished drive does
    os.dup2(replaced, opened.descriptor)
    os.close(replaced)
    assert orders(file) == [Cancel(3)]
    assert file.broke_off


# Keeping, searching, counting


def test_a_drive_that_is_full_is_said_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeping = Keeping(tmp_path / "said.wav")
    keeping.feed(bytes(1000))

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("edgeassist.speech.keeping.sync_file", full)
    with pytest.raises(CannotKeep) as caught:
        keeping.keep()
    assert "No space left" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_search_takes_up_where_the_device_begins_again() -> None:
    import threading

    sources, taken = ToldSources(ToldSource("Desk")), list[Source]()
    found = Search(sources, "Desk", Patience(), lambda: 0.0).resume("Desk", taken.append, threading.Event())
    assert found
    assert taken == sources.there
    assert sources.looks == 1


def test_three_deaths_count_only_within_a_minute() -> None:
    deaths = Deaths()
    codes = [deaths.count("", at, -11).code for at in (0.0, 50.0, 100.0, 101.0)]
    assert codes == ["hearing-stopped", "hearing-stopped", "hearing-stopped", "hearing-keeps-stopping"]
    assert not deaths.is_damaged("")


def test_a_model_is_given_up_after_two_deaths_or_one_while_loading() -> None:
    deaths = Deaths()
    deaths.count("/models/a", 0.0, -11)
    assert not deaths.is_damaged("/models/a")
    deaths.count("/models/a", 1000.0, 1)
    assert deaths.is_damaged("/models/a")
    deaths.damaged("/models/b")
    assert deaths.is_damaged("/models/b")


@pytest.mark.parametrize(("platform", "code"), [("linux", -6), ("linux", 1), ("win32", 0xC0000005), ("win32", 3)])
def test_a_model_is_blamed_for_a_crash_on_every_system(platform: str, code: int) -> None:
    assert Deaths(platform).is_by_model(code)


@pytest.mark.parametrize(
    ("platform", "code"),
    [("linux", EXIT_STUCK), ("linux", -15), ("darwin", -9), ("win32", EXIT_STUCK), ("win32", 1), ("win32", 0xC000013A)],
)
def test_no_model_is_blamed_for_a_device_that_hangs_or_a_kill_from_outside(platform: str, code: int) -> None:
    deaths = Deaths(platform)
    for at in range(5):
        deaths.count("/models/a", float(at), code)
    assert not deaths.is_damaged("/models/a")


def test_advice_has_a_code_a_sentence_and_a_hint() -> None:
    code, message, hint = advice(VoiceModelDamaged())
    assert code == "voice-model-damaged"
    assert message.endswith(".")
    assert "built-in" in hint
