# SPDX-License-Identifier: Apache-2.0
"""How well commands are heard and other sounds are not, how soon, and with how much memory: the embedded recognizer.

Speech is espeak-ng's, in eight voices, three speeds and three pitches: clearer than a person's, and stranger. A fifth
as many commands are said by flite, whose voices are nearer to a person's, where it is installed. What was not
understood is written to build/misheard.txt.
"""

import gc
import os
import statistics
from pathlib import Path

from edgeassist.speech.embedded import Embedded
from tests.bench.figures import Figure
from tests.bench.procfs import status_bytes
from tests.support.hearing_set import FLITE_VOICES, KINDS, NAMES, VOICES, Said, commands, ghosts
from tests.support.hearing_trials import Ear, Trial, share
from tests.support.speaking import has_flite

RIGHT, GHOSTS, LATE_MS, CHILD_MB = 97, 1, 500, 250
NOISES_DB = (20, 10, 5)
_SEED = 6
_MISHEARD = Path("build/misheard.txt")


def measure(*, quick: bool) -> list[Figure]:
    """Return the figures of one run through 500 commands and 500 other sounds."""
    count = 40 if quick else 500
    before = status_bytes(os.getpid(), "VmRSS")
    ear = Ear(Embedded(), NAMES)
    drawn = commands(ear.grammar.jsgf, count, _SEED)
    clean = [ear.command(said) for said in drawn]
    memory_mb = (status_bytes(os.getpid(), "VmRSS") - before) / 1e6
    what = f"{len(drawn)} commands, {len(VOICES)} voices, espeak-ng"
    figures = [
        Figure(
            name="commands right, clean",
            value=share(one.right for one in clean),
            unit="%",
            at_least=RIGHT,
            conditions=what,
        ),
        *_by_accent(drawn, clean),
        _by_flite(ear, max(20, count // 5)),
        *_late(clean, what),
        Figure(name="memory of the recognizer", value=memory_mb, unit="MB", at_most=CHILD_MB, conditions="grown by"),
    ]
    for noise_db in NOISES_DB:
        noisy = [ear.command(said, noise_db) for said in drawn[: max(20, count // 5)]]
        name = f"commands right, noise {noise_db} dB below"
        figures.append(
            Figure(name=name, value=share(one.right for one in noisy), unit="%", conditions=f"{len(noisy)} of them")
        )
    gc.collect()
    others, figures_of_others = _others(ear, count)
    _write([one for one in clean if not one.right], others)
    ear.recognizer.close()
    return figures + figures_of_others


def _by_accent(drawn: tuple[Said, ...], trials: list[Trial]) -> list[Figure]:
    """The model of the wheel is American; how much others lose by that."""
    figures = []
    for accent in ("en-us", "en-gb"):
        right = [one.right for said, one in zip(drawn, trials, strict=True) if said.voice.startswith(accent)]
        figures.append(
            Figure(name=f"... of {accent} voices", value=share(right), unit="%", conditions=f"{len(right)} commands")
        )
    return figures


def _by_flite(ear: Ear, count: int) -> Figure:
    """Other voices than those that the rules were found on."""
    name = "... of flite voices"
    if not has_flite():
        return Figure(name=name, value=0, unit="commands", conditions="not run: flite is not installed")
    right = [ear.command(said).right for said in commands(ear.grammar.jsgf, count, _SEED + 1, FLITE_VOICES)]
    return Figure(name=name, value=share(right), unit="%", conditions=f"{count} commands, {len(FLITE_VOICES)} voices")


def _late(trials: list[Trial], what: str) -> list[Figure]:
    late = sorted(trial.late_ms for trial in trials)
    return [
        Figure(name="end of speech to intent, p50", value=statistics.median(late), unit="ms", conditions=what),
        Figure(
            name="end of speech to intent, p95",
            value=late[int(0.95 * (len(late) - 1))],
            unit="ms",
            at_most=LATE_MS,
            conditions="key let go, sound as it comes from a microphone",
        ),
    ]


def _others(ear: Ear, count: int) -> tuple[list[Trial], list[Figure]]:
    heard = [(kind, ear.hear(sound, f"{kind}: {what}")) for kind, what, sound in ghosts(count, _SEED)]
    acted = [trial for _kind, trial in heard if trial.acted]
    unsure = share(trial.heard.verdict == "unsure" for _kind, trial in heard)
    figures = [
        Figure(
            name="other sounds taken for a command",
            value=share(trial.acted for _kind, trial in heard),
            unit="%",
            at_most=GHOSTS,
            conditions=f"{len(heard)} sounds; {unsure:.1f} % would be asked about",
        )
    ]
    for kind in KINDS:
        of_kind = [trial.acted for found, trial in heard if found == kind]
        name = f"... of {kind}"
        figures.append(Figure(name=name, value=share(of_kind), unit="%", conditions=f"{len(of_kind)} sounds"))
    return acted, figures


def _write(wrong: list[Trial], acted: list[Trial]) -> None:
    _MISHEARD.parent.mkdir(exist_ok=True)
    rows = [f"{trial.said} -> {trial.heard.text} ({trial.heard.verdict})" for trial in (*wrong, *acted)]
    _MISHEARD.write_text("\n".join([*rows, ""]), encoding="utf-8")
