# SPDX-License-Identifier: Apache-2.0
"""What one token adds to the key-value cache, where layers borrow from others or have none."""

import pytest

from edgeassist.store.catalogue import read_catalogue
from edgeassist.store.gguf import Header
from edgeassist.store.model_facts import kv_elements


def header(architecture: str, layers: int) -> Header:
    values = {
        "block_count": layers,
        "embedding_length": 2048,
        "attention.head_count": 8,
        "attention.head_count_kv": 2,
        "attention.key_length": 256,
        "attention.value_length": 256,
    }
    named = {f"{architecture}.{key}": value for key, value in values.items()}
    return Header(3, {"general.architecture": architecture, **named}, {}, {}, (), 0, 0)


@pytest.mark.parametrize(
    ("architecture", "layers", "own"), [("gemma3n", 30, 20), ("gemma3n", 35, 20), ("gemma3", 30, 30), ("mamba", 30, 0)]
)
def test_only_layers_with_keys_and_values_of_their_own_count(architecture: str, layers: int, own: int) -> None:
    assert kv_elements(header(architecture, layers)) == own * 2 * 2 * 256


def test_the_catalogue_and_the_file_agree_on_gemma_3n() -> None:
    family = read_catalogue().find("gemma-3n-e2b").family
    assert kv_elements(header("gemma3n", family.layers)) == family.kv_elements
