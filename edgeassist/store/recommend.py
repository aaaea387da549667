# SPDX-License-Identifier: Apache-2.0
"""Which model suits this computer and a task: a good fit, better but slower ones, what will not fit, and why.

Pure: the catalogue, the models here and the computer's figures come in as values. A speed is foretold only from what
this computer measured: writing is bound by memory, so the rate goes with the bytes of the weights. Without such a
measurement the number of cores bounds the size of the good fit, and no speed is named.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import log

from edgeassist.core.errors import BadUsage
from edgeassist.core.language import tr, trn
from edgeassist.core.units import elided, human_bytes
from edgeassist.store.best_fit import best_that_fits, family
from edgeassist.store.candidates import Candidate, candidates
from edgeassist.store.card import ModelCard
from edgeassist.store.catalogue import Catalogue
from edgeassist.store.ceiling import Ceiling
from edgeassist.store.choice import Choice
from edgeassist.store.fit import estimate
from edgeassist.store.machine import Machine
from edgeassist.store.yardstick import Yardstick

TASKS = ("", "chat", "summarize", "translate", "code")
CONTEXT_TOKENS = 4096
DISK_RESERVE_BYTES = 1024**3
READABLE_RATE = 5.0
"""Tokens a second below which people wait for the text: nearly 4 words, a slow reader's speed."""
PATIENT_RATE = 2.0
"""Tokens a second below which nobody waits: 1.5 words, a minute and more for one paragraph."""
BYTES_PER_CORE = 560_000_000
"""How large the weights of the good fit may be for each core while no speed was measured here."""
SAVING_PARAMETERS = 1_000_000_000
HERE_BONUS = 10
"""How much better by rank a model must be to be fetched although another is here already."""
SHOWN = 2


class UnknownTask(BadUsage):
    """A task no model is judged by."""

    code = "unknown-task"

    def __init__(self, task: str) -> None:
        hint = tr("Tasks are {tasks}.", tasks=", ".join(TASKS[1:]))
        super().__init__(tr("There is no task {task}.", task=elided(task)), hint=hint)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The answer, each list best first. `better` and `slower` rank above `good`; `lighter` ones below.

    `better` ones would be as quick, but one that is here already is good enough. `too_slow` ones fit, but nobody would
    wait for them; none is advertised.
    """

    good: Choice | None
    better: tuple[Choice, ...]
    slower: tuple[Choice, ...]
    lighter: tuple[Choice, ...]
    too_slow: tuple[Choice, ...]
    too_big: tuple[Choice, ...]
    notes: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All of them, the good fit first."""
        good = (self.good,) if self.good else ()
        return (*good, *self.better, *self.slower, *self.lighter, *self.too_slow, *self.too_big)

    def sentence(self) -> str:
        """Return the answer as one sentence."""
        parts = [tr("No model fits now") if self.good is None else _good_words(self.good)]
        if self.better:
            parts.append(tr("better, to be fetched: {models}", models=_first_of(self.better, _with_speed)))
        if self.slower:
            parts.append(tr("better but slower: {models}", models=_first_of(self.slower, _with_speed)))
        if self.too_big:
            parts.append(tr("will not fit: {models}", models=_first_of(self.too_big, _too_big)))
        return "; ".join(parts) + "."


def _good_words(good: Choice) -> str:
    values = {"model": good.name, "room": good.room(), "speed": good.speed()}
    if _too_slow(good):
        said = tr("Slow, but the quickest here: {model} ({room}), {speed}", **values)
    else:
        said = tr("Good fit: {model} ({room}), {speed}", **values)
    return ", ".join((said, tr("already here"))) if good.here else said


def _first_of(choices: Sequence[Choice], told: Callable[[Choice], str]) -> str:
    return ", ".join(told(one) for one in choices[:SHOWN])


def _with_speed(one: Choice) -> str:
    return one.name if one.rate is None else f"{one.name} ({one.speed()})"


def _too_big(one: Choice) -> str:
    if one.fit.fits:
        return tr("{model} (needs {size} more disk)", model=one.name, size=human_bytes(one.short_disk_bytes))
    return f"{one.name} ({human_bytes(one.fit.total_bytes)})"


def recommend(
    catalogue: Catalogue,
    cards: Sequence[ModelCard],
    machine: Machine,
    task: str = "",
    memory_limit: int | None = None,
    *,
    context_tokens: int = CONTEXT_TOKENS,
    ceiling: Ceiling | None = None,
    yardstick: Yardstick | None = None,
) -> Recommendation:
    """Judge every family that does `task`, and every model here; raise `UnknownTask`. Sizes in bytes.

    `yardstick` foretells speeds while no model was measured here.
    """
    if task not in TASKS:
        raise UnknownTask(task)
    free = machine.free_bytes if memory_limit is None else min(machine.free_bytes, memory_limit)
    lessons = Ceiling() if ceiling is None or memory_limit is not None else ceiling
    judged = [
        replace(
            _judged(one, cards, yardstick, machine, context_tokens=context_tokens, free_bytes=free, ceiling=lessons),
            limited=free != machine.free_bytes,
        )
        for one in candidates(catalogue, cards, task or "chat")
    ]
    return _sorted_out(list(_one_of_each(judged)), machine, _notes(machine, memory_limit, cards, yardstick))


