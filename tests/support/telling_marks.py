# SPDX-License-Identifier: Apache-2.0
"""EdgeAssist's command line, which also says each mark of a download once it is durable: `mark BYTES` on stdout.

Marks follow the bytes on threads of their own, so a test that kills a download has to hear of them, not guess.
"""

import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from unittest import mock

from edgeassist.net.journal import Mark
from edgeassist.net.part import Part

_MARK = "mark "


def told_marks() -> AbstractContextManager[object]:
    """Have every `Part` of this process say its marks for as long as this is entered."""
    mark = Part.mark

    def telling(self: Part, new: Sequence[Mark]) -> None:
        mark(self, new)
        sys.stdout.write(f"{_MARK}{self.journal.marks[-1].at}\n")
        sys.stdout.flush()

    return mock.patch.object(Part, "mark", telling)


def until_marked(child: "subprocess.Popen[str]", at: int) -> None:
    """Wait until `child`, whose stdout is a pipe, has made `at` bytes durable."""
    assert child.stdout is not None
    marks = (int(line.removeprefix(_MARK)) for line in child.stdout if line.startswith(_MARK))
    assert any(one >= at for one in marks), f"the download ended before its mark at {at}"


if __name__ == "__main__":
    from edgeassist.__main__ import main

    with told_marks():
        sys.exit(main())
