# SPDX-License-Identifier: Apache-2.0
"""The catalogue that ships keeps every rule, and a catalogue that breaks one is refused with the place."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.core.paths import resource
from edgeassist.store.catalogue import (
    UNCONFIRMED,
    Catalogue,
    CatalogueDamaged,
    UnknownEntry,
    parsed_catalogue,
    read_catalogue,
)
from edgeassist.store.fit import estimate

FAMILIES = {
    *("smollm2-135m", "smollm2-360m", "smollm2-1.7b", "smollm3-3b"),
    *("qwen2.5-0.5b", "qwen2.5-1.5b", "qwen2.5-3b", "qwen3-0.6b", "qwen3-1.7b", "qwen3-4b"),
    *("llama-3.2-1b", "llama-3.2-3b", "gemma-2-2b", "gemma-3-1b", "gemma-3-4b", "gemma-3n-e2b"),
    *("phi-3-mini", "phi-3.5-mini", "tinyllama-1.1b"),
}
BITS = {"Q4_K_M": (3.9, 9.0), "Q4_0": (4.3, 8.5), "Q8_0": (8.0, 11.5), "F16": (15.5, 21.0)}
"""Bits per parameter that a file of a mix can have; a vocabulary stored twice makes small models large."""

CONFIGS = {
    "smollm2-135m": (30, 30, 3, 64, 576, 1536, 49152, 8192),
    "smollm2-360m": (32, 32, 5, 64, 960, 2560, 49152, 8192),
    "smollm2-1.7b": (24, 24, 32, 64, 2048, 8192, 49152, 8192),
    "smollm3-3b": (36, 36, 4, 128, 2048, 11008, 128256, 65536),
    "qwen2.5-0.5b": (24, 24, 2, 64, 896, 4864, 151936, 32768),
    "qwen2.5-1.5b": (28, 28, 2, 128, 1536, 8960, 151936, 32768),
    "qwen2.5-3b": (36, 36, 2, 128, 2048, 11008, 151936, 32768),
    "qwen3-0.6b": (28, 28, 8, 128, 1024, 3072, 151936, 40960),
    "qwen3-1.7b": (28, 28, 8, 128, 2048, 6144, 151936, 40960),
    "qwen3-4b": (36, 36, 8, 128, 2560, 9728, 151936, 40960),
    "llama-3.2-1b": (16, 16, 8, 64, 2048, 8192, 128256, 131072),
    "llama-3.2-3b": (28, 28, 8, 128, 3072, 8192, 128256, 131072),
    "gemma-2-2b": (26, 26, 4, 256, 2304, 9216, 256000, 8192),
    "gemma-3-1b": (26, 26, 1, 256, 1152, 6912, 262144, 32768),
    "gemma-3-4b": (34, 34, 4, 256, 2560, 10240, 262144, 131072),
    "gemma-3n-e2b": (30, 20, 2, 256, 2048, 8192, 262144, 32768),
    "phi-3-mini": (32, 32, 32, 96, 3072, 8192, 32064, 4096),
    "phi-3.5-mini": (32, 32, 32, 96, 3072, 8192, 32064, 131072),
    "tinyllama-1.1b": (22, 22, 4, 64, 2048, 5632, 32000, 2048),
}
"""Layers, layers with keys and values of their own (Gemma 3n's last ten borrow), key-value heads, their width,
embedding, feed-forward, vocabulary without padding, and trained context, as in the maker's config.json."""

LICENCES = {
    "Apache-2.0": ("smollm", "qwen3", "qwen2.5-0.5b", "qwen2.5-1.5b", "tinyllama"),
    "MIT": ("phi",),
    "Llama-3.2-Community": ("llama",),
    "Gemma-Terms": ("gemma",),
    "Qwen-Research": ("qwen2.5-3b",),
}


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return read_catalogue()


def test_the_shipped_catalogue_has_every_family_people_run_on_laptops(shipped: Catalogue) -> None:
    assert {family.id for family in shipped.families} == FAMILIES
    assert {voice.language for voice in shipped.voices} >= {"en", "de", "fr", "es", "it", "ru", "zh"}


def test_every_family_has_one_file_to_use_at_once(shipped: Catalogue) -> None:
    for family in shipped.families:
        assert family.files[0].preset == "balanced", family.id
        assert not family.files[0].gated, family.id
        assert "chat" in family.strengths, family.id


def test_what_lacks_its_commit_digest_or_exact_size_says_so(shipped: Catalogue) -> None:
    for entry in shipped.entries:
        file = entry.file
        complete = bool(file.commit and file.sha256) and not file.size_approximate
        assert (file.confirmed, entry.remark) == ((True, "") if complete else (False, UNCONFIRMED)), entry.ref
    for voice in shipped.voices:
        assert voice.confirmed == bool(voice.sha256 and not voice.size_approximate), voice.id


def test_nearly_everything_to_use_at_once_is_confirmed(shipped: Catalogue) -> None:
    first = [family.files[0] for family in shipped.families]
    assert sum(file.confirmed for file in first) >= len(first) - 1
    assert all(file.sha256 and not file.size_approximate for file in first)


def test_what_is_confirmed_in_one_repository_is_of_one_commit(shipped: Catalogue) -> None:
    commits: dict[str, set[str]] = {}
    for entry in shipped.entries:
        if entry.file.commit:
            commits.setdefault(entry.file.repo, set()).add(entry.file.commit)
    assert all(len(one) == 1 for one in commits.values())


def test_each_family_has_the_licence_of_its_maker(shipped: Catalogue) -> None:
    for family in shipped.families:
        assert family.id.startswith(LICENCES[family.licence]), family.id


def test_who_translates_knows_more_than_one_language(shipped: Catalogue) -> None:
    for family in shipped.families:
        if {"translate", "multilingual"} & set(family.strengths):
            assert len(family.languages) > 1, family.id


@pytest.mark.parametrize("task", ["chat", "summarize", "translate", "code", "multilingual"])
def test_every_task_has_a_small_and_a_large_model(shipped: Catalogue, task: str) -> None:
    sizes = [family.parameters for family in shipped.families if task in family.strengths]
    assert min(sizes) <= 1.1e9
    assert max(sizes) >= 3e9


def test_sizes_go_with_parameters_and_mix(shipped: Catalogue) -> None:
    for entry in shipped.entries:
        least, most = BITS[entry.file.quantization]
        assert least <= 8 * entry.file.size_bytes / entry.family.parameters <= most, entry.ref


def test_the_minimum_memory_is_the_estimate_for_a_short_context(shipped: Catalogue) -> None:
    for entry in shipped.entries:
        total = estimate(entry.card, context_tokens=2048, free_bytes=0).total_bytes
        assert entry.file.minimum_memory_bytes == pytest.approx(total, rel=0.01), entry.ref


def test_shapes_are_those_of_the_makers(shipped: Catalogue) -> None:
    assert set(CONFIGS) == FAMILIES
    for family in shipped.families:
        layers, kv_layers, kv_heads, head, *rest = CONFIGS[family.id]
        assert (family.layers, family.kv_elements) == (layers, 2 * kv_layers * kv_heads * head), family.id
        shape = [family.embedding, family.feed_forward, family.vocabulary_tokens, family.context_tokens]
        assert shape == rest, family.id


def test_the_file_says_by_itself_what_unconfirmed_means() -> None:
    text = resource("catalogue.toml").read_text(encoding="utf-8")
    assert "`confirmed` is false" in text
    assert "pinned on this computer" in text


def test_an_offer_is_found_by_its_reference_its_family_and_its_id(shipped: Catalogue) -> None:
    entry = shipped.find("Qwen/Qwen3-4B-GGUF/Qwen3-4B-Q4_K_M.gguf")
    assert entry.name == "Qwen3 4B Balanced"
    assert shipped.find("qwen3-4b") == entry == shipped.find(entry.card.id)


def test_a_name_that_nearly_fits_is_suggested(shipped: Catalogue) -> None:
    with pytest.raises(UnknownEntry) as caught:
        shipped.find("somebody/qwen3-4b")
    assert "Qwen/Qwen3-4B-GGUF/Qwen3-4B-Q4_K_M.gguf" in caught.value.hint
    with pytest.raises(UnknownEntry) as caught:
        shipped.find("\u202egpt")
    assert "models search" in caught.value.hint
    assert "\u202e" not in str(caught.value)


def test_search_wants_every_word(shipped: Catalogue) -> None:
    found = shipped.search("google TRANSLATE")
    assert {entry.family.id for entry in found} == {"gemma-3-4b", "gemma-3n-e2b"}
    assert shipped.search("no such words") == ()
    assert len(shipped.search("")) == len(shipped.entries)


SMALL = """
version = 1
updated = "2026-01-01"
[[family]]
id = "one"
name = "One"
maker = "Somebody"
architecture = "llama"
parameters = 10
licence = "MIT"
licence_url = "https://example.org/licence"
languages = ["en"]
strengths = ["chat"]
rank = 1
context_tokens = 10
layers = 1
kv_elements = 2
embedding = 1
feed_forward = 1
vocabulary_tokens = 1
[[family.file]]
repo = "somebody/one-GGUF"
file = "one.gguf"
quantization = "Q8_0"
preset = "balanced"
size_bytes = 10
minimum_memory_bytes = 10
size_approximate = true
[[voice]]
id = "voice"
name = "Voice"
language = "en"
url = "https://example.org/voice.zip"
file = "voice.zip"
size_bytes = 10
licence = "MIT"
licence_url = "https://example.org/licence"
"""


def test_a_small_catalogue_passes(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(SMALL, encoding="utf-8")
    assert read_catalogue(path).find("one").card.id == "one-q8-0"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('maker = "Somebody"', 'maker = "Somebody"\ncolour = "red"', "colour"),
        ('licence = "MIT"\nlicence_url = "https://example.org/licence"\nlang', 'licence = "mine"\nlang', "licence"),
        ('"one.gguf"', '"../one.gguf"', "plain name"),
        ('"one.gguf"', '"C:one.gguf"', "plain name"),
        ('"one.gguf"', '"one.exe"', "plain name"),
        ('"voice.zip"\nsize', '"voice.gguf"\nsize', "plain name"),
        ('"voice.zip"\nsize', '"other.zip"\nsize', "address"),
        ('"somebody/one-GGUF"', '"somebody/../one"', "repo"),
        ('"somebody/one-GGUF"', '"one"', "repo"),
        ("size_bytes = 10\nmin", "size_bytes = 0\nmin", "size_bytes"),
        ("size_approximate = true", "size_approximate = true\nconfirmed = true", "says it is confirmed"),
        ("size_approximate = true", 'sha256 = "abc"', "sha256"),
        ("size_approximate = true", 'commit = "main"', "commit"),
        ('["chat"]', '["poetry"]', "strengths"),
        ('["en"]', '["English"]', "languages"),
        ('"https://example.org/voice.zip"', '"http://example.org/voice.zip"', "url"),
        ('"https://example.org/voice.zip"', '"https://user:word@example.org/voice.zip"', "url"),
        ('architecture = "llama"', 'architecture = "clip"', "unknown architecture"),
        ("version = 1", "version = 2", "form"),
        ("version = 1", "", "form"),
        ("version = 1", "version =", "Invalid"),
        ('id = "voice"', 'id = "Voice/1"', "id"),
    ],
)
def test_a_broken_rule_is_named(old: str, new: str, said: str) -> None:
    assert old in SMALL
    with pytest.raises(CatalogueDamaged, match=re.compile(re.escape(said), re.IGNORECASE)):
        parsed_catalogue(SMALL.replace(old, new, 1).encode())


