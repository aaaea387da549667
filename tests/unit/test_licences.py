# SPDX-License-Identifier: Apache-2.0
"""Licences: whose each thing in a program folder is, which may be shipped, and the lists that are written of them."""

import json
from importlib.metadata import Distribution
from pathlib import Path

import licences
import licences_folder
import licences_rules
import pins
import pytest
import sbom
from cyclonedx.schema import SchemaVersion
from cyclonedx.spdx import is_expression
from licences_folder import Contents

from tests.support.source_tree import ROOT

INSTALLED = licences_folder.installed()
RULES = licences_rules.rules()
FOLDER = ROOT / "build" / "bundle" / "EdgeAssist"


def needed_to_run() -> set[str]:
    """Return every installed package that the program asks for, and what those ask for in turn."""
    found: set[str] = set()
    todo = [pins.named(wish) for wish in pins.wants(ROOT / "pyproject.toml").runtime]
    while todo:
        name = todo.pop()
        if name in INSTALLED and name not in found:
            found.add(name)
            todo += [pins.named(wish) for wish in INSTALLED[name].requires or () if "extra ==" not in wish]
    return found


def test_every_package_the_program_runs_with_has_a_licence_a_text_and_may_be_shipped() -> None:
    names = sorted(needed_to_run())
    problems = [licences.package(INSTALLED[name], RULES).problem for name in names]
    assert len(names) > 40
    assert [line for line in problems if line] == []


def texts_named() -> set[str]:
    of_natives = {text for row in RULES.natives for text in row.texts}
    return of_natives | {text for said in RULES.packages.values() for text in said.texts}


def test_every_row_names_an_spdx_licence_and_texts_that_are_there() -> None:
    spdx = {row.licence for row in RULES.natives} | {said.licence for said in RULES.packages.values()}
    own = {"LicenseRef-public-domain", "LicenseRef-Microsoft-redistributable"}
    assert [licence for licence in sorted(spdx - own) if not is_expression(licence)] == []
    assert [text for text in texts_named() if not (licences.TEXTS / text).is_file()] == []
    assert [row.name for row in RULES.natives if not (row.files or row.inside)] == []


def test_no_text_lies_about_unused() -> None:
    assert {path.name for path in licences.TEXTS.iterdir()} <= texts_named()


@pytest.mark.parametrize(
    "licence",
    [
        "MIT",
        "LGPL-3.0-only",
        "MIT OR GPL-3.0-only",
        "(LGPL-2.1-or-later OR GPL-2.0-only) AND MIT",
        "GPL-3.0-or-later WITH GCC-exception-3.1",
        "GPL-2.0-or-later WITH Bootloader-exception",
        "LicenseRef-public-domain",
    ],
)
def test_what_leaves_a_way_without_the_gpl_may_be_shipped(licence: str) -> None:
    assert not licences_rules.refused(licence)


@pytest.mark.parametrize(
    "licence",
    [
        "GPL-3.0-or-later",
        "AGPL-3.0-only",
        "MIT AND GPL-2.0-only",
        "GPL-2.0-only OR AGPL-3.0-only",
        "GPL-2.0-only WITH Classpath-exception-2.0",
    ],
)
def test_what_leaves_no_way_but_the_gpl_is_refused(licence: str) -> None:
    assert licences_rules.refused(licence)


def test_the_table_comes_before_what_a_package_says() -> None:
    assert licences_rules.licence_of(INSTALLED["msgspec"], licences_rules.Said("MIT")) == "MIT"
    assert licences_rules.licence_of(INSTALLED["msgspec"], licences_rules.Said()) == "BSD-3-Clause"


def told(folder: Path, *lines: str) -> Distribution:
    """Make a package whose metadata say what a test wants."""
    info = folder / "one-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("\n".join(["Metadata-Version: 2.4", "Name: one", "Version: 1.0", *lines]))
    return Distribution.at(info)


@pytest.mark.parametrize(
    ("line", "licence"),
    [
        ("License-Expression: MIT OR Apache-2.0", "MIT OR Apache-2.0"),
        ("License: MIT", "MIT"),
        ("License: do what you like", ""),
        ("Classifier: License :: OSI Approved :: MIT License", "MIT"),
        ("Classifier: License :: OSI Approved :: BSD License", ""),
        ("Summary: nothing is said", ""),
    ],
)
def test_a_package_s_own_words_hold_when_they_are_exact(tmp_path: Path, line: str, licence: str) -> None:
    assert licences_rules.licence_of(told(tmp_path, line), licences_rules.Said()) == licence


