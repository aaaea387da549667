# SPDX-License-Identifier: Apache-2.0
"""Says what is wrong with a sentence that is nearly a command: the thing that is not there, the number out of range.

But for what repeats, English sentences only. Finds no command and does nothing.
"""

import re
from collections.abc import Callable

from edgeassist.core.language import later, listed, tr
from edgeassist.intents.names import Names
from edgeassist.intents.repeating import RINGS_ONCE
from edgeassist.intents.unclear import calls_again
from edgeassist.intents.wording import the

_NO_LIST = later("There is no list called “{name}”. There is: {lists}. You can say “make a {name} list”.")
_NO_LENGTH = later("Say how long: “set a timer for ten minutes”.")
_NO_TIME = later("“{what}” is no time of day. Say it like “set an alarm for seven in the morning”.")
_NO_LANGUAGE = later("“{what}” is no language that is known here.")
_DEGREES = later("Say a temperature from 5 to 35 degrees Celsius.")
_PER_CENT = later("Say a number from 0 to 100 per cent.")
_NO_ROOT = later("A negative number has no square root.")
_NO_TIME_AT_ALL = later("A timer needs a second at least: “set a timer for ten minutes”.")
_TOO_LARGE = later("That is too large to be reckoned with here: 24 digits in a number are the most.")
_MOST_NAMED = 4
_KINDS = {
    "light": "light", "lights": "light", "lamp": "light", "lamps": "light", "fan": "fan", "blinds": "cover",
    "curtains": "cover", "plug": "switch", "switch": "switch", "tv": "media_player", "radio": "media_player",
}  # fmt: skip
_DEVICE = re.compile(
    r"(?:please )?(?:turn|switch|put) (?:on |off )?(?:the |my |a |an )?"
    r"(?P<thing>(?!the |all |every |any |my )(?:[\w'-]+ ){1,3}(?P<kind>" + "|".join(_KINDS) + r"))(?: on| off)?"
)
_LIST = re.compile(
    r".* (?:on|to|onto|from|off|in) (?:the |my |our |a )?(?P<name>(?!(?:the|my|our|a) )[\w' -]{1,40}?) list"
)
_BARE_TIMER = re.compile(r"(?:please )?(?:set|start|begin|make|create)(?: me)? (?:a|an|the|another) (?:new )?timer")
_BARE_NUMBER = re.compile(r"(?:.* )?timer (?:for|of) (?P<number>\d+)")
_ALARM = re.compile(r"(?:please )?(?:set |make )(?:an |the |a |my )?alarm (?:for|at|to) (?P<what>.*\d.*)")
_LANGUAGE = re.compile(r"translate .+ (?:to|into) (?P<what>[a-z]{3,30})")
_HOT = re.compile(r"(?:set|turn|put) (?:the |my )?(?:thermostat|heating|temperature) .*\d+.*")
_OVER = re.compile(r"(?:set|turn|dim|put|make) .* (?P<number>\d{3,}) ?(?:%|percent|per cent)")
_ZERO = re.compile(
    r"(?:.* )?timer (?:for |of )?(?:0+|zero|no) (?:hours?|minutes?|seconds?)|.* 0+[- ](?:minute|second) timer"
)
_LARGE = re.compile(r"(?:what is|what's|how much is|calculate|work out) .*\d{25,}.*")
_ROOT = re.compile(r".*\broot of (?:minus|-|−|negative) ?\S+")


def reason(text: str, names: Names, language: str = "en") -> str:
    """Return in a sentence why `text` is no command; empty where that cannot be told."""
    if calls_again(text, language):
        return tr(RINGS_ONCE)
    if language != "en":
        return ""
    plain = " ".join(text.casefold().split()).rstrip(".?! ")
    for shape, say in _REASONS:
        if found := shape.fullmatch(plain):
            return say(found, names)
    return ""


def _device(found: re.Match[str], names: Names) -> str:
    thing, kind = found["thing"], _KINDS[found["kind"]]
    if any(thing in map(str.casefold, one.spoken) for one in names.appliances):
        return ""
    some = [the(one.name) for one in names.appliances if one.kind == kind]
    if not some:
        return tr("There is no {device} in the home. There is nothing of that kind.", device=thing)
    more = [tr("{count} more", count=len(some) - _MOST_NAMED)] if len(some) > _MOST_NAMED else []
    there = listed([*some[:_MOST_NAMED], *more])
    return tr("There is no {device} in the home. There is {devices}.", device=thing, devices=there)


def _list(found: re.Match[str], names: Names) -> str:
    name = found["name"]
    if any(name in (spoken.casefold(), f"{spoken.casefold()} list") for one in names.lists for spoken in one.spoken):
        return ""
    return tr(_NO_LIST, name=name, lists=listed([one.name for one in names.lists]))


def _always(sentence: str) -> Callable[[re.Match[str], Names], str]:
    return lambda found, _names: tr(sentence, **found.groupdict())


_REASONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Names], str]], ...] = (
    (_DEVICE, _device),
    (_LIST, _list),
    (_BARE_TIMER, _always(_NO_LENGTH)),
    (_BARE_NUMBER, _always(later("{number} what? Say “set a timer for {number} minutes”."))),
    (_ALARM, _always(_NO_TIME)),
    (_LANGUAGE, _always(_NO_LANGUAGE)),
    (_HOT, _always(_DEGREES)),
    (_OVER, _always(_PER_CENT)),
    (_ROOT, _always(_NO_ROOT)),
    (_ZERO, _always(_NO_TIME_AT_ALL)),
    (_LARGE, _always(_TOO_LARGE)),
)
