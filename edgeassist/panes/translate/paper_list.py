# SPDX-License-Identifier: Apache-2.0
"""Which documents are under way, kept in a small file across restarts. Call it off the GUI thread; knows no window."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from edgeassist.core.files import read_small, replace_file
from edgeassist.core.language import tr
from edgeassist.panes.translate.paper_queue import KEEPS, Paper, Step
from edgeassist.panes.translate.translation import Pair, Tone

_FILE = "documents.json"
_MOST_BYTES = 1_000_000
_MOST = 100
_log = logging.getLogger(__name__)


class _Kept(msgspec.Struct, frozen=True):
    """A document as it is kept; `begun`: some of it is translated already."""

    path: str
    out: str
    source: str
    target: str
    tone: Tone = Tone.AS_IS
    chosen: bool = False
    begun: bool = False


def keep(folder: Path, papers: Sequence[Paper]) -> None:
    """Write those of `papers` that are not done into `folder`; no file for none."""
    left = [one for one in papers if one.step is not Step.DONE][-_MOST:]
    if not left:
        with suppress(FileNotFoundError):
            (folder / _FILE).unlink()
        return
    replace_file(folder / _FILE, msgspec.json.encode([_kept(one) for one in left]))


def kept(folder: Path) -> tuple[Paper, ...]:
    """Return what was kept in `folder` and is still there; nothing where that makes no sense."""
    try:
        found = msgspec.json.decode(read_small(folder / _FILE, _MOST_BYTES), type=list[_Kept])
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        _log.warning("the list of documents was not read: %s", type(error).__name__)
        return ()
    return tuple(_paper(one) for one in found if Path(one.path).is_file())


def _kept(paper: Paper) -> _Kept:
    begun = paper.step in (Step.WORKING, Step.STOPPED) or paper.done > 0
    ways = str(paper.path), str(paper.out), paper.pair.source, paper.pair.target
    return _Kept(*ways, paper.tone, paper.chosen, begun)


def _paper(one: _Kept) -> Paper:
    pair = Pair(one.source, one.target)
    step, line, hint = (Step.STOPPED, tr("Stopped"), tr(KEEPS)) if one.begun else (Step.READY, "", "")
    return Paper(0, Path(one.path), Path(one.out), pair, one.tone, step, line, hint, chosen=one.chosen)
