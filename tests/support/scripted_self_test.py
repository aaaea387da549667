# SPDX-License-Identifier: Apache-2.0
"""A self-test child that plays a part: run as a script, it answers like the real one or fails where it is told to."""

import json
import os
import signal
import sys
from pathlib import Path


def command(play: str) -> tuple[str, ...]:
    """Return the argv that starts the child in `play`: `sound`, `no-room`, `damaged` or `odd-signal`."""
    return (sys.executable, str(Path(__file__).resolve()), play)


def _say(**fields: object) -> None:
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


def _try(play: str, probe: Path) -> None:
    if play == "odd-signal":
        os.kill(os.getpid(), signal.SIGRTMIN + 3)
    if probe.read_text() != "whole":
        sys.exit("the model is damaged")
    _say(logits=[[1.0, 2.0]], finite=True, prompt_rate=10.0, answer_rate=5.0)


def main() -> None:
    """Answer one request as `edgeassist --worker selftest` does."""
    play, _, cache, what, *rest = sys.argv[1:]
    probe = Path(cache) / "probe"
    match what:
        case "--score":
            for library in rest:
                _say(library=library, score=10)
        case "--make" if play == "no-room":
            sys.exit("No space left on device")
        case "--make":
            if rest == ["--afresh"] or not probe.exists():
                probe.write_text("whole")
        case "--try":
            _try(play, probe)


if __name__ == "__main__":
    main()
