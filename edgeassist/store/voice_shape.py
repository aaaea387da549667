# SPDX-License-Identifier: Apache-2.0
"""What a folder must hold to be a model that vosk can load, in its layout and in the older flat one. Loads nothing.

Only files that vosk reads, and what says whose work they are, belong to a model; whatever else lies beside is none.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from edgeassist.core.language import tr
from edgeassist.store.voice_refusals import NotAVoiceModel, VoiceDamaged

MIB = 1024**2
_EXTRAS = (
    "ivector/final.ie", "ivector/final.mat", "ivector/final.dubm", "ivector/global_cmvn.stats",
    "ivector/splice.conf", "ivector/online_cmvn.conf", "rescore/G.carpa", "rescore/G.fst", "rnnlm/final.raw",
    "rnnlm/word_feats.txt", "rnnlm/feat_embedding.final.mat", "rnnlm/special_symbol_opts.conf",
)  # fmt: skip
_LAYERED = (
    "am/final.mdl", "am/global_cmvn.stats", "conf/model.conf", "conf/mfcc.conf", "conf/fbank.conf",
    "conf/pitch.conf", "graph/HCLG.fst", "graph/HCLr.fst", "graph/Gr.fst", "graph/words.txt",
    "graph/disambig_tid.int", "graph/phones/word_boundary.int",
)  # fmt: skip
_FLAT = (
    "final.mdl", "global_cmvn.stats", "mfcc.conf", "pitch.conf", "HCLG.fst", "HCLr.fst", "Gr.fst", "words.txt",
    "disambig_tid.int", "word_boundary.int",
)  # fmt: skip
_PAPERS = ("README", "README.md", "README.txt", "LICENSE", "LICENSE.txt", "LICENSE.md", "COPYING", "NOTICE")
PARTS = frozenset((*_LAYERED, *_FLAT, *_EXTRAS))
PAPERS = frozenset(_PAPERS)
_MOST_BYTES = {".conf": MIB // 16, ".txt": 256 * MIB, ".int": 64 * MIB, ".stats": MIB, "": MIB, ".md": MIB}
_MOST_WORDS, _MOST_WORD_BYTES = 4_000_000, 1000
_FST_MARK, _BINARY_MARK = b"\xd6\xfd\xb2\x7e", b"\0B"
_LISTED_OPTIONS = (
    "acoustic-scale allow-downsample allow-upsample beam beam-delta blackman-coeff cepstral-lifter delta "
    "determinize-max-active determinize-max-delay determinize-min-chunk-size dither energy-floor "
    "extra-left-context-initial frame-length frame-shift frame-subsampling-factor frames-per-chunk hash-ratio "
    "high-freq htk-compat lattice-beam left-context low-freq max-active max-feature-vectors max-mem min-active "
    "minimize num-ceps num-mel-bins phone-determinize preemphasis-coefficient prune-interval raw-energy "
    "remove-dc-offset right-context round-to-power-of-two sample-frequency snip-edges subtract-mean use-energy "
    "use-log-fbank use-power vtln-high vtln-low vtln-map vtln-warp window-type word-determinize "
    "cmn-window global-frames modulus norm-means norm-vars ring-buffer-size skip-dims speaker-frames "
    "min-f0 max-f0 soft-min-f0 penalty-factor lowpass-cutoff resample-frequency delta-pitch nccf-ballast "
    "lowpass-filter-width upsample-filter-width preemph-coeff add-pov-feature add-normalized-log-pitch "
    "add-delta-pitch add-raw-log-pitch pitch-scale pov-scale pov-offset delta-pitch-scale normalization-left-context "
    "normalization-right-context delta-window bos-symbol eos-symbol brk-symbol"
)
_OPTIONS = frozenset(_LISTED_OPTIONS.split())
_ENDPOINT = re.compile(
    r"endpoint\.(silence-phones|rule[1-5]\."
    r"(max-relative-cost|min-trailing-silence|min-utterance-length|must-contain-nonsilence))"
)
_VALUE = re.compile(r"[A-Za-z0-9.+:,-]{0,4000}", re.ASCII)


def inner_path(path: str) -> tuple[str, str] | None:
    """Return the top folder (maybe empty) and the path of a model's file below it; None for what is no part of one."""
    if path in PARTS or path in PAPERS:
        return "", path
    top, _, rest = path.partition("/")
    return (top, rest) if rest in PARTS or rest in PAPERS else None


