# SPDX-License-Identifier: Apache-2.0
"""Builds the frozen folder `build/bundle/EdgeAssist`: both programs with all they need. `make bundle` runs it.

The folder of the build before stays where it is until the new one is whole.
"""

import argparse
import filecmp
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import bundle_jack
import bundle_libraries
import bundle_list
import bundle_needs
import bundle_searched
import bundle_trim
import licences

from edgeassist import __version__
from edgeassist.core.build_facts import FILE_NAME, BuildFacts, text_of

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "build" / "bundle"
FOLDER = "EdgeAssist.app" if sys.platform == "darwin" else "EdgeAssist"
SPEC = ROOT / "packaging" / "edgeassist.spec"
PACKS = ("resources", "packs")
"""Where the models of a field edition lie, below `_internal`."""


class NotBuilt(Exception):
    """The folder could not be made; the message says why."""


def git(*arguments: str) -> str:
    """Return what git says; empty where this is no checkout or there is no git."""
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *arguments], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def facts(packs: Sequence[Path]) -> BuildFacts:
    """Return what the build says of itself."""
    changed = bool(git("status", "--porcelain", "--", "edgeassist", "packaging", "resources", "pyproject.toml"))
    return BuildFacts(__version__, git("rev-parse", "HEAD"), changed, tuple(sorted(pack.name for pack in packs)))


def environment() -> dict[str, str]:
    """Return the environment of the build: the same order and the commit's time in each build of it."""
    made_at = git("log", "-1", "--format=%ct") or "0"
    return {**os.environ, "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": made_at, "PYTHONPATH": str(ROOT)}


def build(packs: Sequence[Path] = (), output: Path = OUTPUT) -> Path:
    """Build the folder below `output` and return its path; raise `NotBuilt`."""
    lacking = [pack for pack in packs if not pack.is_file()]
    if lacking:
        raise NotBuilt(f"{lacking[0]} is no file. Make a pack: edgeassist models pack MODEL --to FILE.edgepack")
    work = output / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    (work / FILE_NAME).write_text(text_of(facts(packs)), encoding="utf-8", newline="\n")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "--distpath", str(work)]
    command += ["--workpath", str(work / "parts"), str(SPEC)]
    said = {**environment(), "EDGEASSIST_BUILD_FACTS": str(work / FILE_NAME)}
    if subprocess.run(command, check=False, env=said).returncode:
        raise NotBuilt("PyInstaller failed; its last words are above.")
    finish(work / FOLDER, packs)
    look_over(work / FOLDER)
    shutil.rmtree(output / FOLDER, ignore_errors=True)
    (work / FOLDER).rename(output / FOLDER)
    return output / FOLDER


def finish(folder: Path, packs: Sequence[Path]) -> None:
    """Do to the folder that PyInstaller made what it leaves open, and list its files."""
    if sys.platform == "linux":
        bundle_trim.strip_debugging(folder)
        try:
            bundle_searched.forget(folder)
        except bundle_searched.NotReadable as problem:
            raise NotBuilt(str(problem)) from problem
        bundle_jack.put(folder / "_internal")
        join_programs(folder / "edgeassist", folder / "edgeassist-worker")
    put_packs(folder, packs)
    try:
        licences.write(folder)
    except licences.LicenceProblem as problem:
        raise NotBuilt(f"what is in the folder must not be published:\n{problem}") from problem
    bundle_list.write_list(folder / "Contents" if sys.platform == "darwin" else folder)


def look_over(folder: Path) -> None:
    """Raise `NotBuilt` where something is not in the folder that every computer needs and not every computer has."""
    if missing := bundle_libraries.lacking(folder):
        raise NotBuilt(f"the folder lacks {', '.join(missing)}: nobody could use the program without.")
    if sys.platform == "linux" and (unmet := bundle_needs.unmet(folder)):
        raise NotBuilt(f"only this computer is known to have {'; '.join(map(str, unmet))}.")


def put_packs(folder: Path, packs: Sequence[Path]) -> None:
    """Lay the packs of a field edition where its first start looks for them."""
    target = folder.joinpath("Contents/Resources" if sys.platform == "darwin" else "_internal", *PACKS)
    for pack in packs:
        target.mkdir(exist_ok=True)
        shutil.copyfile(pack, target / pack.name)


def join_programs(program: Path, worker: Path) -> None:
    """Make the worker a link to the window's program where both are the same: only Windows knows a console's kind."""
    if filecmp.cmp(program, worker, shallow=False):
        worker.unlink()
        worker.symlink_to(program.name)


def main(arguments: Sequence[str]) -> int:
    """Parse the command line and build; a failure is one sentence and exit code 1."""
    parser = argparse.ArgumentParser(description="Freeze EdgeAssist into one folder.")
    parser.add_argument("--pack", type=Path, action="append", default=[], help="put the models of this pack inside")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="make the folder below this one")
    chosen = parser.parse_args(arguments)
    try:
        print(build(chosen.pack, chosen.output.absolute()))
    except NotBuilt as failure:
        print(f"bundle: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
