# SPDX-License-Identifier: Apache-2.0
"""What the command line says of a translation, and options that come as the fields of one dataclass."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from edgeassist.api import ModelView
from edgeassist.cli.option_groups import taking
from edgeassist.cli.translate import wish_of
from edgeassist.cli.translate_words import flag_words, line_of, paper_table, text_table
from edgeassist.core.errors import BadUsage
from edgeassist.panes.translate.paper import FlaggedText, PaperResult
from edgeassist.panes.translate.paper_state import Look
from edgeassist.panes.translate.translation import Flag, Pair, Rendered, Segment, Tone, Translation, Trouble

EN_ES = Pair("en", "es")
FLAG = Flag(Trouble.NUMBER, "06:40", "0:40")


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        (FLAG, "number “06:40” became “0:40”"),
        (Flag(Trouble.NUMBER, "06:40"), "number “06:40” is missing"),
        (Flag(Trouble.NUMBER, "", "7"), "number “7” was added"),
        (Flag(Trouble.PLACEHOLDER, "{a}"), "placeholder “{a}” is missing"),
        (Flag(Trouble.KEPT_WORD, "Acme"), "word to keep “Acme” is missing"),
        (Flag(Trouble.TERM, "valve"), "the glossary's word for “valve” is missing"),
        (Flag(Trouble.UNCHANGED, "the dog", "the dog"), "not translated"),
        (Flag(Trouble.EMPTY, "the dog"), "no answer"),
        (Flag(Trouble.CUT, "the dog", "el"), "cut off"),
        (Flag(Trouble.BACK, "the dog", "a cat"), "came back as “a cat”"),
    ],
)
def test_each_flag_has_words(flag: Flag, words: str) -> None:
    assert flag_words(flag) == words


def test_a_long_quotation_is_shortened() -> None:
    assert len(flag_words(Flag(Trouble.BACK, "x", "word " * 100))) < 100


def test_a_text_for_machines() -> None:
    text = "\nOne.\n\nAt 06:40."
    parts = (Segment(0, "", 0, 0, "\n"), Segment(1, "One.", 1, 5, "\n\n"), Segment(2, "At 06:40.", 7, 16))
    rendered = (
        Rendered(parts[0], "", 0, 0),
        Rendered(parts[1], "Uno.", 1, 5),
        Rendered(parts[2], "A las 0:40.", 7, 18, (FLAG,)),
    )
    made = Translation(EN_ES, rendered, 3, done=True)
    table = text_table(made, ModelView("m", "M", 512))
    assert table == {
        "answer": "\nUno.\n\nA las 0:40.",
        "from": "en",
        "to": "es",
        "flagged": 1,
        "sentences": [
            {"source": "One.", "text": "Uno.", "flags": []},
            {
                "source": "At 06:40.",
                "text": "A las 0:40.",
                "flags": [{"check": "number", "wanted": "06:40", "got": "0:40"}],
            },
        ],
        "model": {"name": "M", "context_tokens": 512},
    }
    assert text_table(made, None)["model"] == {}
    assert [line_of(text, one) for one in rendered] == [1, 2, 4]


def test_a_document_for_machines() -> None:
    look = FlaggedText(3, Look("At 06:40.", "A las 0:40.", (FLAG,)))
    result = PaperResult(Path("o.md"), EN_ES, 5, 5, (look,), resumed=2)
    assert paper_table(result) == {
        "out": "o.md",
        "from": "en",
        "to": "es",
        "texts": 5,
        "resumed": 2,
        "flagged": [
            {
                "text": 3,
                "source": "At 06:40.",
                "target": "A las 0:40.",
                "flags": [{"check": "number", "wanted": "06:40", "got": "0:40"}],
            }
        ],
    }


def test_a_wish_is_read_from_what_was_typed() -> None:
    assert wish_of("Spanish", "", "Formal").tone is Tone.FORMAL
    assert wish_of("es", "English", "").pair == EN_ES
    for typed in (("es", "es", ""), ("es", "", "rude"), ("", "", "")):
        with pytest.raises(BadUsage):
            wish_of(*typed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A command line of a test."""

    what: Annotated[str, typer.Argument(help="What it is.")]
    count: Annotated[int, typer.Option("--count", min=1, help="How many.")] = 1
    loud: Annotated[bool, typer.Option("--loud")] = False


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["a"], Form(what="a")),
        (["--count", "3", "--loud", "b"], Form(what="b", count=3, loud=True)),
    ],
)
def test_a_command_takes_its_options_as_one_value(argv: list[str], expected: Form) -> None:
    taken: list[Form] = []

    def run(context: typer.Context, form: Form) -> None:
        """Do it."""
        taken.append(form)

    app = typer.Typer()
    app.command("run")(taking(Form, run))
    result = CliRunner().invoke(app, argv)
    assert result.exit_code == 0, result.output
    assert taken == [expected]


def test_what_the_fields_forbid_is_refused_and_the_help_names_them() -> None:
    app = typer.Typer(rich_markup_mode=None)

    def run(context: typer.Context, form: Form) -> None:
        """Do it well."""
        raise AssertionError

    app.command("run")(taking(Form, run))
    assert CliRunner().invoke(app, ["--count", "0", "a"]).exit_code == 2
    assert CliRunner().invoke(app, []).exit_code == 2
    told = CliRunner().invoke(app, ["--help"]).output
    assert "Do it well." in told
    assert "How many." in told
    assert "--loud" in told
