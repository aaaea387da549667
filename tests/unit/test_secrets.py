# SPDX-License-Identifier: Apache-2.0
"""A secret shows itself to nobody, and what is no token is refused without being repeated."""

import copy
import io
import logging
import pickle
import sys
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.core import keyring_child
from edgeassist.core.secrets import HUB_ENTRY, NotASecret, Secret, Secrets

CANARY = "hf_canary"


def test_a_secret_shows_itself_only_when_asked() -> None:
    secret = Secret(CANARY)
    for shown in (str(secret), repr(secret), f"{secret}", f"{secret!r:>40}", str([secret])):
        assert CANARY not in shown
    assert secret.reveal() == CANARY


def test_a_secret_is_not_logged_and_not_in_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(CANARY)
    with caplog.at_level(logging.INFO):
        logging.getLogger("any").info("kept %s", secret)
    try:
        raise ValueError(secret)
    except ValueError as error:
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert CANARY not in caplog.text + shown.replace(f"CANARY = '{CANARY}'", "")


@pytest.mark.parametrize("leave", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_secret_is_not_copied_out(leave: object) -> None:
    assert callable(leave)
    with pytest.raises(TypeError):
        leave(Secret(CANARY))


def test_secrets_compare_by_what_they_hide() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("b"), Secret("a")}) == 2


@given(st.text(max_size=60))
def test_a_token_is_one_plain_word(text: str) -> None:
    try:
        assert Secret(text).reveal() == text
        assert text.isascii()
        assert not any(one.isspace() for one in text)
    except NotASecret:
        assert not text or not text.isascii() or not text.isprintable() or " " in text


@pytest.mark.parametrize("value", ["", " ", "a b", "x" * 1025, "é", "a\r\nHost: b", "a\0"])
def test_what_is_no_token_is_refused_before_any_child_starts(value: str) -> None:
    started: list[str] = []

    def command(mode: str) -> tuple[str, ...]:
        started.append(mode)
        return ("false",)

    with pytest.raises(NotASecret):
        Secrets(command).keep(HUB_ENTRY, value)
    assert started == []


def test_a_child_that_cannot_start_keeps_for_the_session() -> None:
    secrets = Secrets(lambda mode: ("/no/such/program",))
    assert secrets.keep(HUB_ENTRY, CANARY).where == "session"
    assert secrets.get(HUB_ENTRY) == Secret(CANARY)
    assert not secrets.forget(HUB_ENTRY)
    assert secrets.get(HUB_ENTRY) is None


@pytest.mark.parametrize("said", ["", "nonsense", "{}{}", '{"value": 3}', '{"value": "two words"}', '{"value": ""}'])
def test_a_child_that_speaks_nonsense_gives_nothing(said: str) -> None:
    program = f"import sys; sys.stdin.read(); sys.stdout.write({said!r})"
    assert Secrets(lambda mode: (sys.executable, "-c", program), limit_s=20).get(HUB_ENTRY) is None


class _Stdin:
    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


@pytest.mark.parametrize("question", [b"", b"{", b"[]", b'{"action":"steal","name":"x"}', b"\xff"])
def test_the_child_answers_only_questions(monkeypatch: pytest.MonkeyPatch, question: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", _Stdin(question))
    monkeypatch.setattr(keyring_child, "no_core_dump", lambda: None)
    assert keyring_child.main([]) == 2
    assert keyring_child.main(["extra"]) == 2
