# SPDX-License-Identifier: Apache-2.0
"""The words of the program: English without a translator, filled gaps, plural forms, and whole translations."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from edgeassist.core import language
from edgeassist.core.language import in_english, later, listed, own_name, tr, trn, with_colon
from tests.support.source_tree import ROOT

_CALLED_IN_BRACES = re.compile(r"\{[^}]*\b(?:trn?|later|told)\(")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    language.use("en")


def pirate(text: str, many: str, n: int) -> str:
    if many:
        return "{n} barrels o' {what}" if n > 5 else "a barrel o' {what}"
    return {"Open {name}": "Ahoy, {name}!", "Close": "Belay", "Save {name}": "Stow {nothing}"}.get(text, text)


def test_without_a_translator_english_stands() -> None:
    assert tr("Open {name}", name="a.txt") == "Open a.txt"
    assert language.code() == "en"


@pytest.mark.parametrize(("n", "said"), [(0, "0 files"), (1, "1 file"), (2, "2 files")])
def test_english_has_two_forms(n: int, said: str) -> None:
    assert trn("{n} file", "{n} files", n) == said


def test_a_number_may_be_written_its_own_way() -> None:
    assert trn("{n} token", "{n} tokens", 1212, n="1,212") == "1,212 tokens"


def test_a_translator_gets_text_plural_and_number() -> None:
    language.use("xx", pirate)
    assert tr("Open {name}", name="a.txt") == "Ahoy, a.txt!"
    assert tr("Close") == "Belay"
    assert trn("{n} box of {what}", "{n} boxes of {what}", 6, what="rum") == "6 barrels o' rum"
    assert trn("{n} box of {what}", "{n} boxes of {what}", 1, what="rum") == "a barrel o' rum"
    assert language.code() == "xx"


def test_words_that_are_held_against_what_is_said_stay_english() -> None:
    language.use("xx", pirate)
    spoken = in_english(lambda n: f"{tr('Close')} {trn('{n} box', '{n} boxes', n)} ({language.code()})", 2)
    assert (spoken, tr("Close"), language.code()) == ("Close 2 boxes (en)", "Belay", "xx")


def test_what_a_value_holds_is_never_taken_for_a_gap() -> None:
    assert tr("Open {name}", name="{other} {0}") == "Open {other} {0}"


def test_a_translation_with_a_foreign_gap_gives_way_to_english() -> None:
    language.use("xx", pirate)
    assert tr("Save {name}", name="a.txt") == "Save a.txt"


def test_a_name_that_is_no_unicode_stays_where_a_translator_cannot_read_it() -> None:
    def strict(text: str, many: str, n: int) -> str:
        return pirate(text.encode().decode(), many, n)

    language.use("xx", strict)
    assert tr("caf\udce9 cannot be opened") == "caf\udce9 cannot be opened"
    assert tr("Open {name}", name="caf\udce9") == "Ahoy, caf\udce9!"
    assert language.trn("caf\udce9", "{n} caf\udce9s", 2) == "2 caf\udce9s"


def test_what_a_zero_would_cut_short_is_not_taken_for_its_beginning() -> None:
    language.use("xx", lambda text, many, n: pirate(text.partition("\0")[0], many, n))
    assert tr("Close\0 or not") == "Close\0 or not"


def test_a_constant_is_kept_as_it_is_until_it_is_shown() -> None:
    text = later("Close")
    language.use("xx", pirate)
    assert (text, tr(text)) == ("Close", "Belay")


def test_a_language_is_called_what_it_calls_itself() -> None:
    language.use("xx", lambda text, _many, _n: f"<{text}>")
    assert [own_name(one) for one in ("English", "العربية", "Light")] == ["English", "العربية", "<Light>"]


def test_the_translations_are_current_whole_and_have_the_gaps_of_their_texts() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "translations.py"), "--check"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    assert ended.stderr == ""
    assert ended.returncode == 0


def test_a_list_in_words_has_its_and_before_the_last_only() -> None:
    assert [listed(items) for items in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == ["", "a", "a and b", "a, b and c"]


def test_no_text_hides_in_an_f_string_where_it_would_not_be_found() -> None:
    hidden = []
    for path in sorted((ROOT / "edgeassist").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not _CALLED_IN_BRACES.search(text):  # to parse them all takes seconds
            continue
        strings = (one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.JoinedStr))
        for call in (part for one in strings for part in ast.walk(one) if isinstance(part, ast.Call)):
            named = isinstance(call.func, ast.Name) and call.func.id in ("tr", "trn", "later", "told")
            if named and isinstance(call.args[0], ast.Constant):
                hidden.append(f"{path.name}:{call.lineno}")
    assert hidden == []


def test_a_name_and_its_value_are_parted_as_the_language_parts_them() -> None:
    assert with_colon("Size", "100 %") == "Size: 100 %"
    language.use("fr", lambda text, _many, _n: text.replace(":", " :"))
    assert with_colon("Taille", "100 %") == "Taille : 100 %"


def test_no_colon_of_the_window_is_put_where_no_translator_finds_it() -> None:
    put_together = re.compile(r"""f"[^"]*\}: \{""")
    raw = ("type(error).__name__", "line.role.upper()")
    found = [
        f"{path.name}:{at}"
        for layer in ("kit", "panes", "ui")
        for path in sorted((ROOT / "edgeassist" / layer).rglob("*.py"))
        for at, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if put_together.search(line) and not any(one in line for one in raw)
    ]
    assert found == []
