# SPDX-License-Identifier: Apache-2.0
"""What a vosk model looks like, which language its name tells, and what its small files may say."""

from pathlib import Path

import pytest

from edgeassist.store.voice_languages import checked_language, language_of
from edgeassist.store.voice_refusals import NoSuchLanguage, NotAVoiceModel, VoiceDamaged, WhichLanguage
from edgeassist.store.voice_shape import acoustic_file, check_shape, inner_path, refuse_size, takes_grammar
from tests.support.voices_made import Files, flat, in_folder, layered


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("vosk-model-small-en-us-0.15", "en"),
        ("vosk-model-en-us-0.22-lgraph", "en"),
        ("vosk-model-small-en-in-0.4", "en"),
        ("vosk-model-de-tuda-0.6-900k", "de"),
        ("vosk-model-small-de-zamia-0.3", "de"),
        ("vosk-model-fr-0.6-linto-2.2.0", "fr"),
        ("vosk-model-small-es-0.42", "es"),
        ("vosk-model-cn-kaldi-multicn-0.15", "zh"),
        ("vosk-model-small-cn-0.22", "zh"),
        ("vosk-model-vn-0.4", "vi"),
        ("vosk-model-small-kz-0.15", "kk"),
        ("vosk-model-el-gr-0.7", "el"),
        ("vosk-model-small-uk-v3-nano", "uk"),
        ("vosk-model-tl-ph-generic-0.6", "tl"),
        ("VOSK_model_small_pt_0.3", "pt"),
    ],
)
def test_the_makers_name_tells_the_language(name: str, code: str) -> None:
    assert language_of(name) == code


@pytest.mark.parametrize("name", ["", "en", "my-voice", "model", "vosk-model-spk-0.4", "vosk-model-xx-1", "vosk-model"])
def test_another_name_does_not(name: str) -> None:
    with pytest.raises(WhichLanguage, match="does not tell which language") as caught:
        language_of(name)
    assert "--lang de" in caught.value.hint


@pytest.mark.parametrize(
    ("given", "code"), [("de", "de"), (" DE ", "de"), ("de-AT", "de"), ("pt_BR", "pt"), ("cn", "zh")]
)
def test_a_language_may_be_given_in_several_ways(given: str, code: str) -> None:
    assert checked_language(given) == code


@pytest.mark.parametrize("given", ["", "german", "xx", "..", "1", "d/e"])
def test_what_is_no_language_is_refused(given: str) -> None:
    with pytest.raises(NoSuchLanguage):
        checked_language(given)


@pytest.mark.parametrize("files", [layered(), layered(dynamic=False), flat()])
def test_both_layouts_are_known(tmp_path: Path, files: Files) -> None:
    folder = in_folder(tmp_path, files)
    check_shape(folder)
    assert acoustic_file(folder).read_bytes().startswith(b"\0B<TransitionModel>")


def test_only_a_dynamic_graph_takes_a_grammar(tmp_path: Path) -> None:
    assert takes_grammar(in_folder(tmp_path / "a", layered()))
    assert not takes_grammar(in_folder(tmp_path / "b", layered(dynamic=False)))
    assert not takes_grammar(in_folder(tmp_path / "c", flat()))
    both = layered() | layered(dynamic=False)
    assert not takes_grammar(in_folder(tmp_path / "d", both))


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ("conf/mfcc.conf", "conf/mfcc.conf is missing"),
        ("conf/model.conf", "conf/model.conf is missing"),
        ("graph/Gr.fst", "the graph of its language"),
    ],
)
def test_a_missing_part_is_named(tmp_path: Path, missing: str, told: str) -> None:
    files = layered()
    del files[missing]
    with pytest.raises(VoiceDamaged, match=told):
        check_shape(in_folder(tmp_path, files))


