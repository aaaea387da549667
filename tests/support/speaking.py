# SPDX-License-Identifier: Apache-2.0
"""Sound for tests: speech by espeak-ng and flite, noise, music, silence. Bytes are 16 kHz, 16-bit, mono PCM.

Nothing of it is written into the checkout: spoken sentences are kept by a key of their content in the user's cache.
"""

import hashlib
import io
import os
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE = 16_000
"""Samples per second of everything here that is not said to have another."""

Samples = npt.NDArray[np.float64]


def spoken(
    text: str, *, voice: str = "en-us", speed: int = 160, pitch: int = 50, noise_db: float | None = None
) -> bytes:
    """`text` in one of espeak-ng's voices (words a minute, 0 to 99); with white noise that many dB below the speech."""
    key = "\0".join(("2", text, voice, str(speed), str(pitch)))
    path = _cache() / (hashlib.sha256(key.encode()).hexdigest()[:32] + ".raw")
    speech = path.read_bytes() if path.exists() else _kept(path, lambda: _speak(text, voice, speed, pitch))
    return speech if noise_db is None else mixed(speech, white_noise(seconds(speech), seed=len(text)), noise_db)


def spoken_by_flite(text: str, voice: str) -> bytes:
    """`text` in one of flite's voices, which are cut from what people said: nearer to them than espeak-ng's."""
    path = _cache() / (hashlib.sha256("\0".join(("flite 1", text, voice)).encode()).hexdigest()[:32] + ".raw")
    return path.read_bytes() if path.exists() else _kept(path, lambda: _speak_by_flite(text, voice))


def has_flite() -> bool:
    """Tell whether flite is installed here."""
    return shutil.which("flite") is not None


def seconds(pcm: bytes) -> float:
    """How long `pcm` lasts."""
    return len(pcm) / 2 / RATE


def silence(length_s: float) -> bytes:
    """Nothing at all: zeros."""
    return bytes(2 * round(length_s * RATE))


def white_noise(length_s: float, *, level_db: float = -30.0, seed: int = 1) -> bytes:
    """Hiss of `level_db` below full scale (RMS)."""
    return _at_level(np.random.default_rng(seed).standard_normal(round(length_s * RATE)), level_db)


def pink_noise(length_s: float, *, level_db: float = -30.0, seed: int = 1) -> bytes:
    """Noise that is louder the lower it is, as rain, traffic and fans are."""
    count = max(2, round(length_s * RATE))
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    spectrum /= np.sqrt(np.maximum(1.0, np.arange(len(spectrum))))
    return _at_level(np.fft.irfft(spectrum, count), level_db)


def music(length_s: float, *, level_db: float = -20.0, seed: int = 1) -> bytes:
    """A melody of plucked notes above held chords."""
    dice = np.random.default_rng(seed)
    out = np.zeros(round(length_s * RATE) + RATE)
    for number in range(int(length_s * 4) + 1):
        _add_note(out, number / 4, 220.0 * 2 ** (dice.choice([0, 2, 4, 7, 9, 12, 14]) / 12), 0.5, 6.0)
        if number % 8 == 0:
            for step in (0, 4, 7):
                _add_note(out, number / 4, 110.0 * 2 ** ((step + dice.choice([0, 5, 7])) / 12), 2.0, 0.7)
    return _at_level(out[: round(length_s * RATE)], level_db)


def mixed(pcm: bytes, other: bytes, below_db: float) -> bytes:
    """`pcm` with `other`, repeated or cut to its length, `below_db` more quiet than it (both by RMS)."""
    ours, theirs = _samples(pcm), _samples(other)
    theirs = np.resize(theirs, ours.shape)
    loud, soft = float(np.sqrt(np.mean(ours**2))), float(np.sqrt(np.mean(theirs**2))) or 1.0
    return _pcm(ours + theirs * (loud / soft) * 10 ** (-below_db / 20))


def louder(pcm: bytes, by_db: float) -> bytes:
    """`pcm` changed by `by_db`; what leaves the range is cut off, as a microphone does that is set too high."""
    return _pcm(_samples(pcm) * 10 ** (by_db / 20))


def joined(*parts: bytes) -> bytes:
    """The parts one after the other."""
    return b"".join(parts)


def in_stereo(pcm: bytes) -> bytes:
    """The same on two channels, interleaved."""
    return np.repeat(np.frombuffer(pcm, dtype="<i2"), 2).tobytes()


def resampled(pcm: bytes, rate: int) -> bytes:
    """The same at `rate` samples a second, by sox."""
    raw = ["-t", "raw", "-e", "signed", "-b", "16", "-c", "1"]
    return _run(["sox", *raw, "-r", str(RATE), "-", *raw, "-r", str(rate), "-"], pcm)


def wav(samples: bytes, rate: int = RATE, *, channels: int = 1) -> bytes:
    """A WAV file of 16-bit samples."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return out.getvalue()


def pieces(pcm: bytes, length_s: float = 0.1) -> list[bytes]:
    """`pcm` as a microphone brings it."""
    step = 2 * round(length_s * RATE)
    return [pcm[at : at + step] for at in range(0, len(pcm), step)]


def _cache() -> Path:
    folder = Path(os.environ.get("EDGEASSIST_SPEECH_CACHE") or Path.home() / ".cache" / "edgeassist" / "speech")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _kept(path: Path, make: Callable[[], bytes]) -> bytes:
    content = make()
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)
    return content


def _speak(text: str, voice: str, speed: int, pitch: int) -> bytes:
    said = _run(["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "--stdout", "--stdin"], text.encode())
    wide = ["-t", "raw", "-r", "22050", "-e", "signed", "-b", "16", "-c", "1", "-"]
    return _run(["sox", "-D", "-G", *wide, "-t", "raw", "-r", str(RATE), "-", "gain", "-n", "-6"], said[44:])


def _speak_by_flite(text: str, voice: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said.wav"
        _run(["flite", "-voice", voice, "-t", text, "-o", str(said)], b"")
        raw = ["-t", "raw", "-r", str(RATE), "-e", "signed", "-b", "16", "-c", "1", "-"]
        return _run(["sox", "-D", "-G", str(said), *raw, "gain", "-n", "-6"], b"")


def _run(command: list[str], given: bytes) -> bytes:
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


def _add_note(out: Samples, start_s: float, hertz: float, length_s: float, decay: float) -> None:
    at = round(start_s * RATE)
    time = np.arange(min(round(length_s * RATE), len(out) - at)) / RATE
    tones = sum(np.sin(2 * np.pi * hertz * times * time) / times for times in (1, 2, 3, 4))
    out[at : at + len(time)] += np.exp(-decay * time) * np.minimum(1.0, time * 200) * tones


def _at_level(samples: Samples, level_db: float) -> bytes:
    rms = float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0
    return _pcm(samples / (rms or 1.0) * 32768 * 10 ** (level_db / 20))


def _samples(pcm: bytes) -> Samples:
    return np.frombuffer(pcm, dtype="<i2").astype(np.float64)


def _pcm(samples: Samples) -> bytes:
    return np.clip(np.round(samples), -32768, 32767).astype("<i2").tobytes()
