# SPDX-License-Identifier: Apache-2.0
"""Every example in docs/jobs.md is a real message, and every message of a job worker has an example."""

import json
import re
from typing import get_args

import pytest

from edgeassist.wire import BadFrame, jobs
from tests.support.source_tree import ROOT

DOCUMENT = (ROOT / "docs" / "jobs.md").read_text(encoding="utf-8")
EXAMPLES = [line for block in re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL) for line in block.splitlines()]
BAD = [b"", b"{}", b'{"is":"step"}', b'{"is":"nonsense"}', b"\xff", b"[" * 100_000, b'{"is":"compared","agreement":2}']


def decoded(line: str) -> jobs.AnyJob | jobs.AnyJobEvent:
    return jobs.decode_job(line.encode()) if '"do"' in line else jobs.decode_event(line.encode())


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_is_what_the_program_would_write(line: str) -> None:
    assert json.loads(jobs.encode(decoded(line))) == json.loads(line)


def test_every_message_has_an_example() -> None:
    shown = {type(decoded(line)) for line in EXAMPLES}
    assert shown == {*get_args(jobs.AnyJob), *get_args(jobs.AnyJobEvent)}


@pytest.mark.parametrize("line", BAD)
def test_a_line_that_is_no_event_is_refused(line: bytes) -> None:
    with pytest.raises(BadFrame):
        jobs.decode_event(line)


@pytest.mark.parametrize(
    "line", [*BAD, b'{"do":"quantize"}', b'{"do":"quantize","source":3,"target":"a","type":"Q8_0"}']
)
def test_a_line_that_is_no_job_is_refused(line: bytes) -> None:
    with pytest.raises(BadFrame):
        jobs.decode_job(line)


def test_an_agreement_is_a_share() -> None:
    line = next(line for line in EXAMPLES if '"compared"' in line)
    with pytest.raises(BadFrame):
        jobs.decode_event(line.replace('"agreement":0.93', '"agreement":1.5').encode())
