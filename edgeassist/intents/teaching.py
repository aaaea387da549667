# SPDX-License-Identifier: Apache-2.0
"""Whether a phrase can be learnt: it is tried at once, on the sentence the person will say. Keeps nothing."""

from edgeassist.core.errors import BadUsage
from edgeassist.intents.commander_setup import Understands
from edgeassist.intents.commands import Taught
from edgeassist.intents.confirming import is_answer
from edgeassist.intents.interpreting import wished

MOST_TAUGHT = 200
_TEMPLATE = frozenset("[](){}<>|")
_FRESH_ID = -1


class CannotLearn(BadUsage):
    """A phrase that would not work, or not be safe."""

    code = "cannot-learn"
    hint = "Teach words of your own that are like a sentence that works already: “good night” like “lights off”."


def reserved(sentence: str, like: str, known: tuple[Taught, ...], language: str) -> Taught:
    """Return the phrase to try; raise `CannotLearn` where it must not mean anything, or there are too many."""
    sentence, like = " ".join(sentence.split()), " ".join(like.split())
    if is_answer(sentence, language):
        raise CannotLearn(f"“{sentence}” answers questions; it cannot mean anything else.")
    if any(one.sentence.casefold() == sentence.casefold() for one in known):
        raise CannotLearn(f"“{sentence}” was taught already.", hint="Forget the earlier one first.")
    if len(known) >= MOST_TAUGHT:
        raise CannotLearn(f"{MOST_TAUGHT} phrases are the most.", hint="Forget one first.")
    return Taught(_FRESH_ID, sentence, like)


def tried(fresh: Taught, understander: Understands) -> None:
    """Raise `CannotLearn` unless the phrase, known to `understander`, means what it is to mean."""
    meant = understander.parse(fresh.like).intents
    if not meant:
        raise CannotLearn(f"“{fresh.like}” means nothing yet.")
    if not _TEMPLATE & set(fresh.sentence) and wished(understander.parse(fresh.sentence).intents) != wished(meant):
        raise CannotLearn(f"“{fresh.sentence}” was tried, and did not come to mean “{fresh.like}”.")
