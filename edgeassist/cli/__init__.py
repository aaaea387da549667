# SPDX-License-Identifier: Apache-2.0
"""The same jobs without a window. Prints results on stdout and everything else on stderr; never imports Qt."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edgeassist.app.services import Services


SELF_TEST = "--selftest"
"""What a bundle is started with to test itself: another spelling of the command."""


def run(argv: list[str], *, open_services: "Callable[[], Services] | None" = None) -> int:
    """Run the command in `argv` and return its exit code; nothing is raised to the caller."""
    from edgeassist.cli.interrupt import ends_at_once

    with ends_at_once():
        from edgeassist.cli.program import run_program

        if argv[:1] == [SELF_TEST]:
            argv = ["selftest", *argv[1:]]
        return run_program(argv, open_services)
