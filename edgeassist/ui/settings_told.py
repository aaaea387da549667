# SPDX-License-Identifier: Apache-2.0
"""What was done to many settings at once, and what there is to say of it in the language that is spoken. No widget."""

from collections.abc import Mapping
from dataclasses import dataclass

from edgeassist.api import Notice
from edgeassist.core.language import tr, trn
from edgeassist.core.settings import Problem, Value, options
from edgeassist.core.settings.checking import FILE
from edgeassist.core.settings.exchange import ADDRESSES, shown
from edgeassist.core.units import elided
from edgeassist.ui.settings_ports import Taken

_SHOWN_PROBLEMS = 5
_NAME_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Reset:
    """Settings got their defaults back; `before` holds what they were. `one` is the only one that was wished.

    `apart`: some that a reset of all leaves alone are not at their defaults.
    """

    before: Mapping[str, Value]
    one: str = ""
    apart: bool = False


def notice_of(done: Reset | Taken) -> Notice:
    """Return what to say of it."""
    return _reset_notice(done) if isinstance(done, Reset) else taken_notice(done)


def _reset_notice(done: Reset) -> Notice:
    count = len(done.before)
    if not count:
        return Notice(tr("Every setting is at its default already."))
    one = tr("“{title}” is back at the default.", title=tr(options()[done.one].title)) if done.one else ""
    many = trn("{n} setting is back at the default.", "{n} settings are back at the default.", count)
    stays = tr("The model in use and the folder of the models stay as they are.") if done.apart else ""
    return Notice(" ".join(filter(None, (one or many, stays))))


def taken_notice(done: Taken) -> Notice:
    """Return what to say of settings taken in from a file: by which way downloads come now is named."""
    count, name = len(done.now), done.name
    if whole := next((one for one in done.problems if one.key == FILE and not one.used), None):
        return Notice(tr("{what} {reason}.", what=name, reason=tr(whole.reason)), tone="warn")
    if not count and not done.problems:
        return Notice(tr("{name} changes nothing: all of it holds already.", name=name))
    text = trn("{n} setting is changed by {name}.", "{n} settings are changed by {name}.", count, name=name)
    ways = [
        elided(str(value)) for key, value in shown(done.now).items() if key in ADDRESSES and value not in ("", "none")
    ]
    hints = [tr("Downloads go by this address now: {addresses}.", addresses=", ".join(ways))] if ways else []
    hints += [tr("{what} {reason}.", what=name, reason=tr(one.reason)) for one in done.problems if one.key == FILE]
    if left := tuple(one for one in done.problems if one.key != FILE):
        hints.append(_left_out(left))
    return Notice(text, " ".join(hints), tone="warn" if hints else "info")


def _left_out(problems: tuple[Problem, ...]) -> str:
    bad = "; ".join(f"{_called(one.key)} {tr(one.reason)}" for one in problems[:_SHOWN_PROBLEMS])
    more = len(problems) - _SHOWN_PROBLEMS
    if more <= 0:
        return tr("Left out: {settings}.", settings=bad)
    return trn("Left out: {settings}; and {n} more.", "Left out: {settings}; and {n} more.", more, settings=bad)


def _called(key: str) -> str:
    """Return what the page calls the setting; one that it does not have goes by its name in the file."""
    option = options().get(key)
    return tr("“{text}”", text=tr(option.title)) if option is not None else elided(key, _NAME_LETTERS)
