# SPDX-License-Identifier: Apache-2.0
"""What the checks found, in plain words. Values in, sentences out; knows no window."""

from collections.abc import Sequence
from dataclasses import dataclass

from edgeassist.core.units import elided
from edgeassist.panes.translate.aligned import Line
from edgeassist.panes.translate.translation import Flag, Trouble

SHOWN = 30
"""More sentences than that are counted, not listed."""
_THINGS = {
    Trouble.NUMBER: "number",
    Trouble.PLACEHOLDER: "placeholder",
    Trouble.ADDRESS: "address",
    Trouble.TAG: "tag",
}
_WHOLE = {
    Trouble.UNCHANGED: "This was left as it is.",
    Trouble.EMPTY: "The model gave no answer for this sentence.",
    Trouble.CUT: "The translation of this sentence was cut off.",
}
FINE = "nothing is missing"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at, said in a sentence, and the number of the sentence it is about."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Checks:
    """What stands in the checks card: counts, things to look at, and whether all is well."""

    counts: str = ""
    remarks: tuple[Remark, ...] = ()
    more: int = 0
    fine: bool = False


def checks(lines: Sequence[Line], *, done: bool) -> Checks:
    """Return what the checks found in `lines`; what a person wrote is left out."""
    looked = [(number, line) for number, line in enumerate(lines) if not line.edited and not line.stale]
    flagged = [(number, line) for number, line in looked if line.rendered.flags]
    remarks = [Remark(number, said(flag)) for number, line in flagged for flag in line.rendered.flags]
    parts = [*_numbers(looked), *_terms(looked)]
    if flagged:
        parts.append("1 sentence to look at" if len(flagged) == 1 else f"{len(flagged):,} sentences to look at")
    fine = done and bool(looked) and not flagged
    if fine:
        parts.append(FINE)
    return Checks(" · ".join(parts), tuple(remarks[:SHOWN]), max(0, len(remarks) - SHOWN), fine)


def said(flag: Flag) -> str:
    """Say in a sentence what to look at."""
    wanted, got = _quoted(flag.wanted), _quoted(flag.got)
    if flag.trouble in _THINGS:
        noun = _THINGS[flag.trouble]
        if not flag.wanted:
            return f"The {noun} {got} was added."
        return f"The {noun} {wanted} became {got}." if flag.got else f"The {noun} {wanted} is missing."
    if flag.trouble is Trouble.TERM:
        return f"Your glossary says {wanted}; the translation does not."
    if flag.trouble is Trouble.KEPT_WORD:
        return f"{wanted} should stay as it is, but " + (f"became {got}." if flag.got else "is missing.")
    if flag.trouble is Trouble.BACK:
        return f"{wanted} came back as {got}" if flag.got else f"{wanted} did not come back."
    return _WHOLE[flag.trouble] + (f" {wanted}" if flag.wanted else "")


def _numbers(looked: Sequence[tuple[int, Line]]) -> list[str]:
    """Count the numbers that came through, of all there were."""
    kept = sum(line.rendered.numbers for _, line in looked)
    lost = _count(looked, Trouble.NUMBER)
    return [f"numbers {kept:,} of {kept + lost:,}"] if kept + lost else []


def _terms(looked: Sequence[tuple[int, Line]]) -> list[str]:
    kept = sum(len(line.rendered.terms) for _, line in looked)
    lost = _count(looked, Trouble.TERM)
    return [f"terms {kept:,} of {kept + lost:,}"] if kept + lost else []


def _count(looked: Sequence[tuple[int, Line]], trouble: Trouble) -> int:
    return sum(flag.trouble is trouble and bool(flag.wanted) for _, line in looked for flag in line.rendered.flags)


def _quoted(text: str) -> str:
    return f"“{elided(text, 60)}”"
