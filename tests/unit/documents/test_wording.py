# SPDX-License-Identifier: Apache-2.0
"""What the reading child says in English comes out in the person's language, and harms nobody on the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.core import language
from edgeassist.core.errors import EdgeError
from edgeassist.core.told import worded
from edgeassist.documents.blocks import reading_words
from edgeassist.documents.lines import Ending, Refusal, decode, encode
from edgeassist.documents.refusals import DocumentRefused, LockedDocument, ReadingNeedsRoom, as_line, refusal
from tests.support.documents import told_of

SPANISH = {
    "“{name}” is a picture, which cannot be read here.": "«{name}» es una imagen, que aquí no se puede leer.",
    "It has {pages} pages; the first {read} were read.": "Tiene {pages} páginas; se leyeron las primeras {read}.",
    "Reading pages": "Leyendo las páginas",
}


@pytest.fixture
def spanish() -> Iterator[None]:
    language.use("es", lambda text, _many, _n: SPANISH.get(text, text))
    yield
    language.use("en")


@pytest.mark.usefixtures("spanish")
def test_a_refusal_is_put_into_the_language_where_it_is_shown(tmp_path: Path) -> None:
    with pytest.raises(DocumentRefused) as caught:
        told_of(tmp_path, "a.txt", b"\x89PNG\r\n")
    assert str(caught.value) == "«a.txt» es una imagen, que aquí no se puede leer."
    assert caught.value.text == "“{name}” is a picture, which cannot be read here."


@pytest.mark.usefixtures("spanish")
def test_why_the_end_is_missing_is_put_into_the_language() -> None:
    cut = "It has {pages} pages; the first {read} were read."
    ending = decode(encode(Ending(cut=cut, cut_values={"pages": "7", "read": "5"})).rstrip(b"\n"))
    assert isinstance(ending, Ending)
    assert ending.cut_words == "Tiene 7 páginas; se leyeron las primeras 5."
    assert Ending().cut_words == ""


@pytest.mark.usefixtures("spanish")
def test_a_step_is_named_in_the_language() -> None:
    assert (reading_words("pdf"), reading_words("docx")) == ("Leyendo las páginas", "Reading paragraphs")


@pytest.mark.parametrize(
    ("text", "values", "shown"),
    [
        ("{a} and {b}", {"a": "{b}", "b": "x"}, "{b} and x"),
        ("{a:>999999999}", {"a": "x"}, "{a:>999999999}"),
        ("{a.__class__}", {"a": "x"}, "{a.__class__}"),
        ("{0} {} {", {"a": "x"}, "{0} {} {"),
        ("{gone}", {"a": "x"}, "{gone}"),
        ("a\u202eb {a}", {"a": "c\nd"}, "a\ufffdb c\ufffdd"),
        ("{a}{a}", {"a": "x" * 9999}, ("x" * 399 + "…") * 2),
        ("x" * 9999, {}, "x" * 4000),
        ("{a}", {}, "{a}"),
    ],
)
def test_gaps_are_replaced_once_and_nothing_is_formatted(text: str, values: dict[str, str], shown: str) -> None:
    assert worded(text, values) == shown


@pytest.mark.parametrize("error", [LockedDocument("“{name}”.", {"name": "a", "hint": "b"}), ReadingNeedsRoom("Big.")])
def test_an_error_survives_the_way_through_a_child(error: EdgeError) -> None:
    line = decode(encode(as_line(error)).rstrip(b"\n"))
    assert isinstance(line, Refusal)
    again = refusal(line)
    assert (type(again), str(again), again.hint) == (type(error), str(error), error.hint)


def test_an_error_of_another_kind_is_said_as_it_is() -> None:
    assert as_line(EdgeError("A {b}.", hint="Do.")) == Refusal("unexpected", "A {b}.", "Do.")
