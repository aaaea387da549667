# SPDX-License-Identifier: Apache-2.0
"""Takes out of a text what could say who a person is or what they wrote, before it is handed to a helper. Pure text.

Rather too much goes than too little: what stands in quotes, what an error says beyond its kind, whole addresses,
and behind a path the rest of its line.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

_QUOTED = re.compile(r"“[^”\n]*”|‘[^’\n]*’|\"[^\"\n]{2,}\"|(?<!\w)'[^'\n]{2,}'(?!\w)|«[^»\n]*»|„[^“\n]*“")
_ERROR = re.compile(
    r"^(\s*(?:(?:[A-Za-z_]\w*\.)+[A-Z]\w*|[A-Z]\w*(?:Error|Exception|Warning|Exit|Interrupt))): .*$", re.MULTILINE
)
_PLACE = re.compile(r'^(\s+File )"([^"\n]+)"(, line \d+)', re.MULTILINE)
_TOLD = re.compile(
    r"\s+File (?:…[\\/]edgeassist[\\/](?:\w+[\\/])*\w+\.py|<\w+>(?:\.\w+)?), line \d+(?:,? in [\w.<>]+)?"
)
"""A place as `scrubbed` leaves it: the log of the program has no other."""
_HEAD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ [A-Z]+ [\w.]+: ")
_ADDRESS = re.compile(r"\b([a-z][a-z0-9+.-]*://)[^\s<>|]+", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TOKEN = re.compile(r"\b(?:hf_|sk-|ghp_|github_pat_|Bearer\s+)[\w.-]{6,}")
_PATH = re.compile(
    r"~[\\/].*"  # below the home
    r"|(?<!\w)[A-Za-z]:[\\/](?!/).*"  # a drive
    r"|(?<!:)(?<!\w)(?://|\\\\)[^\s/<].*"  # another computer
    r"|(?<=<models>)[\\/].*"
    r"|(?<![\w~/:…<])[\\/][^\s\\/][^\\/\n]*[\\/].*"
)
"""A path, and all that follows it on its line: names of files have spaces, and nobody can tell where they end."""
_OURS = re.compile(r"(?:^|[\\/])edgeassist[\\/](?:\w+[\\/])*\w+\.py(?![\w.])")
_LAST = re.compile(r"[\\/]?[^\\/]*$")
_BARS = "\\/"
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,6}(?=[^\w.]|$)")


def scrubbed(text: str, known: Mapping[str, str]) -> str:
    """Return `text` without quotes, addresses, tokens, mails, error messages and paths.

    `known` maps what is told on purpose (folders, the home, names of this computer) to what stands in its place; the
    longest of them is looked for first.
    """
    for found in sorted(filter(None, known), key=len, reverse=True):
        text = text.replace(found, known[found])
    text = _PLACE.sub(lambda found: f"{found[1]}{_place(found[2])}{found[3]}", text)
    text = _TOKEN.sub("<token>", text)
    text = _ADDRESS.sub(r"\1<address>", text)
    text = _MAIL.sub("<mail>", text)
    text = _ERROR.sub(r"\1: <message>", text)
    text = _QUOTED.sub("“…”", text)
    return _PATH.sub(lambda found: _short(found[0]), text)


def _place(path: str) -> str:
    """Return the file of a traceback as `_short` does; its whole path is known, so its own ending is."""
    return _short(path if _OURS.search(path) else _LAST.findall(path)[0])


def _short(path: str) -> str:
    """Return a path of ours as it is, and nothing but the ending of any other; what follows it goes."""
    if ours := _OURS.search(path):
        bar = "" if ours[0][0] in _BARS else "/"
        return f"…{bar}{ours[0]}{_PATH.sub(lambda found: _short(found[0]), path[ours.end() :])}"
    if "/" not in path and "\\" not in path:
        return path
    ending = _ENDING.search(path)
    return f"<path>{ending[0] if ending else ''}"


def log_lines(lines: Sequence[str]) -> Iterator[str]:
    """Yield of a log what is ours: records, and of tracebacks the places and kinds; any other line as `<line>`.

    A message may go on over several lines, and these are nobody's but the person's.
    """
    after_place = False
    for line in lines:
        place = bool(_PLACE.match(line) or _TOLD.fullmatch(line))
        ours = place or _HEAD.match(line) or _ERROR.match(line) or line.startswith(_SAID)
        marks = not line.strip(" ^~")
        yield line if ours or (after_place and line.startswith("    ")) or marks else "<line>"
        after_place = place or (after_place and marks)


_SAID = (
    "Fatal Python error: ",
    "Current thread 0x",
    "Thread 0x",
    "Traceback (most recent call last):",
    "During handling of",
    "The above exception was",
)
