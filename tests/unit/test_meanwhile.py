# SPDX-License-Identifier: Apache-2.0
"""What is told while a start does what it owes the data is what it does."""

from pathlib import Path

from edgeassist.app.bringing_back import wish_put_back
from edgeassist.app.upgrading import meanwhile, owes
from edgeassist.core.paths import places


def test_a_copy_that_is_brought_back_is_not_told_as_a_copy_that_is_made(tmp_path: Path) -> None:
    here = places({"EDGEASSIST_HOME": str(tmp_path)})
    here.create()
    here.settings.write_text("")
    assert owes(here)
    assert "copied before this version" in meanwhile(here)[0]
    wish_put_back(here, "before-1.0")
    assert owes(here)
    assert meanwhile(here) == ("Your data of before is being brought back.", "That may take a minute.")
