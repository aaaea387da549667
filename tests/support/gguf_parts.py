# SPDX-License-Identifier: Apache-2.0
"""A forged model cut into parts as the engine's own tool cuts them: the first has the header, each its tensors."""

from dataclasses import replace
from pathlib import Path

from tests.support.gguf_forge import I32, U16, Recipe

KEYS = ("split.no", "split.count", "split.tensors.count")


def in_parts(recipe: Recipe, folder: Path, stem: str, count: int) -> tuple[Path, ...]:
    """Write `recipe` as `count` files into `folder`; return their paths in order."""
    paths = []
    for number in range(count):
        tensors = recipe.tensors[number::count]
        values = recipe.values if number == 0 else {}
        part = replace(recipe, values=values, tensors=tensors).having("split.no", U16, number)
        part = part.having("split.count", U16, count).having("split.tensors.count", I32, len(recipe.tensors))
        path = folder / f"{stem}-{number + 1:05d}-of-{count:05d}.gguf"
        path.write_bytes(part.made())
        paths.append(path)
    return tuple(paths)
