# SPDX-License-Identifier: Apache-2.0
"""Makes the stand-in for JACK's library that a Linux bundle carries: `linux/no_jack.c` says what it does.

The real one would have to fit the server of the machine it runs on, and brings a database library of 2 MB.
"""

import subprocess
from pathlib import Path

SOURCE = Path(__file__).resolve().parent / "linux" / "no_jack.c"
NAME = "libjack.so.0"


def put(inside: Path) -> Path:
    """Compile the stand-in into the folder `inside` and return its path: the same bytes each time."""
    made = inside / NAME
    command = ["cc", "-shared", "-fPIC", "-O1", "-s", f"-Wl,-soname,{NAME}", "-Wl,--build-id=none", "-o", str(made)]
    subprocess.run([*command, SOURCE.name], check=True, cwd=SOURCE.parent)
    made.chmod(0o755)
    return made
