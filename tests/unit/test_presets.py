# SPDX-License-Identifier: Apache-2.0
"""Which type stands behind which plain word, for models of every size."""

import msgspec
import pytest
from gguf import GGMLQuantizationType, LlamaFileType

from edgeassist.core.errors import BadUsage
from edgeassist.store import presets
from edgeassist.store.card import ModelCard
from edgeassist.store.presets import PRESETS, OriginalStays, QuantizedAlready, SourceNotUsable, UnknownPreset, type_for
from edgeassist.worker.quant_types import (
    FILE_TYPES,
    NEEDS_IMPORTANCE,
    TENSOR_TYPES,
    UnknownType,
    file_type,
    needs_importance,
    tensor_type,
)

SIZES = (135e6, 494e6, 999e6, 1.24e9, 1.7e9, 3.2e9, 8e9, 70e9)
WAYS = ("smallest", "balanced", "careful")
FINENESS = {name: -at for at, name in enumerate(FILE_TYPES)}
CARD = ModelCard(id="m", name="M", file="m.gguf", size_bytes=10, quantization="F16", state="ready")


@pytest.mark.parametrize("parameters", SIZES)
@pytest.mark.parametrize("importance", [True, False])
def test_every_preset_has_a_type_and_more_care_means_a_finer_one(parameters: float, importance: bool) -> None:
    kinds = [type_for(way, int(parameters), importance=importance) for way in WAYS]
    assert [FINENESS[kind] for kind in kinds] == sorted({FINENESS[kind] for kind in kinds})


@pytest.mark.parametrize("parameters", SIZES)
def test_no_preset_asks_for_a_matrix_that_nobody_makes(parameters: float) -> None:
    for way in WAYS:
        assert not needs_importance(type_for(way, int(parameters), importance=False))


@pytest.mark.parametrize("parameters", [135e6, 494e6, 999e6])
def test_a_small_model_keeps_at_least_four_bits(parameters: float) -> None:
    for importance in (True, False):
        kinds = {type_for(way, int(parameters), importance=importance) for way in WAYS}
        assert not any("2" in kind or "3" in kind for kind in kinds)
        candidates = presets.candidate_types(int(parameters), importance=importance)
        assert not any("2" in kind or "3" in kind for kind in candidates)


def test_candidates_go_from_coarse_to_fine_and_need_no_matrix_without_one() -> None:
    order = {name: -at for at, name in enumerate(TENSOR_TYPES)}
    for parameters in SIZES:
        for importance in (True, False):
            kinds = presets.candidate_types(int(parameters), importance=importance)
            assert [order[kind] for kind in kinds] == sorted(order[kind] for kind in kinds)
            if not importance:
                assert not needs_importance("Q4_K_M", tuple(("blk.0.ffn_up.weight", kind) for kind in kinds))


def test_original_is_no_work() -> None:
    with pytest.raises(OriginalStays):
        type_for("original", 1, importance=True)


def test_an_unknown_preset_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownPreset) as caught:
        type_for("tiniest\x1b[31m", 1, importance=True)
    assert "balanced" in caught.value.hint
    assert "\x1b" not in str(caught.value)


def test_every_preset_says_what_it_means() -> None:
    assert [one.title for one in PRESETS] == ["Smallest", "Balanced", "Careful", "Original"]
    for one in PRESETS:
        assert one.line.endswith(".")
    assert presets.choice_line(PRESETS[1], "Q4_K_M", 400_000_000, 1_000_000_000).endswith(
        "Q4_K_M, 400 MB (40 % of the original)."
    )


@pytest.mark.parametrize("kind", ["F32", "F16", "BF16", "Q8_0"])
def test_a_full_model_may_be_made_smaller(kind: str) -> None:
    presets.require_source(msgspec.structs.replace(CARD, quantization=kind))


def test_a_quantized_model_is_refused_unless_the_person_insists() -> None:
    card = msgspec.structs.replace(CARD, quantization="Q4_K_M")
    with pytest.raises(QuantizedAlready) as caught:
        presets.require_source(card)
    assert "Q4_K_M" in str(caught.value)
    assert "F16" in caught.value.hint
    presets.require_source(card, requantize=True)


def test_a_damaged_source_is_called_damaged_and_not_quantized() -> None:
    card = CARD.failed("model-damaged", "The file of this model is damaged.")
    for requantize in (False, True):
        with pytest.raises(SourceNotUsable, match="is damaged") as caught:
            presets.require_source(card, requantize=requantize)
        assert "models repair" in caught.value.hint


def test_every_file_type_has_the_engines_number() -> None:
    prefixes = {"F32": "ALL_F32"}
    for name, number in FILE_TYPES.items():
        assert LlamaFileType[prefixes.get(name, f"MOSTLY_{name}")].value == number


def test_every_tensor_type_has_the_engines_number() -> None:
    for name, number in TENSOR_TYPES.items():
        assert GGMLQuantizationType[name].value == number


def test_types_are_found_whatever_the_case_and_others_are_named() -> None:
    assert file_type("q4_k_m") == FILE_TYPES["Q4_K_M"]
    assert tensor_type("iq4_xs") == TENSOR_TYPES["IQ4_XS"]
    assert presets.known_type("iq3_xxs") == "IQ3_XXS"
    for ask in (file_type, tensor_type, presets.known_type):
        with pytest.raises(UnknownType) as caught:
            ask("Q9_X")
        assert isinstance(caught.value, BadUsage)
        assert "Q4_K_M" in caught.value.hint


def test_a_single_coarse_tensor_needs_the_matrix_too_but_not_the_vocabulary() -> None:
    assert needs_importance("Q4_K_M", (("blk.1.attn_q.weight", "IQ2_XS"),))
    assert not needs_importance("Q4_K_M", (("token_embd.weight", "IQ2_XS"),))
    assert set(FILE_TYPES) >= NEEDS_IMPORTANCE
