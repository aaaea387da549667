# SPDX-License-Identifier: Apache-2.0
"""What is installed is what is pinned, and the pins say nothing but names and versions."""

import re
from importlib.metadata import distributions

import pins

from tests.support.source_tree import ROOT

CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
PROJECT = "edgeassist"


def installed() -> dict[str, str]:
    return {pins.canonical(one.metadata["Name"]): one.version for one in distributions()}


def test_every_installed_distribution_is_pinned_with_its_version() -> None:
    pinned = pins.pinned(CONSTRAINTS)
    astray = {name: (version, pinned.get(name)) for name, version in installed().items() if name != PROJECT}
    assert {name: pair for name, pair in astray.items() if pair[0] != pair[1]} == {}


def test_everything_the_project_asks_for_is_pinned() -> None:
    asked = pins.wants(ROOT / "pyproject.toml")
    names = {pins.named(requirement) for requirement in (*asked.runtime, *asked.build, *asked.develop)}
    assert names - pins.pinned(CONSTRAINTS).keys() == set()


def test_the_project_itself_is_installed_so_that_its_panes_are_found() -> None:
    assert PROJECT in installed()


def test_the_pins_hold_no_address_and_no_hash() -> None:
    text = CONSTRAINTS.read_text()
    assert re.findall(r"https?:|file:|--|@|sha256", text) == []


def test_the_pins_are_sorted_and_unique() -> None:
    names = [line.partition("==")[0] for line in CONSTRAINTS.read_text().splitlines() if not line.startswith("#")]
    assert names == sorted(set(names))
