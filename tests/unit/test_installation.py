# SPDX-License-Identifier: Apache-2.0
"""The list of a bundle's files: what is missing, cut short or altered is named, and nothing else is."""

from pathlib import Path

import pytest

from edgeassist.core.installation import (
    LIST_NAME,
    Damage,
    InstallationDamaged,
    altered,
    digest,
    line_of,
    listed,
    program_folder,
    resized,
    text_of,
)

FILES = {"edgeassist": b"start", "_internal/lib one.so": b"\x7fELF one", "_internal/sub/größe.txt": b"words"}


@pytest.fixture
def inside(tmp_path: Path) -> Path:
    """Return the inner folder of a bundle of three files, one with a blank and one with umlauts in its name."""
    lines = []
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        lines.append(line_of(name, len(content), digest(path)))
    (tmp_path / "_internal" / LIST_NAME).write_text(text_of(lines), encoding="utf-8")
    return tmp_path / "_internal"


def test_a_whole_bundle_has_no_damage(inside: Path) -> None:
    assert resized(inside) == altered(inside) == ()
    assert listed(inside) == 3


def test_a_source_tree_has_no_list_and_no_damage() -> None:
    assert program_folder() is None
    assert resized(None) == altered(None) == ()
    assert listed(None) == 0


def test_files_that_are_not_in_the_list_are_nobody_s_business(inside: Path) -> None:
    (inside / "uninstall.log").write_text("from the installer")
    assert altered(inside) == ()


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_gone_is_missed_at_a_glance(inside: Path, name: str) -> None:
    (inside.parent / name).unlink()
    assert resized(inside) == altered(inside) == (Damage(name, missing=True),)


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_short_is_seen_at_a_glance(inside: Path, name: str) -> None:
    (inside.parent / name).write_bytes(FILES[name][:-1])
    assert resized(inside) == altered(inside) == (Damage(name, missing=False),)


@pytest.mark.parametrize("name", FILES)
def test_one_changed_byte_is_seen_by_reading(inside: Path, name: str) -> None:
    (inside.parent / name).write_bytes(b"\x00" + FILES[name][1:])
    assert resized(inside) == ()
    assert altered(inside) == (Damage(name, missing=False),)


def test_a_folder_in_the_place_of_a_file_is_a_damage(inside: Path) -> None:
    (inside / "lib one.so").unlink()
    (inside / "lib one.so").mkdir()
    assert altered(inside) == (Damage("_internal/lib one.so", missing=False),)


@pytest.mark.parametrize("content", ["", "something else\n", "EdgeAssist files 1\nnonsense\n"])
def test_a_list_that_makes_no_sense_is_a_damage_itself(inside: Path, content: str) -> None:
    (inside / LIST_NAME).write_text(content)
    assert resized(inside) == (Damage(f"_internal/{LIST_NAME}", missing=False),)


def test_bytes_that_are_no_text_make_the_list_a_damage_itself(inside: Path) -> None:
    (inside / LIST_NAME).write_bytes(b"\xff\xfe\x00")
    assert altered(inside) == (Damage(f"_internal/{LIST_NAME}", missing=False),)


def test_a_list_of_nothing_asks_for_nothing(inside: Path) -> None:
    path = inside / LIST_NAME
    path.write_text(path.read_text().splitlines()[0] + "\n")
    (inside / "lib one.so").unlink()
    assert (resized(inside), altered(inside)) == ((), ())


def test_a_bundle_without_its_list_is_damaged(inside: Path) -> None:
    (inside / LIST_NAME).unlink()
    assert resized(inside) == (Damage(f"_internal/{LIST_NAME}", missing=True),)


@pytest.mark.parametrize(
    ("damages", "said"),
    [
        ((Damage("a.so", missing=True),), "The installation is damaged: a.so is missing."),
        ((Damage("a.so", missing=False),), "The installation is damaged: a.so was altered."),
        (
            (Damage("a.so", missing=False), Damage("b.so", missing=True)),
            "The installation is damaged: 2 files are missing or altered, a.so for one.",
        ),
    ],
)
def test_the_sentence_names_what_is_wrong(damages: tuple[Damage, ...], said: str) -> None:
    error = InstallationDamaged(damages)
    assert str(error) == said
    assert (error.code, error.exit_code) == ("installation-damaged", 7)
    assert error.hint.startswith("Install EdgeAssist again.")


@pytest.mark.parametrize(
    "name", ["lib\0one.so", "x" * 300, "edgeassist/below a file"], ids=["zero byte", "too long", "below"]
)
def test_a_name_that_a_damaged_list_made_is_named_and_ends_nothing(inside: Path, name: str) -> None:
    (inside / LIST_NAME).write_text(text_of([line_of(name, 1, "0" * 64)]))
    assert [one.path for one in resized(inside)] == [one.path for one in altered(inside)] == [name]
    assert str(InstallationDamaged(resized(inside)))
