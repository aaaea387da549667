# SPDX-License-Identifier: Apache-2.0
"""What the checks found, in plain words. Values in, sentences out; knows no window."""

from collections.abc import Sequence
from dataclasses import dataclass

from edgeassist.core.language import later, tr, trn
from edgeassist.core.units import elided, grouped
from edgeassist.panes.translate.aligned import Line
from edgeassist.panes.translate.translation import Flag, Trouble

SHOWN = 30
"""More sentences than that are counted, not listed."""
_ADDED = {
    Trouble.NUMBER: later("The number {got} was added."),
    Trouble.PLACEHOLDER: later("The placeholder {got} was added."),
    Trouble.ADDRESS: later("The address {got} was added."),
    Trouble.TAG: later("The tag {got} was added."),
}
_CHANGED = {
    Trouble.NUMBER: later("The number {wanted} became {got}."),
    Trouble.PLACEHOLDER: later("The placeholder {wanted} became {got}."),
    Trouble.ADDRESS: later("The address {wanted} became {got}."),
    Trouble.TAG: later("The tag {wanted} became {got}."),
    Trouble.TERM: later("Your glossary says {wanted}; the translation does not."),
    Trouble.KEPT_WORD: later("{wanted} should stay as it is, but became {got}."),
    Trouble.BACK: later("{wanted} came back as {got}"),
}
_LOST = {
    Trouble.NUMBER: later("The number {wanted} is missing."),
    Trouble.PLACEHOLDER: later("The placeholder {wanted} is missing."),
    Trouble.ADDRESS: later("The address {wanted} is missing."),
    Trouble.TAG: later("The tag {wanted} is missing."),
    Trouble.TERM: later("Your glossary says {wanted}; the translation does not."),
    Trouble.KEPT_WORD: later("{wanted} should stay as it is, but is missing."),
    Trouble.BACK: later("{wanted} did not come back."),
}
_WHOLE = {
    Trouble.UNCHANGED: later("This was left as it is."),
    Trouble.EMPTY: later("The model gave no answer for this sentence."),
    Trouble.CUT: later("The translation of this sentence was cut off."),
}
FINE = later("all kept; wording not checked")
_NUMBERS, _TERMS = later("numbers {kept} of {all}"), later("terms {kept} of {all}")
UNSURE = later("all kept, but this small model often translates wrongly")
SAME = later("it came back saying the same")


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
    unsure: bool = False


def checks(lines: Sequence[Line], *, done: bool, back: bool = False, unsure: bool = False) -> Checks:
    """Return what the checks found in `lines`; what a person wrote is left out. `back`: it was translated back.

    `unsure`: the model often translates wrongly, so that nothing is well because no check found anything.
    """
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
    parts = [*_kept(_NUMBERS, numbers, flags, Trouble.NUMBER), *_kept(_TERMS, terms, flags, Trouble.TERM)]
    if flagged:
        parts.append(trn("{n} sentence to look at", "{n} sentences to look at", flagged, n=grouped(flagged)))
    kept = done and bool(looked) and not flagged
    if kept:
        parts.append(tr(UNSURE if unsure else FINE))
        parts += [tr(SAME)] if back else []
    remarks = tuple(Remark(number, said(flag)) for number, flag in flags[:SHOWN])
    return Checks(" · ".join(parts), remarks, max(0, len(flags) - SHOWN), kept and not unsure, kept and unsure)


def said(flag: Flag) -> str:
    """Say in a sentence what to look at."""
    wanted, got = _quoted(flag.wanted), _quoted(flag.got)
    if flag.trouble in _ADDED and not flag.wanted:
        return tr(_ADDED[flag.trouble], got=got)
    found = (_CHANGED if flag.got else _LOST).get(flag.trouble)
    if found is not None:
        return tr(found, wanted=wanted, got=got)
    return tr(_WHOLE[flag.trouble]) + (f" {wanted}" if flag.wanted else "")


def _kept(words: str, kept: int, flags: Sequence[tuple[int, Flag]], trouble: Trouble) -> list[str]:
    """Say how many came through, of all there were; nothing where there were none."""
    lost = sum(flag.trouble is trouble and bool(flag.wanted) for _, flag in flags)
    return [tr(words, kept=grouped(kept), all=grouped(kept + lost))] if kept + lost else []


def _quoted(text: str) -> str:
    return tr("“{text}”", text=elided(text, 60))
