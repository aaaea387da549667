# SPDX-License-Identifier: Apache-2.0
"""Brings `resources/translations` up to date: extracts the texts with lupdate, compiles with lrelease.

Runs in the environment: `python packaging/translations.py [--check]`. A translator works in the .ts files (Qt
Linguist opens them); the .qm files are what the program reads.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import copy

from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("es", "de", "fr", "ar")
_GAP = re.compile(r"\{\w*(?:![rs])?(?::[^}]*)?\}")


def main(arguments: Sequence[str]) -> int:
    """Update all files, or with `--check` name what is not current, not translated or wrong."""
    parser = argparse.ArgumentParser(description="Extract and compile the translations.")
    parser.add_argument("--check", action="store_true", help="change nothing; leave with 1 when something is wrong")
    if not parser.parse_args(arguments).check:
        extract(FOLDER)
        for language in LANGUAGES:
            compile_one(source(FOLDER, language), compiled(FOLDER, language))
        return 0
    wrong = list(faults())
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


def source(folder: Path, language: str) -> Path:
    """Return the path of what a translator edits."""
    return folder / f"edgeassist_{language}.ts"


def compiled(folder: Path, language: str) -> Path:
    """Return the path of what the program reads."""
    return folder / f"edgeassist_{language}.qm"


def extract(folder: Path) -> None:
    """Bring the .ts files in `folder` up to date with the code."""
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "edgeassist").rglob("*.py"))
    for language in LANGUAGES:
        ts = source(folder, language)
        options = ["-locations", "none", "-no-obsolete", "-silent", "-tr-function-alias", "tr+=trn,tr+=later,tr+=told"]
        _run("lupdate", *options, *files, "-target-language", language, "-ts", str(ts))


def compile_one(ts: Path, qm: Path) -> None:
    """Compile `ts` into `qm`, which a program may be reading just now; what is not finished is left out."""
    made = qm.with_suffix(".part")
    _run("lrelease", "-silent", str(ts), "-qm", str(made))
    made.replace(qm)


def faults() -> Iterator[str]:
    """Yield what is wrong with the files as they are, one line each."""
    with tempfile.TemporaryDirectory() as name:
        fresh = Path(name)
        for language in LANGUAGES:
            copy(source(FOLDER, language), fresh)
        extract(fresh)
        for language in LANGUAGES:
            ts = source(fresh, language)
            if texts(ts).keys() != texts(source(FOLDER, language)).keys():
                yield f"{ts.name}: not current; run `make translations`"
            yield from (f"{ts.name}: {line}" for line in _faults_of(ts))
            qm = fresh / "made.qm"
            compile_one(source(FOLDER, language), qm)
            if qm.read_bytes() != compiled(FOLDER, language).read_bytes():
                yield f"{compiled(FOLDER, language).name}: not compiled anew; run `make translations`"


def texts(ts: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return every (text, comment) of a .ts file with its translations: one, or one for each plural form."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for message in etree.parse(ts).iter("message"):
        key = (message.findtext("source") or "", message.findtext("comment") or "")
        made = message.find("translation")
        if made is None or made.get("type") == "unfinished":
            found[key] = ()
        else:
            forms = [form.text or "" for form in made.findall("numerusform")]
            found[key] = tuple(forms or [made.text or ""])
    return found


def _faults_of(ts: Path) -> Iterator[str]:
    for (text, many), made in texts(ts).items():
        if not made or not all(made):
            yield f"not translated: {text!r}"
            continue
        wanted = {*_GAP.findall(text), *_GAP.findall(many)}
        for one in made:
            gaps = set(_GAP.findall(one))
            if not gaps <= wanted or (not many and gaps != wanted):
                yield f"other gaps than the text: {text!r}: {one!r}"


def _run(tool: str, *arguments: str) -> None:
    suffix = ".exe" if sys.platform == "win32" else ""
    import PySide6  # who only reads the texts needs no Qt

    folder = Path(PySide6.__file__).parent
    places = (folder / f"{tool}{suffix}", folder / "Qt" / "libexec" / tool)
    program = next(place for place in places if place.is_file())
    subprocess.run([str(program), *arguments], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