def test_nothing_is_there_twice() -> None:
    start, _, voice = SMALL.partition("[[voice]]")
    _, _, family = start.partition("[[family]]")
    for kind, again in (("family", f"[[family]]{family}"), ("voice", f"[[voice]]{voice}")):
        with pytest.raises(CatalogueDamaged, match=f"the {kind} .* twice"):
            parsed_catalogue((SMALL + again).encode())
    file = family[family.index("[[family.file]]") :]
    with pytest.raises(CatalogueDamaged, match=r"the file .* twice"):
        parsed_catalogue((start + file).encode())
    digest = f'sha256 = "{"a" * 64}"\n'
    with pytest.raises(CatalogueDamaged, match=r"the digest .* twice"):
        parsed_catalogue((start + digest + file.replace("one.gguf", "two.gguf") + digest).encode())


def test_a_family_without_a_file_is_refused() -> None:
    start = SMALL[: SMALL.index("[[family.file]]")]
    with pytest.raises(CatalogueDamaged, match="file"):
        parsed_catalogue(f"{start}file = []\n".encode())


def test_a_catalogue_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CatalogueDamaged, match="cannot be read"):
        read_catalogue(tmp_path / "none.toml")


def test_an_endless_catalogue_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_bytes(b"#" * (1024**2 + 1))
    with pytest.raises(CatalogueDamaged, match="1 MiB"):
        read_catalogue(path)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_a_catalogue_holds_it_is_read_or_refused(content: bytes) -> None:
    with pytest.raises(CatalogueDamaged):
        parsed_catalogue(content)
