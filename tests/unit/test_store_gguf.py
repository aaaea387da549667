# SPDX-License-Identifier: Apache-2.0
"""The header check, in this process: what is refused and why, what passes, and that nothing else ever happens."""

import contextlib
import os
import tempfile
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.core.errors import EdgeError
from edgeassist.store import header_rules, model_rules
from edgeassist.store.inspection import Inspection
from edgeassist.store.opened import open_regular
from edgeassist.store.refusals import AGAIN, MissingParts, Refused, SplitModel
from tests.support.gguf_forge import ARRAY, F32, STRING, U32, U64, Recipe, Weights, array, scalar, sound, text
from tests.support.malformed import all_malformed, odd_but_sound
from tests.support.store_bench import inspect_here

MALFORMED = all_malformed()
ODD = odd_but_sound()


def inspected(path: Path) -> Inspection:
    with open_regular(path) as opened:
        return inspect_here(opened)


def inspected_recipe(recipe: Recipe, folder: Path, name: str = "x.gguf") -> Inspection:
    path = folder / name
    path.write_bytes(recipe.made())
    return inspected(path)


@pytest.mark.parametrize(("content", "code"), [one[1:] for one in MALFORMED], ids=[one[0] for one in MALFORMED])
def test_a_malformed_file_is_refused_with_its_code_and_a_sentence(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(content)
    with pytest.raises(Refused) as caught:
        inspected(path)
    assert caught.value.code == code
    assert str(caught.value).endswith(".")
    assert caught.value.hint
    assert str(caught.value).isprintable()


def test_at_least_a_hundred_distinct_malformed_files_exist() -> None:
    assert len({content for _, content, _ in MALFORMED}) == len({name for name, _, _ in MALFORMED}) >= 100


@pytest.mark.parametrize("rule", [*header_rules.LAYOUT_RULES, *model_rules.MODEL_RULES], ids=lambda one: one.__name__)
def test_every_rule_says_what_holds(rule: object) -> None:
    assert (rule.__doc__ or "").strip().endswith(".")


@pytest.mark.parametrize("content", [one[1] for one in ODD], ids=[one[0] for one in ODD])
def test_an_odd_but_sound_file_passes(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(content)
    assert inspected(path).layers == 2


def test_the_facts_of_the_header_are_told(tmp_path: Path) -> None:
    recipe = sound().having("general.license", STRING, "apache-2.0").listing("general.languages", STRING, ["en", "de"])
    facts = inspected_recipe(recipe, tmp_path)
    assert (facts.name, facts.architecture, facts.quantization) == ("Forged", "llama", "F32")
    assert (facts.layers, facts.embedding, facts.heads, facts.kv_heads, facts.head_dim) == (2, 32, 4, 2, 8)
    assert (facts.feed_forward, facts.vocabulary_tokens, facts.context_trained_tokens) == (64, 262, 512)
    assert facts.kv_elements == 2 * 2 * (8 + 8)
    assert facts.parameters * 4 == facts.tensor_bytes
    assert (facts.licence, facts.languages) == ("apache-2.0", ("en", "de"))


def test_key_value_numbers_follow_the_layers_that_have_attention(tmp_path: Path) -> None:
    recipe = sound().listing("llama.attention.head_count_kv", U32, [2, 0]).renamed("llama", "deci")
    assert inspected_recipe(recipe, tmp_path).kv_elements == 2 * (8 + 8)


def test_the_quantization_is_read_off_the_tensors_when_undeclared(tmp_path: Path) -> None:
    assert inspected_recipe(sound().without("general.file_type"), tmp_path).quantization == "F32"
    assert inspected_recipe(sound().having("general.file_type", U32, 15), tmp_path).quantization == "Q4_K_M"


def test_a_model_without_a_name_is_called_after_its_file(tmp_path: Path) -> None:
    assert inspected_recipe(sound().without("general.name"), tmp_path, "tiny-7b.gguf").name == "tiny-7b"


def test_the_missing_parts_of_a_split_model_are_named(tmp_path: Path) -> None:
    part = sound().having("split.count", U32, 3)
    (tmp_path / "m-00003-of-00003.gguf").write_bytes(b"GGUF")
    with pytest.raises(MissingParts, match=r"m-00002-of-00003\.gguf") as caught:
        inspected_recipe(part, tmp_path, "m-00001-of-00003.gguf")
    assert "00003-of-00003.gguf" not in str(caught.value)


def test_a_split_model_with_all_parts_is_refused_with_the_way_out(tmp_path: Path) -> None:
    part = sound().having("split.count", U32, 2)
    (tmp_path / "m-00002-of-00002.gguf").write_bytes(b"GGUF")
    with pytest.raises(SplitModel) as caught:
        inspected_recipe(part, tmp_path, "m-00001-of-00002.gguf")
    assert "joins the parts" in caught.value.hint


def test_a_big_header_is_read_in_bounded_memory(tmp_path: Path) -> None:
    merges = [f"left{number} right{number}" for number in range(200_000)]
    path = tmp_path / "x.gguf"
    path.write_bytes(sound().listing("tokenizer.ggml.merges", STRING, merges).made())
    tracemalloc.start()
    inspected(path)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 8 * 1024**2


def test_many_long_lists_end_at_the_limit_and_not_in_memory(tmp_path: Path) -> None:
    body = array(STRING, [], count=3_000_000)
    head = b"GGUF" + (3).to_bytes(4, "little") + (1).to_bytes(8, "little") + (2).to_bytes(8, "little")
    path = tmp_path / "x.gguf"
    with path.open("wb") as file:
        file.write(head + text("a") + scalar(U32, ARRAY) + body)
        file.seek(24_000_000, os.SEEK_CUR)
        file.write(text("b") + scalar(U32, ARRAY) + body)
        file.truncate(200_000_000)
    with pytest.raises(Refused) as caught:
        inspected(path)
    assert caught.value.code == "gguf-over-limit"


def test_the_usual_hint_says_that_nothing_was_changed() -> None:
    assert "Nothing was changed" in AGAIN
    assert Refused("x").hint == AGAIN


GOOD = sound().made()
HEADER_BYTES = len(sound().header())


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, HEADER_BYTES - 1), st.binary(min_size=1, max_size=9)), min_size=1, max_size=6))
def test_whatever_is_scribbled_over_a_header_ends_in_facts_or_a_refusal(scribbles: list[tuple[int, bytes]]) -> None:
    content = bytearray(GOOD)
    for at, scribble in scribbles:
        content[at : at + len(scribble)] = scribble
    _ends_well(bytes(content))


