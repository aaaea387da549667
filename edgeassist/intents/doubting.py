# SPDX-License-Identifier: Apache-2.0
"""How much of a command is asked about because it may not be what was meant, whatever its risk is. Asks nothing."""

from edgeassist.intents.intent import Intent, Parsed
from edgeassist.intents.performing import Doubt
from edgeassist.speech.heard import Heard

NEARLY_SURE = 0.9


def doubt_about(parsed: Parsed, heard: Heard | None) -> Doubt:
    """Return which of the intents are asked about: all where it was not surely heard, changes where they are near."""
    if heard is not None and heard.verdict == "unsure":
        return "all"
    return "changes" if any(_is_doubtful(one) for one in parsed.intents) else "none"


def _is_doubtful(intent: Intent) -> bool:
    """Tell whether it is asked before this changes anything: a model said so, or the words only come near it."""
    return intent.source == "model" or (intent.source == "loose" and intent.score < NEARLY_SURE)
