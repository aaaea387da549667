# SPDX-License-Identifier: Apache-2.0
"""Voice models that look like those for vosk and hear nothing, in all the ways they come; and a stand-in for vosk."""

import gzip
import io
import json
import stat
import tarfile
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from edgeassist.speech.vosk_results import said
from edgeassist.store.voice_card import VoiceCard

NAME = "vosk-model-small-en-us-0.15"
WORDS = "<eps> 0\nturn 1\non 2\noff 3\nthe 4\nlight 5\n#0 6\n"
FST = b"\xd6\xfd\xb2\x7e" + b"\0" * 60
MODEL = b"\0B<TransitionModel> " + b"\7" * 2000
MFCC = "--use-energy=false\n--sample-frequency=16000\n--num-mel-bins=40 # as trained\n\n--allow-upsample\n"
DECODING = "--min-active=200\n--beam=13.0\n--endpoint.silence-phones=1:2:3\n--endpoint.rule2.min-trailing-silence=0.5\n"

Files = dict[str, bytes]


def layered(*, dynamic: bool = True) -> Files:
    """Return the files of a model in the layout of today; `dynamic` ones can be held to a grammar."""
    graphs: Files = {"graph/HCLr.fst": FST, "graph/Gr.fst": FST} if dynamic else {"graph/HCLG.fst": FST}
    return {
        "am/final.mdl": MODEL,
        "conf/mfcc.conf": MFCC.encode(),
        "conf/model.conf": DECODING.encode(),
        **graphs,
        "graph/words.txt": WORDS.encode(),
        "graph/disambig_tid.int": b"7\n",
        "graph/phones/word_boundary.int": b"1 nonword\n",
        "ivector/final.ie": b"\0B<IvectorExtractor> ",
        "README": b"Made by nobody. Apache-2.0.\n",
    }


def flat() -> Files:
    """Return the files of a model in the older layout."""
    return {"final.mdl": MODEL, "mfcc.conf": MFCC.encode(), "HCLG.fst": FST, "words.txt": WORDS.encode()}


def below(top: str, files: Mapping[str, bytes]) -> Files:
    """Return `files` in the folder `top`."""
    return {f"{top}/{name}": content for name, content in files.items()}


def zipped(path: Path, files: Mapping[str, bytes] | Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    """Write a zip file; pairs may name an entry twice."""
    pairs = files.items() if isinstance(files, Mapping) else files
    with (
        warnings.catch_warnings(action="ignore"),
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for name, content in pairs:
            archive.writestr(name, content)
    return path


def link_in_zip(name: str, target: str) -> tuple[zipfile.ZipInfo, bytes]:
    """Return a zip entry that is a symbolic link."""
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return entry, target.encode()


def tarred(path: Path, files: Mapping[str, bytes], *more: tarfile.TarInfo) -> Path:
    """Write a gzipped tar; `more` are entries without content, before the files."""
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for entry in more:
            archive.addfile(entry)
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def tar_entry(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    """Return a tar entry without content."""
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


def raw_gzip(path: Path, blocks: Iterable[bytes]) -> Path:
    """Write gzipped bytes that need not be a tar."""
    with gzip.open(path, "wb", compresslevel=1) as file:
        for block in blocks:
            file.write(block)
    return path


def in_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write `files` below `folder` and return it."""
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def always_ready(card: VoiceCard, folder: Path) -> VoiceCard:
    """Stand in for the trial in a child."""
    return msgspec.structs.replace(card, state="ready", failure="", failure_code="", memory_bytes=80_000_000, load_ms=9)


def everything_below(*folders: Path) -> dict[str, tuple[int, bytes]]:
    """Return each file below `folders` with its kind and content: to see that nothing changed."""
    found = {}
    for folder in folders:
        for one in sorted(folder.rglob("*")):
            if one.suffix == ".lock":
                continue
            mode = one.lstat().st_mode
            found[str(one)] = (stat.S_IFMT(mode), one.read_bytes() if stat.S_ISREG(mode) else b"")
    return found


class StandInVosk:
    """Does what the module vosk does, with what it is told to hear: one JSON text for each way of decoding."""

    def __init__(
        self, free: str, within: str = "", *, pieces: int = 0, known: Callable[[str], bool] | None = None
    ) -> None:
        self.free, self.within, self.pieces = free, within, pieces
        self.known = known or (lambda _word: True)
        self.models: list[str] = []
        self.grammars: list[list[str]] = []
        self.fed_bytes = 0
        self.fails = False

    def Model(self, model_path: str) -> "StandInModel":
        self.models.append(model_path)
        return StandInModel(self)

    def KaldiRecognizer(self, model: "StandInModel", rate: float, grammar: str | None = None) -> "StandInRecognizer":
        assert rate == 16_000
        if grammar is not None:
            self.grammars.append(json.loads(grammar))
        return StandInRecognizer(self, self.free if grammar is None else self.within)


class StandInModel:
    """A loaded model."""

    def __init__(self, vosk: StandInVosk) -> None:
        self._vosk = vosk

    def vosk_model_find_word(self, word: str) -> int:
        return 1 if self._vosk.known(word) else -1


class StandInRecognizer:
    """Hears what it was told to."""

    def __init__(self, vosk: StandInVosk, said: str) -> None:
        self._vosk, self._said = vosk, said
        self._left = vosk.pieces

    def SetWords(self, enable: bool) -> None:
        assert enable

    def AcceptWaveform(self, samples: bytes) -> int:
        if self._vosk.fails:
            raise RuntimeError("Failed to process waveform")
        self._vosk.fed_bytes += len(samples)
        self._left -= 1
        return int(self._left >= 0)

    def Result(self) -> str:
        return self._said

    def PartialResult(self) -> str:
        return json.dumps({"partial": said(self._said).text})

    def FinalResult(self) -> str:
        return self._said if not self._vosk.pieces else '{"text": ""}'

    def Reset(self) -> None:
        self._left = self._vosk.pieces