@settings(max_examples=60)
@given(st.integers(0, len(GOOD)), st.binary(max_size=64), st.integers(0, 64))
def test_whatever_is_cut_out_or_put_in_ends_in_facts_or_a_refusal(at: int, inserted: bytes, removed: int) -> None:
    _ends_well(GOOD[:at] + inserted + GOOD[at + removed :])


@settings(max_examples=60)
@given(st.sampled_from(sorted(sound().values)), st.integers(0, 13), st.binary(max_size=40))
def test_whatever_a_known_key_holds_ends_in_facts_or_a_refusal(key: str, kind: int, body: bytes) -> None:
    _ends_well(sound().raw(key, kind, body).made())


@settings(max_examples=60)
@given(st.sampled_from(sorted(sound().values)), st.sampled_from((U32, U64)), st.integers(0, 2**32 - 1))
def test_whatever_number_a_known_key_holds_ends_in_facts_or_a_refusal(key: str, kind: int, value: int) -> None:
    _ends_well(sound().having(key, kind, value).made())


@settings(max_examples=60)
@given(st.binary(max_size=70), st.lists(st.integers(0, 2**64 - 1), max_size=5), st.integers(0, 45))
def test_whatever_tensor_is_listed_ends_in_facts_or_a_refusal(name: bytes, dims: list[int], kind: int) -> None:
    _ends_well(sound().adding(Weights(name, tuple(dims), kind)).having("x.y", F32, 1.0).made())


def _ends_well(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.gguf"
        path.write_bytes(content)
        began_s = time.thread_time()
        with contextlib.suppress(EdgeError):
            inspected(path)
        assert time.thread_time() - began_s < 5
