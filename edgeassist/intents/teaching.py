# SPDX-License-Identifier: Apache-2.0
"""Whether a phrase can be learnt: it is tried at once, on the sentence the person will say. Keeps nothing."""

from edgeassist.core.errors import BadUsage
from edgeassist.core.language import later, tr
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
    hint = later("Teach words of your own that are like a sentence that works already: “good night” like “lights off”.")


def reserved(sentence: str, like: str, known: tuple[Taught, ...], language: str) -> Taught:
    """Return the phrase to try; raise `CannotLearn` where it must not mean anything, or there are too many."""
    sentence, like = " ".join(sentence.split()), " ".join(like.split())
    if is_answer(sentence, language):
        raise CannotLearn(tr("“{phrase}” answers questions; it cannot mean anything else.", phrase=sentence))
    if any(one.sentence.casefold() == sentence.casefold() for one in known):
        raise CannotLearn(
            tr("“{phrase}” was taught already.", phrase=sentence), hint=tr("Forget the earlier one first.")
        )
    if len(known) >= MOST_TAUGHT:
        raise CannotLearn(tr("{count} phrases are the most.", count=MOST_TAUGHT), hint=tr("Forget one first."))
    return Taught(_FRESH_ID, sentence, like)


def tried(fresh: Taught, understander: Understands) -> None:
    """Raise `CannotLearn` unless the phrase, known to `understander`, means what it is to mean."""
    meant = understander.parse(fresh.like).intents
    if not meant:
        raise CannotLearn(tr("“{command}” means nothing yet.", command=fresh.like))
    if not _TEMPLATE & set(fresh.sentence) and wished(understander.parse(fresh.sentence).intents) != wished(meant):
        raise CannotLearn(
            tr("“{phrase}” was tried, and did not come to mean “{command}”.", phrase=fresh.sentence, command=fresh.like)
        )
