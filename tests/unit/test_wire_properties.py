# SPDX-License-Identifier: Apache-2.0
"""Whatever is said on the wire comes back as it was said, and whatever is not of the language is refused as such."""

import string
from typing import Any, Literal, get_args, get_origin

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from edgeassist.wire import (
    MAX_LINE_BYTES,
    TERMINAL,
    AnyCommand,
    AnyEvent,
    BadFrame,
    Cancelled,
    Done,
    Failed,
    Figure,
    Fraction,
    Generate,
    StopReason,
    Turn,
    Whole,
    decode_command,
    decode_event,
    encode,
)
from edgeassist.wire.jobs import decode_event as decode_job_event

COMMANDS = get_args(AnyCommand)
EVENTS = get_args(AnyEvent)
LETTERS = st.text(st.characters(codec="utf-8"))
PLAIN: dict[object, st.SearchStrategy[Any]] = {
    int: st.integers(min_value=-(2**63), max_value=2**64 - 1),
    Whole: st.integers(min_value=-(2**62), max_value=2**62),
    float: st.floats(allow_nan=False, allow_infinity=False),
    Figure: st.floats(min_value=-1e100, max_value=1e100),
    Fraction: st.floats(min_value=0, max_value=1),
    str: LETTERS,
    bool: st.booleans(),
    type(None): st.none(),
}
KINDS = {kind.__name__: kind for kind in (*COMMANDS, *EVENTS)}


def values(annotation: Any) -> st.SearchStrategy[Any]:
    """Return what a field of that type may hold."""
    if annotation in PLAIN:
        return PLAIN[annotation]
    parts = get_args(annotation)
    if get_origin(annotation) is Literal:
        return st.sampled_from(parts)
    if get_origin(annotation) is tuple:
        return st.lists(values(parts[0]), max_size=5).map(tuple)
    if get_origin(annotation) is dict:
        return st.dictionaries(values(parts[0]), st.deferred(lambda: values(parts[1])), max_size=3)
    return st.one_of([values(part) for part in parts]) if parts else messages(annotation)


