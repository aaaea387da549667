# SPDX-License-Identifier: Apache-2.0
"""A byte server in a process of its own, so that no client shares its interpreter: for timings and for kills.

with serving(file, Fault("rate", value=125_000_000)) as url: ...
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.support.byte_server import ByteServer, Fault


@contextmanager
def serving(file: Path, *faults: Fault) -> Iterator[str]:
    """Serve `file` and give its address."""
    command = [sys.executable, "-m", "tests.support.byte_process", str(file), msgspec.json.encode(faults).decode()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield process.stdout.readline().strip()
        process.stdin.close()
        process.wait()


def main() -> int:
    with ByteServer() as server:
        server.files["m"] = Path(sys.argv[1])
        for fault in msgspec.json.decode(sys.argv[2], type=list[Fault]):
            server.fault("m", fault)
        sys.stdout.write(f"{server.url('m')}\n")
        sys.stdout.flush()
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
