# SPDX-License-Identifier: Apache-2.0
"""Which grammars the engine is shown at all: those that it survives, right or wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.worker.grammar_limits import (
    MOST_CHARACTERS,
    MOST_DEPTH,
    MOST_REPEATS,
    counts_within_limits,
    is_within_limits,
)

FINE = [
    'root ::= "a"', 'root ::= "a"{3}', 'root ::= "a"{1,3}', 'root ::= "a"{2,}', 'root ::= "a"{,4}', 'root ::= "{9,1}"',
    "root ::= [{9,1}]", 'root ::= "a" # {9,1}\n', 'root ::= "\\"{9,1}"', "root ::= [\\]{9,1}]", 'root ::= "a"{0,0}',
    f'root ::= "a"{{{MOST_REPEATS}}}', "root ::= " + "(" * MOST_DEPTH + '"a"' + ")" * MOST_DEPTH, "", "nonsense (((",
    'root ::= "a"{', 'root ::= "a', "root ::= [", 'root ::= "' + "a" * 1000 + '"{2}', 'root ::= "("',
]  # fmt: skip
HARMFUL = [
    'root ::= "a"{3,1}', 'root ::= "a"{ 3 , 1 }', "root ::= x{5,0}", f'root ::= "a"{{{MOST_REPEATS + 1}}}',
    'root ::= "a"{99999999999999999999}', 'root ::= "a"{0,99999}', 'root ::= "' + "a" * 1000 + '"{1000}',
    "root ::= [" + "ab" * 500 + "]{900}", "root ::= " + "(" * (MOST_DEPTH + 1), "#" * (MOST_CHARACTERS + 1),
    'root ::= "a\0b"', "\n".join(f'r{number} ::= "abcdefgh"{{900}}' for number in range(20)),
]  # fmt: skip


@pytest.mark.parametrize("grammar", FINE)
def test_a_grammar_may_be_shown(grammar: str) -> None:
    assert is_within_limits(grammar)


@pytest.mark.parametrize("grammar", HARMFUL, ids=range(len(HARMFUL)))
def test_a_grammar_that_the_engine_would_not_survive_is_not_shown(grammar: str) -> None:
    assert not is_within_limits(grammar)


@pytest.mark.parametrize(
    ("schema", "fine"),
    [
        ({}, True),
        ({"type": "string", "maxLength": 200}, True),
        ({"properties": {"a": {"type": "array", "maxItems": 3}}}, True),
        ({"maxLength": "many"}, True),
        ({"maxLength": MOST_REPEATS + 1}, False),
        ({"minItems": -1}, False),
        ({"minItems": 1e300}, False),
        ({"anyOf": [{"items": {"minLength": 10**12}}]}, False),
    ],
)
def test_counts_in_a_schema_are_bounded(schema: object, fine: bool) -> None:
    assert counts_within_limits(schema) is fine


@given(st.text(alphabet='rootab:=|"[](){},019\\\n #*', max_size=200))
def test_no_text_makes_it_stumble(grammar: str) -> None:
    assert is_within_limits(grammar) in (True, False)
