# SPDX-License-Identifier: Apache-2.0
"""G21: grammars that are malformed, hostile or absurd, through the real worker: an error or an answer, and it lives."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist import wire
from tests.support.worker_process import WorkerProcess, generation

MOST_S = 20.0
"""No grammar may keep the worker busy for as long, on a machine with other work."""
MALFORMED = [
    "", " ", "\n", "root", "root ::=", "root ::= ", "::= \"a\"", "root := \"a\"", "root ::= \"a", "root ::= 'a'",
    "root ::= [a", "root ::= [z-a]", "root ::= []", "root ::= [^]", "root ::= (", "root ::= )", "root ::= ((\"a\")",
    "root ::= *", "root ::= \"a\" **", "root ::= |", "root ::= | \"a\"", "root ::= \"a\"{", "root ::= \"a\"{,}",
    "root ::= \"a\"{3,1}", "root ::= \"a\"{-1}", "root ::= \"a\"{99999999999999999999}", "root ::= \"\\x\"",
    "root ::= \"\\xZZ\"", "root ::= \"\\uD800\"", "root ::= \"\\U00110000\"", "root ::= missing",
    "root ::= \"a\" missing", "other ::= \"a\"", "ROOT ::= \"a\"", "root ::= \"a\"\nroot ::= \"b\"", "# only a comment",
    "root ::= \"a\" # no end", "root ::= <0xFF>", "root ::= <nonsense>", "root ::= !", "root ::= \"a\";", "{}", "[]",
    "<html></html>", "null", "root ::= \"\u202e\"", "root ::= \"\U0001f600\"", "r\u00f6ot ::= \"a\"",
    "root ::= \"\\\"", "root\u00a0::= \"a\"", "-root ::= \"a\"", "root-- ::= \"a\"", "1root ::= \"a\"",
    "#JSGF V1.0; grammar g; public <root> = a;", "root ::= ...", "root ::= .", "root ::= . .", "root ::= \"a\"?+*",
]  # fmt: skip
RECURSIVE = [
    "root ::= root", "root ::= root \"a\"", "root ::= a\na ::= b\nb ::= a", "root ::= \"\" root | \"a\"",
    "root ::= x*\nx ::= y*\ny ::= \"a\"*", "root ::= (root | \"a\")",
]  # fmt: skip
LARGE = [
    "root ::= " + "(" * 2000 + '"a"' + ")" * 2000,
    "root ::= " + " | ".join(f'"{number}"' for number in range(3000)),
    "\n".join(f"r{number} ::= r{number + 1}" for number in range(2000)) + '\nr2000 ::= "a"\nroot ::= r0',
    'root ::= "' + "a" * 60_000 + '"',
    'root ::= "a"{2000}',
    'root ::= (("a"{30}){30}){30}',
    "root ::= [" + "a-z" * 5000 + "]",
    "x" * 60_000 + ' ::= "a"\nroot ::= ' + "x" * 60_000,
]
SCHEMAS = [
    "", "{", "[]", "null", "3", '"text"', '{"type": "nonsense"}', '{"type": ["object"]}', '{"$ref": "#"}',
    '{"$ref": "#/nowhere"}', '{"$ref": "http://example.invalid/x"}', '{"$ref": "file:///etc/passwd"}',
    '{"enum": []}', '{"enum": 3}', '{"oneOf": []}', '{"properties": 3}', '{"properties": {"a": {"$ref": "#"}}}',
    '{"type": "object", "required": ["missing"]}', '{"type": "string", "pattern": "("}',
    '{"type": "string", "pattern": "^(a+)+$"}', '{"type": "array", "minItems": 5, "maxItems": 2}',
    '{"type": "array", "items": {"type": "array", "items": {"$ref": "#"}}}', '{"const": "\\ud800"}',
    '{"type": "string", "minLength": 99999999}', '{"type": "integer", "minimum": 1e400}',
    json.dumps({"anyOf": [{"const": number} for number in range(800)]}),
]  # fmt: skip


@pytest.fixture(scope="module")
def started(engine_cache: Path, tiny_gguf: Path) -> Iterator[WorkerProcess]:
    with WorkerProcess(engine_cache, read=[tiny_gguf.parent]) as worker:
        worker.hello()
        worker.load(tiny_gguf, context_tokens=512)
        yield worker


@pytest.fixture
def worker(started: WorkerProcess) -> Iterator[WorkerProcess]:
    """Return a worker that must still be the same one, and answer, when the test is over."""
    pid = started.pid
    yield started
    assert isinstance(started.generate("Well?", max_tokens=2)[-1], wire.Done)
    assert started.pid == pid


def outcome(worker: WorkerProcess, **constraint: str) -> wire.AnyEvent:
    """Ask for a few tokens under the constraint and return the one terminal event."""
    worker.send(generation(worker.next_job(), "Turn on the light.", max_tokens=3, **constraint))
    events = worker.until(lambda event: isinstance(event, wire.TERMINAL), MOST_S)
    assert sum(isinstance(event, wire.TERMINAL) for event in events) == 1
    return events[-1]


def is_fine(last: wire.AnyEvent) -> bool:
    """Tell whether this is an answer, or a failure with a code, a sentence and a hint."""
    if isinstance(last, wire.Failed):
        assert last.code in ("bad-grammar", "bad-schema", "grammar-stuck"), last
        assert last.message.endswith(".")
        assert last.hint
        return True
    return isinstance(last, wire.Done)


@pytest.mark.parametrize("grammar", MALFORMED)
def test_G21_a_malformed_grammar_is_an_error_or_an_answer(worker: WorkerProcess, grammar: str) -> None:
    assert is_fine(outcome(worker, grammar=grammar))


@pytest.mark.parametrize("grammar", RECURSIVE)
def test_G21_a_grammar_that_leads_into_itself_does_not_end_the_worker(worker: WorkerProcess, grammar: str) -> None:
    assert is_fine(outcome(worker, grammar=grammar))


@pytest.mark.parametrize("grammar", LARGE, ids=range(len(LARGE)))
def test_G21_a_large_or_deep_grammar_does_not_end_the_worker(worker: WorkerProcess, grammar: str) -> None:
    assert is_fine(outcome(worker, grammar=grammar))


@pytest.mark.parametrize("schema", SCHEMAS)
def test_G21_an_odd_schema_is_an_error_or_an_answer(worker: WorkerProcess, schema: str) -> None:
    assert is_fine(outcome(worker, json_schema=schema))


def test_G21_errors_are_told_by_what_was_wrong(worker: WorkerProcess) -> None:
    for grammar in ("root ::= (", 'other ::= "a"', "root ::= missing", ""):
        last = outcome(worker, grammar=grammar)
        assert isinstance(last, wire.Failed)
        assert last.code == "bad-grammar"
        assert "Nothing was generated" in last.message


def test_G21_a_grammar_with_a_zero_byte_is_refused_or_answered(worker: WorkerProcess) -> None:
    assert is_fine(outcome(worker, grammar='root ::= "a\x00b"'))
    assert is_fine(outcome(worker, grammar='root ::= "a"\x00 ::= ('))


PIECES = st.sampled_from(
    [
        "root",
        " ::= ",
        '"a"',
        '"b',
        "[a-z]",
        "[",
        "]",
        "(",
        ")",
        "|",
        "*",
        "+",
        "?",
        "{2}",
        "{1,",
        "\n",
        "x",
        "#",
        "\\",
        ".",
        "!",
    ]
)


@settings(max_examples=40)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_G21_pieces_of_grammars_in_any_order_do_not_end_the_worker(worker: WorkerProcess, rest: str) -> None:
    assert is_fine(outcome(worker, grammar=f"root ::= {rest}"))
    assert is_fine(outcome(worker, grammar=rest))
