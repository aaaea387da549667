# SPDX-License-Identifier: Apache-2.0
"""SRT and WebVTT as cues with their times. Anything between cues that is no cue stays readable text."""

import re
from collections.abc import Iterator

from edgeassist.documents.drafts import Draft, Face, Tally

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?:[ \t].*)?$")
_TAG = re.compile(r"</?(?:[biuscv]|font|ruby|rt|lang|c)(?:[. \t][^<>\n]*)?>|<\d[\d:.]*>|\{\\[^{}\n]*\}", re.I)
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": "\u00a0", "&lrm;": "\u200e", "&rlm;": "\u200f"}
_ENTITY = re.compile("|".join(_ENTITIES))
_BESIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t\n]|$)")
_LINE_END = re.compile(r"\r\n?")


class SubtitleReader:
    """Reads the cues of one file."""

    def __init__(self, text: str) -> None:
        text = _LINE_END.sub("\n", text.replace("\x00", "\ufffd"))
        self._is_vtt = text.startswith("WEBVTT")
        self._parts = [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text) if part.strip()]
        if self._is_vtt:
            self._parts[0] = self._parts[0].partition("\n")[2] if "-->" in self._parts[0] else ""
        pages = sum("-->" in part for part in self._parts)
        self.face = Face("vtt" if self._is_vtt else "srt", pages=pages)

    def drafts(self, tally: Tally) -> Iterator[Draft]:
        """Yield one cue after the other."""
        for part in self._parts:
            if self._is_vtt and _BESIDE.match(part):
                continue
            tally.pages_read += "-->" in part
            yield from self._cues(part.split("\n"))

    def _cues(self, lines: list[str]) -> Iterator[Draft]:
        """Yield the cues in `lines`: usually one, more where the empty line between two is missing."""
        starts = [index for index, line in enumerate(lines) if _TIMES.match(line)]
        if not starts:
            yield Draft("paragraph", self._plain(lines))
            return
        ahead = lines[: starts[0]]
        if ahead[:-1]:
            yield Draft("paragraph", self._plain(ahead[:-1]))
        for start, after in zip(starts, [*starts[1:], len(lines)], strict=True):
            spoken = lines[start + 1 : after]
            if after < len(lines) and spoken and spoken[-1].strip().isdigit():
                spoken = spoken[:-1]
            begins, ends = _times(lines[start])
            yield Draft("cue", self._plain(spoken), start_ms=begins, end_ms=ends)

    def _plain(self, lines: list[str]) -> str:
        text = _TAG.sub("", "\n".join(line.rstrip() for line in lines))
        return _ENTITY.sub(lambda match: _ENTITIES[match[0]], text) if self._is_vtt else text


def _times(line: str) -> tuple[int, int]:
    found = _TIMES.match(line)
    assert found
    numbers = [int(one or 0) for one in found.groups()]
    ms = [int((found[group] or "0").ljust(3, "0")) for group in (4, 8)]
    begins, ends = ((hour * 60 + minute) * 60 + second for hour, minute, second, _ in (numbers[:4], numbers[4:]))
    return begins * 1000 + ms[0], ends * 1000 + ms[1]
