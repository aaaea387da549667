# SPDX-License-Identifier: Apache-2.0
"""What was typed and chosen last, kept in a small file across restarts. Call it off the GUI thread; knows no window."""

import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from edgeassist.core.files import read_small, replace_file
from edgeassist.panes.translate.own_words import Kind, Own, Place, Words
from edgeassist.panes.translate.translation import Tone

MOST_BYTES = 8_000_000
"""A longer text is not kept: it would take longer to write at every pause than anybody types."""
_FILE = "draft.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Draft:
    """The text and how it is to be translated. An empty `source` is found out from it. `own`: a person's own words."""

    text: str = ""
    source: str = ""
    target: str = ""
    tone: Tone = Tone.AS_IS
    own: tuple[Own, ...] = ()


def keep(folder: Path, draft: Draft) -> None:
    """Write `draft` into `folder`, in place of the one before; one that is too long is kept without its text."""
    content = json.dumps(asdict(draft), ensure_ascii=False).encode("utf-8", "replace")
    if len(content) > MOST_BYTES:
        content = json.dumps(asdict(draft) | {"text": "", "own": ()}).encode()
    replace_file(folder / _FILE, content)


def kept(folder: Path) -> Draft:
    """Return what was kept in `folder`; an empty draft where there is none or it makes no sense."""
    try:
        found = json.loads(read_small(folder / _FILE, MOST_BYTES + 1))
        fields = {name: found[name] for name in ("text", "source", "target")}
        if not all(isinstance(value, str) for value in fields.values()):
            raise TypeError("a field is no text")
        return Draft(**fields, tone=Tone(found["tone"]), own=tuple(_own(found.get("own"))))
    except FileNotFoundError:
        return Draft()
    except (OSError, ValueError, TypeError, KeyError) as error:
        _log.warning("the draft was not read: %s", type(error).__name__)
        return Draft()


def _own(found: object) -> Iterator[Own]:
    """Yield the words that make sense."""
    for one in found if isinstance(found, list) else ():
        match one:
            case [
                [str(target), str(tone)],
                [str(sentence), int(number)],
                {"text": str(text), "gap": str() | None as gap},
            ] if tone in tuple(Tone):
                yield Kind(target, Tone(tone)), Place(sentence, number), Words(text, gap)