def refuse_size(path: str, size_bytes: int) -> None:
    """Raise `VoiceDamaged` when no file of that name is as large."""
    suffix = Path(path).suffix if path not in PAPERS else ""
    if size_bytes > _MOST_BYTES.get(suffix, 2**63):
        raise VoiceDamaged(tr("{path} is larger than such a file can be", path=path))


def takes_grammar(folder: Path) -> bool:
    """Tell whether the model in `folder` can be held to sentences: a fixed graph, if there is one, goes first."""
    graph = folder / "graph" if (folder / "graph").is_dir() else folder
    return not (graph / "HCLG.fst").exists() and (graph / "HCLr.fst").exists() and (graph / "Gr.fst").exists()


def acoustic_file(folder: Path) -> Path:
    """Return the file of the acoustic model, in either layout."""
    layered = folder / "am" / "final.mdl"
    return layered if layered.exists() else folder / "final.mdl"


def check_shape(folder: Path) -> None:
    """Raise `NotAVoiceModel` or `VoiceDamaged` unless the files in `folder` can be a model. Reads most of none."""
    layered = (folder / "am/final.mdl").exists()
    if not layered and not (folder / "final.mdl").exists():
        raise NotAVoiceModel(tr("There is no acoustic model (final.mdl) in it, so it is no voice model for vosk."))
    graph = folder / "graph" if layered else folder
    if not (graph / "HCLG.fst").exists() and not ((graph / "HCLr.fst").exists() and (graph / "Gr.fst").exists()):
        raise VoiceDamaged(tr("the graph of its language (HCLG.fst, or HCLr.fst and Gr.fst) is missing"))
    required = ("conf/mfcc.conf", "conf/model.conf") if layered else ("mfcc.conf",)
    for name in required:
        if not (folder / name).exists() and not (name.endswith("mfcc.conf") and (folder / "conf/fbank.conf").exists()):
            raise VoiceDamaged(tr("{name} is missing", name=name))
    _refuse_wrong_marks(folder)
    for conf in sorted(folder.rglob("*.conf")):
        _check_conf(conf, conf.relative_to(folder).as_posix())
    words = graph / "words.txt"
    if words.exists():
        _check_words(words)
    elif not (graph / "Gr.fst").exists():
        raise VoiceDamaged(tr("its list of words (words.txt) is missing"))


def _refuse_wrong_marks(folder: Path) -> None:
    """Look at how the large files begin."""
    for file in sorted(one for one in folder.rglob("*") if one.suffix in (".fst", ".mdl")):
        with file.open("rb") as opened:
            begin = opened.read(18)
        right = begin.startswith(_FST_MARK) if file.suffix == ".fst" else _is_acoustic(begin)
        if not right:
            name = file.relative_to(folder).as_posix()
            raise VoiceDamaged(tr("{name} does not begin as such a file does", name=name))


def _is_acoustic(begin: bytes) -> bool:
    return begin.startswith((_BINARY_MARK + b"<Transition", b"<Transition"))


def _check_conf(path: Path, name: str) -> None:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise VoiceDamaged(tr("{name} is no text", name=name)) from error
    for line in lines:
        stripped = line.partition("#")[0].strip()
        if stripped and not _is_option(stripped):
            raise VoiceDamaged(tr("{name} holds a line that no voice model needs", name=name))


def _is_option(line: str) -> bool:
    """Tell whether `line` sets a number or a word of decoding; one that names another file is never one."""
    if not line.startswith("--"):
        return False
    key, _, value = line[2:].partition("=")
    key = key.strip().replace("_", "-").lower()
    return (key in _OPTIONS or bool(_ENDPOINT.fullmatch(key))) and bool(_VALUE.fullmatch(value.strip()))


def _check_words(path: Path) -> None:
    count = 0
    for line in _lines(path):
        count += 1
        columns = line.split()
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise VoiceDamaged(tr("its list of words is not UTF-8 text")) from error
        if len(columns) != 2 or not columns[1].isdigit() or count > _MOST_WORDS:
            raise VoiceDamaged(tr("line {number} of its list of words cannot be one", number=count))
    if count < 2:
        raise VoiceDamaged(tr("its list of words is empty"))


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while line := file.readline(_MOST_WORD_BYTES + 1):
            if len(line) > _MOST_WORD_BYTES:
                raise VoiceDamaged(tr("its list of words has a line without an end"))
            yield line
