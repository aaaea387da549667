# SPDX-License-Identifier: Apache-2.0
"""The words of the program in the person's language. The English text is the key; without a translator it stands.

`make translations` extracts every literal given to `tr`, `trn` and `later`. Knows no Qt: whoever has a translator
hands it in with `use`. Any thread may ask.
"""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import ParamSpec

LANGUAGES = {"en": "English", "es": "Español", "de": "Deutsch", "fr": "Français", "ar": "العربية"}
"""What the window speaks: the code, and what the language calls itself."""

RIGHT_TO_LEFT = frozenset({"ar"})

_P = ParamSpec("_P")
Translator = Callable[[str, str, int], str]
"""Gives the translation of a text; its plural is the comment and its number n (-1: not counted). Itself if none."""


def _english(text: str, many: str, n: int) -> str:
    return many if many and n != 1 else text


class _Current:
    translator: Translator = staticmethod(_english)
    code: str = "en"


_in_english: ContextVar[bool] = ContextVar("in_english", default=False)


def use(code: str, translator: Translator | None = None) -> None:
    """Speak the language of `code` from now on; without a translator, English."""
    _Current.code = code if translator else "en"
    _Current.translator = staticmethod(translator or _english)


def code() -> str:
    """Return the code of the language that is spoken."""
    return "en" if _in_english.get() else _Current.code


def of_commands(chosen: str) -> str:
    """Return the code of the language that commands are in: the one `chosen`, else (empty) that of the window."""
    return chosen or code()


def as_the_window() -> str:
    """Return, for a menu of the languages of commands, the choice of the window's own."""
    return tr("As the window ({language})", language=LANGUAGES[code()])


def in_english(make: Callable[_P, str], *args: _P.args, **values: _P.kwargs) -> str:
    """Return what `make` returns, with every text left in English: for words that are held against what is said."""
    before = _in_english.set(True)
    try:
        return make(*args, **values)
    finally:
        _in_english.reset(before)


def tr(text: str, /, **values: object) -> str:
    """Return `text` in the person's language, each `{name}` in it replaced by its value."""
    return _filled(_translated(text, "", -1), text, values)


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """Return the form for `n` things, with `{n}` as the number: `trn("{n} file", "{n} files", 3)`.

    Languages have up to six such forms; `one` and `many` are the English ones. A value called `n` replaces the number
    as it is written (`n="1,212"`).
    """
    return _filled(_translated(one, many, n), _english(one, many, n), {"n": n, **values})


def own_name(text: str) -> str:
    """Return `text` in the person's language, but a language by its own name: who is lost in another finds it."""
    return text if text in LANGUAGES.values() else tr(text)


def later(text: str) -> str:
    """Have `text` extracted, and return it as it is: for constants, which `tr` translates where they are shown."""
    return text


def listed(items: Sequence[str]) -> str:
    """Return `items` as a list in words: `a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return tr("{items} and {last}", items=", ".join(items[:-1]), last=items[-1])


def with_colon(name: str, value: str) -> str:
    """Return `Colours: Dark` with the signs that the person's language has between a name and its value."""
    return tr("{name}: {value}", name=name, value=value)


def _translated(text: str, many: str, n: int) -> str:
    """Ask the translator, which can read no text with a zero in it or a name that is no Unicode: none of ours is so."""
    translator = _english if _in_english.get() or "\0" in text else _Current.translator
    try:
        return translator(text, many, n)
    except UnicodeEncodeError:
        return _english(text, many, n)


def _filled(found: str, text: str, values: dict[str, object]) -> str:
    if not values:
        return found
    try:
        return found.format_map(values)
    except (KeyError, IndexError, ValueError):  # a translation that names other values than its source
        return text.format_map(values)
