# SPDX-License-Identifier: Apache-2.0
"""Folders as the per-user installation leaves them, with programs that are empty files."""

from pathlib import Path


def install(root: Path, current: str, previous: str = "", *, links: bool = True, program: str = "edgeassist") -> Path:
    """Lay `current` and `previous` below `root`, and what leads to them; return `root`."""
    for name, version in (("current", current), ("previous", previous)):
        if not version:
            continue
        (root / version).mkdir(parents=True)
        (root / version / program).write_bytes(b"program")
        if links:
            (root / name).symlink_to(version)
        else:
            (root / f"{name}.txt").write_text(f"{version}\n")
    return root
