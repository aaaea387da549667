# SPDX-License-Identifier: Apache-2.0
"""Makes what the one file unpacks itself with: a tiny program and the Zstandard library of the building machine.

Systems may lack the `zstd` command; none lacks the C library, which is all that these two need. Packs nothing.
"""

import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).resolve().parent / "linux" / "unpacker.c"
LIBRARY = "libzstd.so.1"
_FLAGS = ("-O2", "-s", "-Wall", "-Wextra", "-Werror", "-Wl,-rpath,$ORIGIN", "-Wl,--build-id=none")
_LICENCE = Path("/usr/share/doc/libzstd1/copyright")


def make(folder: Path) -> None:
    """Write the program `unpacker` and its library into the new `folder`."""
    folder.mkdir()
    library = folder / LIBRARY
    shutil.copyfile(_library(), library)
    library.chmod(0o755)
    command = ["gcc", *_FLAGS, "-o", str(folder / "unpacker"), str(SOURCE), str(library)]
    subprocess.run(command, check=True)


def notice() -> str:
    """Return the licence of the library, which asks to be passed on with it: BSD, of the two that it offers."""
    return _LICENCE.read_text(encoding="utf-8")


def _library() -> Path:
    said = subprocess.run(["/sbin/ldconfig", "-p"], check=True, capture_output=True, text=True).stdout
    rows = [line.strip().partition(" => ") for line in said.splitlines()]
    found = next((place for name, _, place in rows if name.startswith(f"{LIBRARY} ") and place), None)
    if found is None:
        raise RuntimeError(f"{LIBRARY} is not here; on Debian: apt-get install libzstd1")
    return Path(found)
