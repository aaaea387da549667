# SPDX-License-Identifier: Apache-2.0
"""Says what is wrong with a sentence that is nearly a command: the thing that is not there, the number out of range.

English sentences only. Finds no command and does nothing.
"""

import re
from collections.abc import Callable

from edgeassist.intents.names import Names
from edgeassist.intents.wording import joined, the

_NO_DEVICE = "There is no {thing} in the home. {There}."
_NO_LIST = "There is no list called “{name}”. There is: {there}. You can say “make a {name} list”."
_NO_LENGTH = "Say how long: “set a timer for ten minutes”."
_NO_TIME = "“{what}” is no time of day. Say it like “set an alarm for seven in the morning”."
_NO_LANGUAGE = "“{what}” is no language that is known here."
_DEGREES = "Say a temperature from 5 to 35 degrees Celsius."
_PER_CENT = "Say a number from 0 to 100 per cent."
_NO_ROOT = "A negative number has no square root."
_MOST_NAMED = 4
_KINDS = {
    "light": "light", "lights": "light", "lamp": "light", "lamps": "light", "fan": "fan", "blinds": "cover",
    "curtains": "cover", "plug": "switch", "switch": "switch", "tv": "media_player", "radio": "media_player",
}  # fmt: skip
_DEVICE = re.compile(
    r"(?:please )?(?:turn|switch|put) (?:on |off )?(?:the |my |a |an )?"
    r"(?P<thing>(?!the |all |every |any |my )(?:[\w'-]+ ){1,3}(?P<kind>" + "|".join(_KINDS) + r"))(?: on| off)?"
)
_LIST = re.compile(r".* (?:on|to|onto|from|off|in) (?:the |my |our |a )?(?P<name>[\w' -]{1,40}?) list")
_BARE_TIMER = re.compile(r"(?:please )?(?:set|start|begin|make|create)(?: me)? (?:a|an|the|another) (?:new )?timer")
_BARE_NUMBER = re.compile(r"(?:.* )?timer (?:for|of) (?P<number>\d+)")
_ALARM = re.compile(r"(?:please )?(?:set |make )(?:an |the |a |my )?alarm (?:for|at|to) (?P<what>.*\d.*)")
_LANGUAGE = re.compile(r"translate .+ (?:to|into) (?P<what>[a-z]{3,30})")
_HOT = re.compile(r"(?:set|turn|put) (?:the |my )?(?:thermostat|heating|temperature) .*\d+.*")
_OVER = re.compile(r"(?:set|turn|dim|put|make) .* (?P<number>\d{3,}) ?(?:%|percent|per cent)")
_ROOT = re.compile(r".*\broot of (?:minus|-|−|negative) ?\S+")


def reason(text: str, names: Names) -> str:
    """Return in a sentence why `text` is no command; empty where that cannot be told."""
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
    more = [f"{len(some) - _MOST_NAMED} more"] if len(some) > _MOST_NAMED else []
    there = f"There is {joined([*some[:_MOST_NAMED], *more])}" if some else "There is nothing of that kind"
    return _NO_DEVICE.format(thing=thing, There=there)


def _list(found: re.Match[str], names: Names) -> str:
    name = found["name"]
    if any(name in (spoken.casefold(), f"{spoken.casefold()} list") for one in names.lists for spoken in one.spoken):
        return ""
    return _NO_LIST.format(name=name, there=joined([one.name for one in names.lists]))


def _always(sentence: str) -> Callable[[re.Match[str], Names], str]:
    return lambda found, _names: sentence.format(**found.groupdict())


_REASONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Names], str]], ...] = (
    (_DEVICE, _device),
    (_LIST, _list),
    (_BARE_TIMER, _always(_NO_LENGTH)),
    (_BARE_NUMBER, _always("{number} what? Say “set a timer for {number} minutes”.")),
    (_ALARM, _always(_NO_TIME)),
    (_LANGUAGE, _always(_NO_LANGUAGE)),
    (_HOT, _always(_DEGREES)),
    (_OVER, _always(_PER_CENT)),
    (_ROOT, _always(_NO_ROOT)),
)