def messages(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Return any message of that kind."""
    fields = {field.name: values(field.type) for field in msgspec.structs.fields(kind)}
    return st.builds(kind, **fields)


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=60)
@given(data=st.data())
def test_a_message_is_one_line_and_comes_back(name: str, data: st.DataObject) -> None:
    kind = KINDS[name]
    message = data.draw(messages(kind))
    line = encode(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert b"\r" not in line
    decode = decode_command if kind in COMMANDS else decode_event
    assert decode(line) == message
    assert decode(line.rstrip(b"\n")) == message


@pytest.mark.parametrize("name", KINDS)
def test_a_command_is_no_event_and_an_event_no_command(name: str) -> None:
    kind = KINDS[name]
    required = {field.name: field for field in msgspec.structs.fields(kind) if field.required}
    plain: dict[object, object] = {int: 1, Whole: 1, float: 0.5, Figure: 0.5, Fraction: 0.5, str: "x"}
    message = kind(**{name: plain.get(field.type, "stop") for name, field in required.items()})
    wrong = decode_event if kind in COMMANDS else decode_command
    with pytest.raises(BadFrame):
        wrong(encode(message))


@given(st.binary(max_size=400))
@example(b'{"is":"delta","job":1,"text":"\xff"}')
@example(b'{"do":"load","path":"\xed\xa0\x80","size_bytes":1}')
@example(b'{"is":"pong","more":' + b"[" * 100_000)
@example(b'{"is":"pong","job":1e999}')
@example(b'{"is":"pong","job":' + b"9" * 10_000 + b"}")
@example(b'{"is":"delta","text":"\\ud800"}')
@example(b'{"is":"pong"}{"is":"pong"}')
@example(b'{"is":"pong","is":"delta"}')
@example(b"\xef\xbb\xbf{}")
@example(b"NaN")
def test_any_bytes_are_a_message_or_a_bad_frame(line: bytes) -> None:
    for decode, kinds in ((decode_command, COMMANDS), (decode_event, EVENTS)):
        try:
            message = decode(line)
        except BadFrame:
            continue
        assert isinstance(message, kinds)


@pytest.mark.parametrize("field", ["memory_bytes", "tokens_per_second", "steps", "job"])
@pytest.mark.parametrize("number", [b"9" * 400, b"-" + b"9" * 130, b"1e300", b"-1e101"])
def test_no_number_is_so_large_that_the_window_could_not_divide_it(field: str, number: bytes) -> None:
    with pytest.raises(BadFrame):
        decode_event(b'{"is":"stats","%s":%s}' % (field.encode(), number))


@pytest.mark.parametrize("fraction", [b"1.01", b"-0.01", b"1e30"])
def test_more_than_all_of_a_model_cannot_be_loaded(fraction: bytes) -> None:
    with pytest.raises(BadFrame):
        decode_event(b'{"is":"progress","job":1,"fraction":%s}' % fraction)


@pytest.mark.parametrize(
    "line", [b'{"is":"step","step":"x","done":1,"total":1e30}', b'{"is":"planned","sizes":{"Q8_0":%s}}']
)
def test_no_number_of_a_long_job_is_either(line: bytes) -> None:
    with pytest.raises(BadFrame):
        decode_job_event(line.replace(b"%s", b"9" * 40))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(string.printable, max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(string.ascii_letters, max_size=6), inner),
    max_leaves=12,
)
FIELDS = sorted({field.name for kind in KINDS.values() for field in msgspec.structs.fields(kind)})
TAGS = sorted({str(kind.__struct_config__.tag) for kind in KINDS.values()})


@given(st.sampled_from(["do", "is", "at"]), st.sampled_from(TAGS), st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_a_well_known_tag_with_odd_fields_is_a_message_or_a_bad_frame(
    key: str, tag: str, fields: dict[str, object]
) -> None:
    line = msgspec.json.encode({key: tag} | fields)
    for decode in (decode_command, decode_event):
        try:
            message = decode(line)
        except BadFrame:
            continue
        assert key in ("do", "is")
        assert message.__struct_config__.tag == tag
        assert decode(encode(message)) == message


@given(st.lists(LETTERS, max_size=6).map(tuple), LETTERS)
def test_words_with_line_breaks_stay_on_one_line(texts: tuple[str, ...], stop: str) -> None:
    turns = tuple(Turn("user", f"{text}\r\n\u2028\u0085{text}") for text in texts)
    asked = Generate(1, turns=turns, stop=(stop, "\n"))
    line = encode(asked)
    assert line.index(b"\n") == len(line) - 1
    assert decode_command(line) == asked


def test_a_lone_surrogate_never_becomes_a_line() -> None:
    with pytest.raises(UnicodeEncodeError):
        encode(Generate(1, prompt="\ud800"))


def test_a_default_is_left_out_of_the_line() -> None:
    assert encode(Generate()) == b'{"do":"generate"}\n'
    assert decode_command(b'{"do":"generate"}') == Generate()


def test_every_way_a_job_ends_is_terminal_and_nothing_else_is() -> None:
    assert set(TERMINAL) == {Done, Cancelled, Failed}
    assert all(kind in EVENTS for kind in TERMINAL)


@pytest.mark.parametrize("reason", get_args(StopReason))
def test_every_reason_to_stop_is_known(reason: StopReason) -> None:
    assert decode_event(encode(Done(1, reason=reason))) == Done(1, reason=reason)


def test_a_reason_nobody_knows_is_refused() -> None:
    with pytest.raises(BadFrame, match="reason"):
        decode_event(b'{"is":"done","job":1,"reason":"bored"}')


def test_a_role_nobody_knows_is_refused() -> None:
    with pytest.raises(BadFrame, match="role"):
        decode_command(b'{"do":"generate","turns":[{"role":"tool","text":"x"}]}')


def test_a_long_conversation_fits_into_one_line() -> None:
    asked = Generate(1, turns=tuple(Turn("user", "\N{SNOWMAN}" * 1000) for _ in range(500)))
    assert len(encode(asked)) < MAX_LINE_BYTES
