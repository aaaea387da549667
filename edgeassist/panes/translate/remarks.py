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
FINE = "all kept; wording not checked"
SAME = "it came back saying the same"


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


def checks(lines: Sequence[Line], *, done: bool, back: bool = False) -> Checks:
    """Return what the checks found in `lines`; what a person wrote is left out. `back`: it was translated back."""
    numbers, terms, looked, flagged = 0, 0, 0, 0
    flags: list[tuple[int, Flag]] = []
    for number, line in enumerate(lines):
        if line.edited or line.stale:
            continue
        looked += 1
        numbers += line.rendered.numbers
        terms += len(line.rendered.terms)
        if line.rendered.flags:
            flagged += 1
            flags += [(number, flag) for flag in line.rendered.flags]
    parts = [*_kept("numbers", numbers, flags, Trouble.NUMBER), *_kept("terms", terms, flags, Trouble.TERM)]
    if flagged:
        parts.append("1 sentence to look at" if flagged == 1 else f"{flagged:,} sentences to look at")
    fine = done and bool(looked) and not flagged
    if fine:
        parts.append(FINE)
        parts += [SAME] if back else []
    remarks = tuple(Remark(number, said(flag)) for number, flag in flags[:SHOWN])
    return Checks(" · ".join(parts), remarks, max(0, len(flags) - SHOWN), fine)


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


def _kept(noun: str, kept: int, flags: Sequence[tuple[int, Flag]], trouble: Trouble) -> list[str]:
    """Say how many came through, of all there were; nothing where there were none."""
    lost = sum(flag.trouble is trouble and bool(flag.wanted) for _, flag in flags)
    return [f"{noun} {kept:,} of {kept + lost:,}"] if kept + lost else []


def _quoted(text: str) -> str:
    return f"“{elided(text, 60)}”"
