# SPDX-License-Identifier: Apache-2.0
"""Makes text of bytes whose encoding nobody names. For the reading child only."""

import codecs
import re
from pathlib import Path

from edgeassist.core.language import later
from edgeassist.core.units import elided
from edgeassist.documents.refusals import UnknownFormat

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset\s*=\s*|<\?xml[^>]*encoding\s*=\s*)["']?([A-Za-z0-9._:-]{2,40})""", re.I)
_DECLARED_WITHIN = 2048
_NO_TEXT = later("“{name}” holds no text, as far as can be seen.")
_LOOK_BYTES = 64_000
_MOST_NULS = 0.02
_WESTERN = frozenset("áàâäãåéèêëíìîïóòôöõúùûüñçßæøœ¡¿ªº°«»·´€–—‘’“”…•§©®²³½¼\u00a0")
_FEW = 0.2
"""Of a Western text's letters as many at most are beyond ASCII; a Cyrillic one read as such has next to no others."""


def decoded(raw: bytes, path: Path) -> str:
    """Return the text in `raw`; raise `UnknownFormat` for bytes that are none.

    A mark at the start decides, then UTF-8 when it fits, then UTF-16 without a mark, what the text declares of
    itself, and at last a guess. What cannot be decoded under a mark becomes U+FFFD, which is counted.
    """
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(name, "replace")
    look = raw[:_LOOK_BYTES]
    if wide := _wide(look):
        return raw.decode(wide, "replace")
    if look.count(0) > _MOST_NULS * len(look):
        raise UnknownFormat(_NO_TEXT, {"name": elided(path.name)})
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and not raw[: error.start].isascii():
            return raw.decode("utf-8", "replace")
    return _declared(raw) or _guessed(raw, path)


def _wide(look: bytes) -> str:
    """Return which UTF-16 without a mark `look` is in: every other byte of Western text is zero."""
    pairs = max(len(look) // 2, 1)
    if look[1::2].count(0) > 0.4 * pairs and look[::2].count(0) < 0.1 * pairs:
        return "utf-16-le"
    if look[::2].count(0) > 0.4 * pairs and look[1::2].count(0) < 0.1 * pairs:
        return "utf-16-be"
    return ""


def _declared(raw: bytes) -> str:
    found = _DECLARED.search(raw[:_DECLARED_WITHIN])
    try:
        return raw.decode(found[1].decode("ascii")) if found else ""
    except (LookupError, UnicodeError):
        return ""


def _guessed(raw: bytes, path: Path) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:_LOOK_BYTES]).best()
    controls = sum(raw.count(one) for one in range(9))
    if best is None or controls > _MOST_NULS * len(raw):
        raise UnknownFormat(_NO_TEXT, {"name": elided(path.name)})
    return (not best.coherence and _western(raw)) or raw.decode(best.encoding, "replace")


def _western(raw: bytes) -> str:
    """Return `raw` as Western European text, which a short text of unknown language most likely is; empty if not."""
    text = raw.decode("cp1252", "replace")
    beyond = [one for one in text.lower() if not one.isascii()]
    return text if _WESTERN.issuperset(beyond) and len(beyond) <= _FEW * len(text) else ""
