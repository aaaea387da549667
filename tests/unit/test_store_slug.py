# SPDX-License-Identifier: Apache-2.0
"""Folder names made of whatever a file calls itself."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.store.slug import MAX_LENGTH, model_id, slug

RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Qwen2.5 0.5B Instruct", "qwen2.5-0.5b-instruct"),
        ("SmolLM2", "smollm2"),
        ("Café Größe", "cafe-groe"),
        ("../../etc/passwd", "etc-passwd"),
        ("a.gguf", "a-gguf"),
        ("...", "model"),
        ("", "model"),
        ("模型", "model"),
        ("CON", "model-con"),
        ("nul.5", "nul-5"),
        ("com1", "model-com1"),
        ("<img src=x>", "img-src-x"),
        ("x" * 500, "x" * MAX_LENGTH),
    ],
)
def test_a_name_becomes_a_readable_folder_name(name: str, wanted: str) -> None:
    assert slug(name) == wanted


def test_the_quantization_is_added_unless_the_name_has_it() -> None:
    assert model_id("SmolLM2", "Q4_K_M", ()) == "smollm2-q4-k-m"
    assert model_id("SmolLM2 Q4_K_M", "Q4_K_M", ()) == "smollm2-q4-k-m"


def test_a_taken_id_gets_the_next_number() -> None:
    assert model_id("a", "F16", {"a-f16", "a-f16-2"}) == "a-f16-3"


@given(st.text(max_size=200), st.sampled_from(("F16", "Q4_K_M", "")))
def test_every_id_is_a_safe_name_on_every_system(name: str, quantization: str) -> None:
    found = model_id(name, quantization, ())
    assert re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", found)
    assert len(found) <= MAX_LENGTH + 6
    assert ".." not in found
    assert not RESERVED.match(found)
