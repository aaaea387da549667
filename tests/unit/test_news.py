# SPDX-License-Identifier: Apache-2.0
"""What is new: the newest part of the change log, plain."""

from pathlib import Path

import pytest

from edgeassist.app import news
from edgeassist.app.news import newest, news_here

LOG = """# Changelog

What changes.

## [Unreleased]

## [0.2.0] - 2026-12-01

### Added

- A **way** back: `edgeassist versions`
  says first what it means.
- Another.

## [0.1.0]

- Old.
"""


def test_the_newest_part_that_says_anything_is_told_without_marks() -> None:
    assert newest(LOG) == "Added\n\n- A way back: edgeassist versions says first what it means.\n- Another."


@pytest.mark.parametrize("log", ["", "# Changelog\n", "## [0.1.0]\n"])
def test_a_log_that_says_nothing_is_nothing(log: str) -> None:
    assert newest(log) == ""


def test_a_checkout_has_news() -> None:
    assert "- " in news_here()
    assert "**" not in news_here()


def test_a_program_without_the_log_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "resource", lambda *parts: tmp_path.joinpath("resources", *parts))
    assert news_here() == ""
