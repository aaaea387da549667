# SPDX-License-Identifier: Apache-2.0
"""Writes the notices of everything in a program folder: `resources/licences/` in it, and the list of components.

Runs in the environment: `python packaging/licences.py [FOLDER]`. Stops at anything without a licence or a text, and
at anything under the GPL or AGPL: such a folder must not be published.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import Distribution, version
from pathlib import Path

import licences_folder
import licences_rules
import pins
from licences_rules import Native, Rules, Said

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "bundle" / "EdgeAssist"
TEXTS = ROOT / "packaging" / "licences"
PLACE = Path("resources", "licences")
NOTICES, LIST = "notices.txt", "components.json"
_TEXT_NAMES = re.compile(r"LICEN[CS]E|COPYING|NOTICE|COPYRIGHT", re.IGNORECASE)
_SYSTEM_PLACES = ("/usr/lib/*-linux-gnu*", "/lib/*-linux-gnu*", "/usr/lib", "/usr/lib64")


class LicenceProblem(Exception):
    """Something in the folder has no known licence, no text, or one that must not be shipped; each has its line."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


@dataclass(frozen=True, slots=True)
class Component:
    """One thing that others made: its name and version, how it comes, its SPDX licence and the text of that."""

    name: str
    version: str
    kind: str
    licence: str
    text: str
    files: tuple[str, ...] = ()

    @property
    def problem(self) -> str:
        """Say why it must not be shipped; empty when it may."""
        if not self.licence:
            return f"{self.name}: its licence is not known; add a row to licences.toml"
        if licences_rules.refused(self.licence):
            return f"{self.name}: {self.licence} must not be shipped; exclude it ({', '.join(self.files[:3])})"
        return (
            "" if self.text.strip() else f"{self.name}: there is no text of {self.licence}; name one in licences.toml"
        )


def components(contents: licences_folder.Contents) -> tuple[Component, ...]:
    """Return everything in `contents` that others made; raises `LicenceProblem`."""
    packages = licences_folder.installed()
    owned = licences_folder.owned(contents, packages)
    table = licences_rules.rules()
    problems = [f"{stray}: nobody is known to own it" for stray in owned.strays]
    found: dict[str, Component] = {}
    for name, files in owned.packages.items():
        if name in (licences_folder.PROGRAM, licences_folder.PYTHON):
            continue
        found[name] = _frozen_by() if name == licences_folder.FREEZER else package(packages[name], table, files)
    for one in _natives(owned, table, packages):
        if not one.licence:
            problems.append(one.problem)
        earlier = found.get(one.name)
        found[one.name] = _joined(earlier, one) if earlier else one
    problems += [one.problem for one in found.values() if one.licence and one.problem]
    problems += [one.problem for one in found.values() if not one.licence and one.problem not in problems]
    if problems:
        raise LicenceProblem(problems)
    return tuple(sorted(found.values(), key=lambda one: (one.kind, one.name.lower())))


def package(one: Distribution, table: Rules, files: tuple[str, ...] = ()) -> Component:
    """Return what is known of the Python package `one`."""
    name = pins.canonical(one.metadata["Name"])
    said = table.packages.get(name, Said())
    text = _own_texts(said.texts) or _package_text(one)
    return Component(
        one.metadata["Name"], one.version, "Python package", licences_rules.licence_of(one, said), text, files
    )


def _frozen_by() -> Component:
    licence = "GPL-2.0-or-later WITH Bootloader-exception"
    text = _package_text(licences_folder.installed()[licences_folder.FREEZER])
    return Component("PyInstaller's start-up code", version("pyinstaller"), "native library", licence, text)


def _natives(owned: licences_folder.Owned, table: Rules, packages: Mapping[str, Distribution]) -> Iterator[Component]:
    of_packages = tuple(file for files in owned.packages.values() for file in files)
    for file in (*owned.natives, *(file for file in of_packages if table.native(file))):
        row = table.native(file)
        yield _native(row, file, packages) if row else Component(file, "", "native library", "", "", (file,))
    yield _native(Native("CPython", "PSF-2.0", (), (), (), licences_folder.PYTHON), "base_library.zip", packages)
    for row, file in table.within(of_packages):
        yield _native(row, file, packages)


