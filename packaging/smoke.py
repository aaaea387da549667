# SPDX-License-Identifier: Apache-2.0
"""Runs the frozen program as nobody's first laptop would: `make smoke`. Leaves with 1 where something fails.

No network, hardly an environment, a user without rights, a home named in other letters, a program folder that cannot be
written to. `python packaging/smoke.py [FOLDER] [--only NAME] [--without-fence]`.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from smoke_checks import CHECKS, Check, ground_for
from smoke_ground import Failed, copied, removed

from edgeassist.core.installation import altered

BUNDLE = Path(__file__).resolve().parent.parent / "build" / "bundle" / "EdgeAssist"


def main(arguments: Sequence[str]) -> int:
    """Run the checks and print a line for each."""
    parser = argparse.ArgumentParser(description="Try the frozen program.")
    parser.add_argument("folder", type=Path, nargs="?", default=BUNDLE)
    parser.add_argument("--only", choices=[check.name for check in CHECKS], action="append")
    parser.add_argument(
        "--without-fence", action="store_true", help="let it pass where this machine cannot take the network away"
    )
    options = parser.parse_args(arguments)
    if not (options.folder / "edgeassist-worker").is_file():
        print(f"smoke: no program in {options.folder}; `make bundle` builds it", file=sys.stderr)
        return 1
    wanted = [check for check in CHECKS if not options.only or check.name in options.only]
    with tempfile.TemporaryDirectory(prefix="edgeassist-smoke-") as name:
        place = Path(name)
        place.chmod(0o755)
        folder = copied(options.folder, place / "EdgeAssist")
        try:
            return _run(wanted, folder, place / "homes", unfenced=options.without_fence)
        finally:
            removed(folder)


def _run(wanted: Sequence[Check], folder: Path, homes: Path, *, unfenced: bool) -> int:
    failed, remarks = 0, set[str]()
    for check in wanted:
        began = time.monotonic()
        ok, says = _tried(check, folder, homes, remarks)
        failed += not ok
        print(f"{'ok  ' if ok else 'BAD '}  {check.name:16}  {time.monotonic() - began:5.1f} s  {says}", flush=True)
    for damage in altered(folder / "_internal"):
        failed += 1
        print(f"BAD   {damage.path} was changed by the program itself")
    for remark in sorted(remarks):
        failed += not unfenced
        print(f"note  {remark}" if unfenced else f"BAD   {remark}; with --without-fence this passes")
    return 1 if failed else 0


def _tried(check: Check, folder: Path, homes: Path, remarks: set[str]) -> tuple[bool, str]:
    if lacking := check.lacking():
        return False, f"cannot be tried here: {lacking} is not installed"
    ground = ground_for(check, folder, homes)
    try:
        return True, check.work(ground)
    except Failed as failure:
        return False, str(failure)
    finally:
        remarks.update(ground.remarks)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
