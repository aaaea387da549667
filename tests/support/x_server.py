# SPDX-License-Identifier: Apache-2.0
"""An X server for one test, on a display that it chooses itself."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


def lacking(*tools: str) -> str:
    """Return why tests that need an X server and `tools` cannot run here; empty when they can."""
    absent = [tool for tool in ("Xvfb", *tools) if shutil.which(tool) is None]
    return f"needs {', '.join(absent)}, not installed here" if absent else ""


@contextmanager
def x_server(size: str = "1280x800") -> Iterator[str]:
    """Yield the display of a server that lives as long as the block.

    It does not begin anew when a program leaves it: the next one may come just then, and would be turned away.
    """
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as answer:
            number = answer.readline().strip()
        assert number, "the X server did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(60)
