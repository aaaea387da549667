# SPDX-License-Identifier: Apache-2.0
"""What this computer did with the yardstick: its speed before any model was measured here. Kept as one file."""

from pathlib import Path
from typing import Annotated

import msgspec

from edgeassist.core.files import replace_file

NAME = "yardstick.json"
_MAX_BYTES = 64 * 1024

Rate = Annotated[float, msgspec.Meta(gt=0)]


class Yardstick(msgspec.Struct, frozen=True):
    """Rates in tokens per second with a model of `weights_bytes`; `build` is the engine's they were measured with."""

    weights_bytes: Annotated[int, msgspec.Meta(gt=0)]
    answer_rate: Rate
    prompt_rate: Rate
    build: str
    at: str = ""

    def rate_for(self, weights_bytes: int) -> float:
        """Return the tokens per second of a model of `weights_bytes`: writing is bound by memory, so in proportion."""
        return self.answer_rate * self.weights_bytes / weights_bytes


def read_yardstick(folder: Path, build: str) -> Yardstick | None:
    """Return what was measured with the engine `build`, kept in `folder`; None where nothing was, or it is damaged."""
    try:
        with (folder / NAME).open("rb") as file:
            found = msgspec.json.decode(file.read(_MAX_BYTES), type=Yardstick)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return found if found.build == build else None


def keep_yardstick(folder: Path, measured: Yardstick) -> None:
    """Keep `measured` in `folder`; raise `OSError` when that fails."""
    replace_file(folder / NAME, msgspec.json.encode(measured) + b"\n")
