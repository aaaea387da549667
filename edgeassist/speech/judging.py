# SPDX-License-Identifier: Apache-2.0
"""What becomes of a recognizer's verdict when the sound itself was not whole. Only ever lowers one."""

from collections.abc import Callable

import msgspec

from edgeassist.speech.heard import Heard
from edgeassist.speech.lines import Purpose


def judgement(purpose: Purpose, *, too_long: bool, torn: bool) -> Callable[[Heard], Heard]:
    """Return how to judge: what is too long is no command, one with a hole in it is never sure."""

    def judged(heard: Heard) -> Heard:
        if too_long and heard.verdict in ("accepted", "unsure", "not-a-command"):
            return msgspec.structs.replace(heard, verdict="too-long")
        if torn and purpose == "command" and heard.verdict == "accepted":
            return msgspec.structs.replace(heard, verdict="unsure")
        return heard

    return judged