def _judged(
    one: Candidate,
    cards: Sequence[ModelCard],
    yardstick: Yardstick | None,
    machine: Machine,
    *,
    context_tokens: int,
    free_bytes: int,
    ceiling: Ceiling,
) -> Choice:
    card = one.card
    context = min(context_tokens, card.context_trained_tokens or context_tokens)
    fit = estimate(card, context_tokens=context, free_bytes=free_bytes).taught(ceiling)
    missing = 0 if one.here else max(0, card.size_bytes + DISK_RESERVE_BYTES - machine.disk_free_bytes)
    measured = card.measured.answer_rate if card.measured else 0.0
    return Choice(
        card=card,
        fit=fit,
        kin=one.kin,
        rank=one.rank,
        entry=one.entry,
        here=one.here,
        rate=measured or foretold_rate(card, cards, yardstick),
        rate_measured=measured > 0,
        short_disk_bytes=missing,
    )


def foretold_rate(card: ModelCard, cards: Iterable[ModelCard], yardstick: Yardstick | None = None) -> float | None:
    """Return the tokens per second that `card` will write at, from the measured model nearest in size; else None.

    While none was measured, the yardstick stands for one.
    """
    measured = [one for one in cards if one.measured and one.measured.answer_rate > 0 and _weights(one) > 0]
    if _weights(card) <= 0:
        return None
    if not measured:
        return yardstick.rate_for(_weights(card)) if yardstick else None
    nearest = min(measured, key=lambda one: abs(log(_weights(one) / _weights(card))))
    rate = nearest.measured.answer_rate if nearest.measured else 0.0
    return rate * _weights(nearest) / _weights(card)


def _weights(card: ModelCard) -> int:
    return card.tensor_bytes or card.size_bytes


def _one_of_each(choices: Iterable[Choice]) -> Iterable[Choice]:
    """Yield the best file of each model: one that is here, else the first offer that fits, else the smallest."""
    for _kin, group in groupby(sorted(choices, key=lambda one: one.kin), key=lambda one: one.kin):
        files = list(group)
        possible = [one for one in files if one.possible]
        here = [one for one in possible if one.here]
        if here:
            yield _best_here(here)
        else:
            yield possible[0] if possible else min(files, key=lambda one: one.fit.total_bytes)


def _best_here(here: Sequence[Choice]) -> Choice:
    """Return the one to use of those that fit: quick enough to read along, and proved to keep most of its original."""
    quick = {one.card.id: one for one in here if (one.rate or 0) >= READABLE_RATE} or {one.card.id: one for one in here}
    cards = [one.card for one in quick.values()]
    heads = [best_that_fits(family(cards, card), lambda _card: True) for card in cards]
    return max((quick[one.id] for one in heads if one), key=lambda one: one.fit.total_bytes)


def _sorted_out(choices: list[Choice], machine: Machine, notes: tuple[str, ...]) -> Recommendation:
    best_first = sorted(choices, key=lambda one: (-one.rank, one.fit.total_bytes))
    possible = [one for one in best_first if one.possible]
    good = _good_fit(possible, machine)
    rest = [one for one in possible if one is not good and not _too_slow(one)]
    too_slow = [one for one in possible if one is not good and _too_slow(one)]
    too_big = sorted((one for one in best_first if not one.possible), key=lambda one: one.fit.total_bytes)
    above = [one for one in rest if good and one.rank > good.rank]
    return Recommendation(
        good=replace(good, verdict="good") if good else None,
        better=tuple(replace(one, verdict="better") for one in above if good and not _slower(one, good)),
        slower=tuple(replace(one, verdict="better-but-slower") for one in above if good and _slower(one, good)),
        lighter=tuple(replace(one, verdict="lighter") for one in rest if one not in above),
        too_slow=tuple(replace(one, verdict="too-slow") for one in too_slow),
        too_big=tuple(replace(one, verdict="too-big") for one in too_big),
        notes=notes,
    )


def _good_fit(possible: list[Choice], machine: Machine) -> Choice | None:
    """Return the best model that answers at reading speed; the lightest where none does."""
    if not possible:
        return None
    quick = [one for one in possible if _quick(one, machine)]
    if machine.saving:
        quick = [one for one in quick if one.card.parameters <= SAVING_PARAMETERS]
    pool = quick or [min(possible, key=lambda one: _weights(one.card))]
    return max(pool, key=lambda one: (one.rank + HERE_BONUS * one.here, one.here, -one.fit.total_bytes))


def _too_slow(one: Choice) -> bool:
    return one.rate is not None and one.rate < PATIENT_RATE


def _slower(one: Choice, other: Choice) -> bool:
    """Say whether `one` writes slower, by what was measured or else by the bytes to go through for each token."""
    if one.rate is not None and other.rate is not None:
        return one.rate < other.rate
    return _weights(one.card) > _weights(other.card)


def _quick(one: Choice, machine: Machine) -> bool:
    if one.rate is not None:
        return one.rate >= READABLE_RATE
    return _weights(one.card) <= machine.cores * BYTES_PER_CORE


def _notes(
    machine: Machine, memory_limit: int | None, cards: Sequence[ModelCard], yardstick: Yardstick | None
) -> tuple[str, ...]:
    notes = []
    if memory_limit is not None:
        allowed, free = human_bytes(memory_limit), human_bytes(machine.free_bytes)
        if memory_limit > machine.free_bytes:
            notes += [tr("You allowed {allowed}, but only {free} are free now.", allowed=allowed, free=free)]
        else:
            notes += [tr("Judged for the {allowed} you allowed; {free} are free.", allowed=allowed, free=free)]
    if machine.saving:
        charge = f"{machine.battery_percent:.0f}"
        notes += [tr("The battery is at {percent} %, so a smaller model is preferred.", percent=charge)]
    if yardstick is None and not any(card.measured and card.measured.answer_rate > 0 for card in cards):
        notes += [
            trn(
                "No model was measured here yet: the choice goes by {n} core, and speeds come with the first model.",
                "No model was measured here yet: the choice goes by {n} cores, and speeds come with the first model.",
                machine.cores,
            )
        ]
    return tuple(notes)
