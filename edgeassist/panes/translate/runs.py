# SPDX-License-Identifier: Apache-2.0
"""One run of the translator for the pane: finds the language, says why not, thins out what is told. Blocks."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from edgeassist.core.language import tr
from edgeassist.core.stop import Stop
from edgeassist.panes.translate.choices import best_target
from edgeassist.panes.translate.ports import Translates
from edgeassist.panes.translate.session import UNSURE, Detected, Job
from edgeassist.panes.translate.translation import Pair, Translation

T = TypeVar("T")
EVERY_S = 0.05
"""How often a growing translation is told: more is not seen, and would hold the window up."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It is not translated, and why."""

    why: str


Told = Detected | Translation


class Thinned(Generic[T]):
    """Passes the first of several values on, then one every `EVERY_S`; the last one is for the caller to return."""

    def __init__(self, tell: Callable[[T], None], clock: Callable[[], float]) -> None:
        self._tell, self._clock = tell, clock
        self._next = float("-inf")

    def __call__(self, value: T) -> None:
        """Pass `value` on when it is time."""
        now = self._clock()
        if now >= self._next:
            self._next = now + EVERY_S
            self._tell(value)


def translated(
    translator: Translates, job: Job, tell: Callable[[Told], None], stop: Stop, clock: Callable[[], float]
) -> Translation | Refused:
    """Do `job`, telling the language that was found and how the translation grows."""
    source, target = job.pair.source, job.pair.target
    if not source:
        source = translator.detect(job.text)
        target = best_target(source, target, translator.engine.offers) if source else target
        tell(Detected(source, target))
        if not source:
            return Refused(tr(UNSURE))
    offer = translator.engine.offers(Pair(source, target))
    if not offer.ok:
        return Refused(offer.why)
    return translator.translate(job.text, Pair(source, target), tone=job.tone, tell=Thinned(tell, clock), stop=stop)


def counted_back(whole: Translation, tell: Callable[[tuple[Translation, int]], None]) -> Callable[[Translation], None]:
    """Return what passes on a translation that is being checked, with how many sentences were so far."""
    done = 0

    def passed(checked: Translation) -> None:
        nonlocal done
        done = min(done + 1, len(whole.rendered))
        tell((checked, done))

    return passed


def with_one_checked(whole: Translation, number: int, one: Translation) -> Translation:
    """Return `whole` with the flags that the check of its sentence `number` alone, in `one`, brought."""
    checked = whole.rendered[number].flagged(*one.rendered[0].flags)
    return replace(whole, rendered=(*whole.rendered[:number], checked, *whole.rendered[number + 1 :]))