def test_a_fixed_graph_needs_its_words(tmp_path: Path) -> None:
    files = layered(dynamic=False)
    del files["graph/words.txt"]
    with pytest.raises(VoiceDamaged, match=r"words\.txt\) is missing"):
        check_shape(in_folder(tmp_path, files))


def test_a_folder_without_an_acoustic_model_is_no_voice_model(tmp_path: Path) -> None:
    with pytest.raises(NotAVoiceModel, match=r"no acoustic model \(final\.mdl\)"):
        check_shape(in_folder(tmp_path, {"mean.vec": b"1", "transform.mat": b"1"}))


@pytest.mark.parametrize("name", ["am/final.mdl", "graph/HCLr.fst", "graph/Gr.fst"])
def test_a_file_of_random_bytes_is_seen_at_its_beginning(tmp_path: Path, name: str) -> None:
    with pytest.raises(VoiceDamaged, match=f"{name} does not begin as such a file does"):
        check_shape(in_folder(tmp_path, layered() | {name: b"\x9a\x03random" * 500}))


@pytest.mark.parametrize(
    "line",
    [
        "--config=/etc/passwd",
        "--help",
        "--mfcc-config=elsewhere.conf",
        "--beam=$(reboot)",
        "--beam=../x",
        "beam=13",
        "--nonsense=1",
        "--endpoint.rule9.min-trailing-silence=1",
        "--endpoint.silence-phones=1;2",
        "\x00",
    ],
)
def test_a_line_of_a_conf_file_that_no_model_needs_is_refused(tmp_path: Path, line: str) -> None:
    bad = layered() | {"conf/model.conf": f"--beam=10\n{line}\n".encode()}
    with pytest.raises(VoiceDamaged, match=r"conf/model\.conf holds a line that no voice model needs"):
        check_shape(in_folder(tmp_path, bad))


def test_a_conf_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VoiceDamaged, match="is no text"):
        check_shape(in_folder(tmp_path, layered() | {"conf/mfcc.conf": b"\xff\xfe--beam"}))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (b"", "is empty"),
        (b"<eps> 0\n", "is empty"),
        (b"<eps> 0\nturn\n", "line 2 of its list of words cannot be one"),
        (b"<eps> 0\nturn x\n", "line 2 of its list"),
        (b"<eps> 0\nturn on 1\n", "line 2 of its list"),
        (b"<eps> 0\n\xff\xfe 1\n", "not UTF-8"),
        (b"<eps> 0\n" + b"x" * 5000, "a line without an end"),
    ],
)
def test_a_list_of_words_must_be_one(tmp_path: Path, words: bytes, told: str) -> None:
    with pytest.raises(VoiceDamaged, match=told):
        check_shape(in_folder(tmp_path, layered() | {"graph/words.txt": words}))


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("am/final.mdl", ("", "am/final.mdl")),
        ("vosk-model-small-en-us-0.15/am/final.mdl", ("vosk-model-small-en-us-0.15", "am/final.mdl")),
        ("old/final.mdl", ("old", "final.mdl")),
        ("final.mdl", ("", "final.mdl")),
        ("top/README", ("top", "README")),
        ("top/graph/phones/word_boundary.int", ("top", "graph/phones/word_boundary.int")),
        ("top/inner/am/final.mdl", None),
        ("top/more.zip", None),
        ("top/run.sh", None),
        ("top/am/tree", None),
        ("__MACOSX/top/am/._final.mdl", None),
    ],
)
def test_only_what_vosk_reads_belongs_to_a_model(path: str, found: tuple[str, str] | None) -> None:
    assert inner_path(path) == found


def test_no_small_file_may_be_large() -> None:
    refuse_size("am/final.mdl", 3 * 1024**3)
    refuse_size("conf/model.conf", 4000)
    for path in ("conf/model.conf", "graph/words.txt", "README", "LICENSE", "graph/disambig_tid.int"):
        with pytest.raises(VoiceDamaged, match="is larger than such a file can be"):
            refuse_size(path, 3 * 1024**3)