def _native(row: Native, file: str, packages: Mapping[str, Distribution]) -> Component:
    text, told = _own_texts(row.texts), ""
    if row.of == licences_folder.PYTHON:
        text, told = _python_text(), sys.version.split()[0]
    elif row.of in packages:
        text, told = text or _package_text(packages[row.of]), packages[row.of].version
    elif not text:
        text, told = _system_text(file)
    return Component(row.name, told, "native library", row.licence, text, (file,))


def _joined(before: Component, after: Component) -> Component:
    texts = before.text if after.text in before.text else f"{before.text}\n\n{after.text}"
    versions = [one for one in dict.fromkeys((*before.version.split(", "), after.version)) if one]
    files = tuple(dict.fromkeys((*before.files, *after.files)))
    return Component(before.name, ", ".join(versions), before.kind, before.licence, texts, files)


def _own_texts(names: tuple[str, ...]) -> str:
    return "\n\n".join((TEXTS / name).resolve().read_text(encoding="utf-8").strip() for name in names)


def _package_text(one: Distribution) -> str:
    """Return the licence files that a package was installed with."""
    inside = [file for file in one.files or () if ".dist-info" in str(file)]
    wanted = [file for file in inside if "/licenses/" in str(file) or _TEXT_NAMES.search(file.name)]
    texts = [Path(str(file.locate())).read_text(encoding="utf-8", errors="replace").strip() for file in sorted(wanted)]
    return "\n\n".join(dict.fromkeys(texts))


def _python_text() -> str:
    places = (Path(sys.base_prefix) / "LICENSE.txt", *Path(sys.base_prefix).glob("lib/python3*/LICENSE.txt"))
    return next((place.read_text(encoding="utf-8") for place in places if place.is_file()), "")


def _system_text(file: str) -> tuple[str, str]:
    """Return what the Linux distribution says of the library `file`, and the version it has there; empty elsewhere."""
    name = Path(file).name
    found = (path for place in _SYSTEM_PLACES for path in sorted(Path("/").glob(f"{place[1:]}/{name}")))
    for path in found:
        for spelt in (path.resolve(), path, Path("/", *path.resolve().parts[2:])):
            owner = _ask_dpkg("dpkg-query", "--search", str(spelt)).partition(":")[0]
            paper = Path("/usr/share/doc", owner, "copyright")
            if owner and paper.is_file():
                told = _ask_dpkg("dpkg-query", "--show", "--showformat", "${Version}\n", owner).splitlines()
                return paper.read_text(encoding="utf-8", errors="replace"), f"{owner} {told[0]}" if told else owner
    return "", ""


def _ask_dpkg(*command: str) -> str:
    try:
        return subprocess.run(command, check=False, capture_output=True, text=True).stdout
    except FileNotFoundError:
        return ""


def write(folder: Path) -> tuple[Component, ...]:
    """Write the notices and both lists into the program `folder`; raises `LicenceProblem`."""
    import sbom

    found = components(licences_folder.read(folder))
    inner = next(folder / name for name in reversed(licences_folder.INNER) if (folder / name / "resources").is_dir())
    place = inner / PLACE
    place.mkdir(parents=True, exist_ok=True)
    (place / NOTICES).write_text(notices(found), encoding="utf-8")
    rows = [asdict(one) | {"text": None} for one in found]
    (place / LIST).write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (place / sbom.NAME).write_text(sbom.document(found), encoding="utf-8")
    return found


def notices(found: Sequence[Component]) -> str:
    """Return all of it as one text: what there is, then each licence in full, each text once."""
    parts = [f"EdgeAssist is under the Apache License 2.0.\n\n{(ROOT / 'LICENSE').read_text(encoding='utf-8')}"]
    parts.append("It comes with these components by others:\n\n" + "\n".join(f"- {_line(one)}" for one in found))
    shared: dict[str, list[Component]] = {}
    for one in found:
        shared.setdefault(one.text.strip(), []).append(one)
    for text, users in shared.items():
        parts.append("\n".join(_line(one) for one in users) + f"\n\n{text}")
    rule = "\n\n" + "=" * 100 + "\n\n"
    return rule.join(part.strip() for part in parts) + "\n"


def _line(one: Component) -> str:
    return f"{one.name} {one.version}".strip() + f" ({one.licence})"


def main(arguments: Sequence[str]) -> int:
    """Write the notices; leave with 1 and one line for each thing that must not be shipped."""
    parser = argparse.ArgumentParser(description="Write the licence notices of a program folder.")
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    try:
        found = write(parser.parse_args(arguments).folder)
    except LicenceProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"{len(found)} components have their notices")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
