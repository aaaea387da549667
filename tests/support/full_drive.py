# SPDX-License-Identifier: Apache-2.0
"""Fetches onto a tmpfs that is too small, then makes it larger and goes on; runs inside `unshare -rm`."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from edgeassist.core.stop import Stop
from edgeassist.net.fetch import Wanted, fetch
from edgeassist.net.refusals import RoomGone
from edgeassist.net.route import Route
from tests.support.fetching_bench import QUICK


def main() -> int:
    folder, url, size, sha256 = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
    part = folder / "model.part"
    terms = replace(QUICK, free_disk=lambda _: 10 * size)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size // 2}", "none", str(folder)], check=True)
    try:
        fetch(Wanted(url, size, sha256), part, route=Route(proxy="none"), report=_quiet, stop=Stop(), terms=terms)
    except RoomGone as error:
        sys.stdout.write(f"{error}\n")
    subprocess.run(["mount", "-o", f"remount,size={size * 2}", str(folder)], check=True)
    done = fetch(Wanted(url, size, sha256), part, route=Route(proxy="none"), report=_quiet, stop=Stop(), terms=terms)
    sys.stdout.write(f"{done.verified}\n")
    return 0


def _quiet(step: str, done: int, total: int) -> None:
    pass


if __name__ == "__main__":
    sys.exit(main())
