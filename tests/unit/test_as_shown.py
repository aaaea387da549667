# SPDX-License-Identifier: Apache-2.0
"""Whatever a worker says, the window gets short plain lines of it, and what an honest one says stays as it is."""

import pytest

from edgeassist.runtime.jobs import as_shown
from edgeassist.wire import (
    MOST_DETAIL,
    AnyEvent,
    Cancelled,
    Delta,
    Denied,
    Done,
    Failed,
    Hello,
    Loaded,
    Preparing,
    Progress,
    Stats,
)
from edgeassist.wire.wording import Wording
from tests.support.window_language import spoken

HOSTILE = "<b>a</b>\N{RIGHT-TO-LEFT OVERRIDE}\x1b[31m\0" + "x" * 1_000_000


def loaded(name: str) -> Loaded:
    return Loaded(
        1, name=name, architecture=name, parameters=1, size_bytes=1, context_tokens=1, context_trained_tokens=1,
        vocabulary_tokens=1, threads=1, template=name, load_ms=1.0, memory_bytes=1,
    )  # fmt: skip


def said(text: str) -> tuple[AnyEvent, ...]:
    return (
        Hello(protocol=2, pid=1, build=text, variant=text, sandbox=(text,) * 99),
        Preparing(what=text),
        Denied(what="file", name=text),
        loaded(text),
        Failed(1, code=text, message=text, hint=text, detail="x" * 99_999, message_words=Wording(text, {"a": text})),
    )


@pytest.mark.parametrize("event", said(HOSTILE), ids=lambda one: type(one).__name__)
def test_nothing_that_steers_a_text_or_fills_the_memory_gets_through(event: AnyEvent) -> None:
    shown = as_shown(event)
    assert type(shown) is type(event)
    assert not {"\0", "\x1b", "\N{RIGHT-TO-LEFT OVERRIDE}"} & set(str(shown))
    assert "\\x1b" not in repr(shown)
    assert len(repr(shown)) < 20_000


def test_what_an_honest_worker_says_stays_as_it_is() -> None:
    honest = (*said("llama")[:4], Failed(1, code="no-model", message="No.", hint="Do.", detail="x" * MOST_DETAIL))
    others = (
        Delta(1, text=HOSTILE),
        Done(1, reason="stop"),
        Cancelled(1),
        Progress(1, fraction=0.5),
        Stats(1, steps=3),
    )
    for event in (*honest[1:], *others):
        assert as_shown(event) == event
    hello = as_shown(honest[0])
    assert isinstance(hello, Hello)
    assert (hello.build, hello.variant, set(hello.sandbox)) == ("llama", "llama", {"llama"})


def test_what_it_says_in_english_is_said_in_the_persons_language() -> None:
    with spoken("de"):
        failed = as_shown(Failed(1, code="no-model", message="No model is loaded.", hint="Choose a model first."))
    assert failed == Failed(
        1, code="no-model", message="Es ist kein Modell geladen.", hint="Wählen Sie zuerst ein Modell."
    )
