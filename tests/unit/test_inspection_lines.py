# SPDX-License-Identifier: Apache-2.0
"""What the checking child says is decoded to facts that a card can hold, or to nothing."""

import msgspec
import pytest

from edgeassist.store.inspection import Inspection, decode_line

NUMBERS = [one.name for one in msgspec.structs.fields(Inspection) if one.required and one.name not in ("name",)]
TEXTS = ("architecture", "quantization")
FACTS = msgspec.convert({"type": "fit", "name": "m"} | {one: "x" if one in TEXTS else 7 for one in NUMBERS}, Inspection)


def test_the_facts_of_a_file_come_back_as_they_were() -> None:
    assert decode_line(msgspec.json.encode(FACTS)) == FACTS


@pytest.mark.parametrize("number", [-1, 2**53 + 1, 10**400])
@pytest.mark.parametrize("name", [one for one in NUMBERS if one not in TEXTS])
def test_no_fact_is_larger_than_a_card_can_hold(name: str, number: int) -> None:
    line = msgspec.json.encode(FACTS).replace(f'"{name}":7'.encode(), f'"{name}":{number}'.encode())
    with pytest.raises(msgspec.ValidationError):
        decode_line(line)
