# SPDX-License-Identifier: Apache-2.0
"""Judges models that come in parts: names the missing ones. Looks only at names beside the chosen file."""

import re
from pathlib import Path

from edgeassist.core.language import tr
from edgeassist.core.units import elided
from edgeassist.store.gguf import Header
from edgeassist.store.refusals import BadValue, MissingParts, OverLimit, SplitModel

PART_NAME = re.compile(r"^(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})\.gguf$")
MAX_PARTS = 1000


def not_in_parts(header: Header, path: Path) -> None:
    """Refuse a part of a split model, naming the parts that are not beside it."""
    count = header.values.get("split.count", 0)
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise BadValue(tr("“split.count” must be a whole number."))
    if count <= 1:
        return
    if count > MAX_PARTS:
        raise OverLimit(tr("The header announces {count:,} parts.", count=count))
    missing = [name for name in part_names(path.name, count) if not path.with_name(name).is_file()]
    if missing:
        shown = ", ".join(elided(name) for name in missing[:5]) + (", …" if len(missing) > 5 else "")
        raise MissingParts(
            tr("This is one of {count} parts of a model. Missing here: {names}.", count=count, names=shown)
        )
    raise SplitModel(
        tr("This model comes in {count} parts. All are here; they are joined when it is imported.", count=count)
    )


def part_names(name: str, count: int) -> tuple[str, ...]:
    """Return the names of all `count` parts of the model that `name` is a part of."""
    match = PART_NAME.match(name)
    stem = match["stem"] if match else Path(name).stem
    return tuple(f"{stem}-{number:05d}-of-{count:05d}.gguf" for number in range(1, count + 1))