def test_a_package_without_licence_or_text_is_a_problem(tmp_path: Path) -> None:
    silent = licences.package(told(tmp_path, "Summary: x"), RULES)
    assert "not known" in silent.problem
    bare = licences.Component("one", "1", "native library", "MIT", "  ")
    assert "no text of MIT" in bare.problem


def test_a_library_under_the_gpl_stops_it_and_so_does_one_nobody_knows() -> None:
    with pytest.raises(licences.LicenceProblem) as caught:
        licences.components(Contents(("msgspec",), ("libreadline.so.8", "libsurprise.so.1", "odd/thing.py")))
    assert {line.partition(":")[0] for line in caught.value.lines} == {
        "libreadline.so.8",
        "libsurprise.so.1",
        "odd/thing.py",
    }


def test_modules_and_files_find_their_owners() -> None:
    modules = (
        "edgeassist.core",
        "msgspec",
        "jaraco",
        "jaraco.functools",
        "json",
        "pyimod01_archive",
        "pyi_rth_pkgutil",
    )
    files = (
        "msgspec/_core.py",
        "resources/catalogue.toml",
        "keyring-25.7.0.dist-info/METADATA",
        "libz.so.1",
        "bundle.json",
    )
    owned = licences_folder.owned(Contents((*modules, "stranger"), (*files, "odd.py")), INSTALLED)
    assert owned.packages["msgspec"][0] == "msgspec"
    assert owned.packages["python"] == ("json",)
    assert set(owned.packages["pyinstaller"]) == {"pyinstaller", "pyimod01_archive", "pyi_rth_pkgutil"}
    assert owned.packages["keyring"] == ("keyring-25.7.0.dist-info/METADATA",)
    assert owned.packages["edgeassist"] == ("edgeassist.core", "resources/catalogue.toml")
    assert {name for name in owned.packages if name.startswith("jaraco")} != set()
    assert owned.natives == ("libz.so.1",)
    assert owned.strays == ("stranger", "msgspec/_core.py", "odd.py")


def small() -> tuple[licences.Component, ...]:
    native = INSTALLED["numpy"].files or ()
    libraries = tuple(str(file) for file in native if str(file).startswith("numpy.libs/"))
    return licences.components(Contents(("msgspec", "numpy", "pygments"), libraries))


def test_native_libraries_in_a_package_are_components_of_their_own() -> None:
    names = {one.name: one for one in small()}
    assert names["OpenBLAS"].licence == "BSD-3-Clause"
    assert {"CPython", "msgspec", "numpy", "Pygments", "PyInstaller's start-up code"} <= names.keys()
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in names["CPython"].text.upper()


def test_qt_is_shipped_as_lgpl_with_the_way_to_exchange_it() -> None:
    qt = licences.package(INSTALLED["pyside6-essentials"], RULES)
    assert qt.licence == "LGPL-3.0-only"
    for part in ("You may replace such a file", "GNU LESSER GENERAL PUBLIC LICENSE", "Version 3, 29 June 2007", "zlib"):
        assert part in qt.text


def test_the_notices_name_everything_and_give_each_text_once() -> None:
    found = small()
    text = licences.notices(found)
    for one in found:
        assert f"- {one.name}" in text
        assert text.count(one.text.strip()) >= 1
    assert text.count(next(one for one in found if one.name == "msgspec").text.strip()) == 1
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_list_of_components_is_valid_cyclonedx_and_always_the_same() -> None:
    found = small()
    text = sbom.document(found)
    read = json.loads(text)
    assert (read["bomFormat"], read["specVersion"]) == ("CycloneDX", SchemaVersion.V1_6.to_version())
    assert {one["name"] for one in read["components"]} == {one.name for one in found}
    assert all(one["licenses"] for one in read["components"])
    assert next(one for one in read["components"] if one["name"] == "msgspec")["purl"].startswith("pkg:pypi/msgspec@")
    assert read["metadata"]["component"]["name"] == "EdgeAssist"
    assert "timestamp" not in read["metadata"]
    assert sbom.document(found) == text


@pytest.mark.skipif(not (FOLDER / "edgeassist").exists(), reason="`make bundle` has made no folder here")
def test_the_built_folder_holds_nothing_without_a_licence() -> None:
    found = licences.components(licences_folder.read(FOLDER))
    assert [one.name for one in found if one.problem] == []
    assert {"PySide6_Essentials", "llama_cpp_python", "vosk", "CPython", "PortAudio"} <= {one.name for one in found}
