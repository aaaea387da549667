# SPDX-License-Identifier: Apache-2.0
"""The terminal: results go to stdout, everything else to stderr, colour only where a person looks at it."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from edgeassist.core import units

_STYLES = {"bold": "1", "dim": "2", "ok": "32", "warn": "33", "bad": "31"}
_CLEAR_LINE = "\r\x1b[K"


Part = str | tuple[str, str]
"""A text, or a text and its style."""


def harmless(text: str) -> str:
    """Return `text` with everything but letters, line ends and tabs made visible: a model cannot steer the terminal."""
    return units.harmless(text, also="\n\t")


class Screen:
    """Where one run of the program prints. `as_json`: one JSON object on stdout at the end, nothing else."""

    def __init__(self, out: TextIO, err: TextIO, environ: Mapping[str, str] | None = None) -> None:
        env = os.environ if environ is None else environ
        self.as_json = False
        self._out, self._err = out, err
        plain = bool(env.get("NO_COLOR")) or env.get("TERM") == "dumb"
        self._live = err.isatty() and env.get("TERM") != "dumb"
        self._colours = {out: out.isatty() and not plain, err: err.isatty() and not plain}
        self._step, self._transient = "", False

    @property
    def watched(self) -> bool:
        """Whether a person sees stderr."""
        return self._err.isatty()

    def stream(self, text: str) -> None:
        """Print a piece of an answer at once; harmless on a terminal, untouched in a pipe."""
        self._print(self._safe(text))

    def say(self, *parts: Part) -> None:
        """Print one line of the result; parts with a style get it where colour is wanted."""
        styled = [(part, "") if isinstance(part, str) else part for part in parts]
        self._print("".join(self._styled(self._safe(text), style, self._out) for text, style in styled) + "\n")

    def result(self, value: object) -> None:
        """Print `value` as one JSON object."""
        self._print(_json(value, watched=self._out.isatty()) + "\n")

    def note(self, text: str, style: str = "") -> None:
        """Tell the person something that is not the result."""
        self._forget()
        self._err.write(self._styled(harmless(text), style, self._err) + "\n")
        self._err.flush()

    def problem(self, code: str, message: str, hint: str, exit_code: int) -> None:
        """Say why the command ended: two lines for a person, one JSON object for a machine."""
        if self.as_json:
            self._forget()
            error = {"code": code, "message": message, "hint": hint, "exit_code": exit_code}
            self._err.write(_json({"error": error}, watched=self._err.isatty()) + "\n")
            return
        self.note(f"edgeassist: {message}", "bad")
        if hint:
            self.note(hint)

    def progress(self, step: str, done: float, total: float, line: str = "") -> None:
        """Show how far `step` is: one living line on a terminal, one line per step elsewhere, none for machines.

        `line` replaces the percentage.
        """
        if self.as_json:
            return
        if self._live:
            share = f" {100 * done / total:3.0f} %" if total > 1 and done else ""
            share = f" {line}" if line else share
            self._err.write(f"{_CLEAR_LINE}{self._styled(f'{step}…{share}', 'dim', self._err)}")
            self._err.flush()
            self._transient = True
        elif step != self._step:
            self.note(f"{step}…")
        self._step = step

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print aligned columns; the last one may be long."""
        kept = [tuple(heads), *(tuple(row) for row in rows)]
        widths = [max(len(row[column]) for row in kept) for column in range(len(heads))]
        for number, row in enumerate(kept):
            line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            self.say((line, "bold" if number == 0 else ""))

    def _print(self, text: str) -> None:
        self._forget()
        self._out.write(text)
        self._out.flush()

    def _safe(self, text: str) -> str:
        return harmless(text) if self._out.isatty() else text

    def _styled(self, text: str, style: str, stream: TextIO) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if style and self._colours[stream] else text

    def _forget(self) -> None:
        if self._transient:
            self._err.write(_CLEAR_LINE)
            self._err.flush()
            self._transient = False


def _json(value: object, *, watched: bool) -> str:
    """Return `value` as JSON in one line; on a terminal what could steer that is escaped, which changes no value."""
    plain = json.dumps(value, ensure_ascii=False)
    if not watched or harmless(plain) == plain:
        return plain
    return json.dumps(value).replace("\x7f", "\\u007f")
