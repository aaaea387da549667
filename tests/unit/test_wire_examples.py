# SPDX-License-Identifier: Apache-2.0
"""Every example in docs/wire.md is a real message, and every message has an example."""

import json
import re
from typing import get_args

import pytest

from edgeassist import wire
from tests.support.source_tree import ROOT

DOCUMENT = (ROOT / "docs" / "wire.md").read_text(encoding="utf-8")
EXAMPLES = [line for block in re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL) for line in block.splitlines()]


def decoded(line: str) -> wire.AnyCommand | wire.AnyEvent:
    return wire.decode_command(line.encode()) if '"do"' in line else wire.decode_event(line.encode())


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_is_what_the_program_would_write(line: str) -> None:
    assert json.loads(wire.encode(decoded(line))) == json.loads(line)


def test_every_message_has_an_example() -> None:
    shown = {type(decoded(line)) for line in EXAMPLES}
    assert shown == {*get_args(wire.AnyCommand), *get_args(wire.AnyEvent)}


def test_the_examples_speak_the_protocol_of_today() -> None:
    hellos = [message for message in map(decoded, EXAMPLES) if isinstance(message, wire.Hello)]
    assert [hello.protocol for hello in hellos] == [wire.PROTOCOL]


def test_the_document_names_the_longest_line() -> None:
    assert f"at most {wire.MAX_LINE_BYTES // 1024**2} MiB" in DOCUMENT


def test_every_job_of_the_examples_ends_exactly_once() -> None:
    messages = [decoded(line) for line in EXAMPLES]
    ended = [message.job for message in messages if isinstance(message, wire.TERMINAL)]
    twice = {job for job in ended if ended.count(job) > 1}
    assert twice == {2}  # shown once done, once cancelled


def test_a_line_that_is_no_message_is_refused() -> None:
    for line in (b"", b"{}", b'{"is":"hello"}', b'{"is":"nonsense"}', b"\xff", b'{"is":"done","reason":"tired"}'):
        with pytest.raises(wire.BadFrame):
            wire.decode_event(line)
    with pytest.raises(wire.BadFrame):
        wire.decode_command(b'{"do":"load"}')


def test_unknown_fields_are_ignored() -> None:
    assert wire.decode_event(b'{"is":"pong","job":3,"mood":"good"}') == wire.Pong(3)


def test_rates_follow_from_tokens_and_time() -> None:
    usage = wire.Usage(prompt_tokens=110, reused_tokens=10, answer_tokens=21, prompt_ms=500, answer_ms=1000)
    assert (usage.prompt_rate, usage.answer_rate) == (200, 20)
    assert (wire.Usage().prompt_rate, wire.Usage(answer_tokens=1, answer_ms=5).answer_rate) == (0, 0)
