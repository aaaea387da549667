# SPDX-License-Identifier: Apache-2.0
"""Which CPU code to run: the best that was seen to work here. Tries each in a throw-away child, remembers the verdict.

What a library advertises is not what the machine can do: a hypervisor may offer instructions that kill the process.
Loads no engine itself, so the window and the command line may call it.
"""

import hashlib
import json
import platform
import shutil
import signal
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from edgeassist.core.errors import EngineTrouble, NotFound
from edgeassist.core.files import replace_file
from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.worker.backend import Variant, build_name, find_variants
from edgeassist.worker.selftest import Score, Trial

LIMIT_S = 20.0
# Mean squared difference over mean square, as llama.cpp's own kernel tests measure it. Correct variants round the
# quantized activations differently: up to 0.0012 was measured between x64 and the seven others that run on a Cascade
# Lake, unrelated scores give 2.
TOLERANCE = 0.02
PROBE_BYTES = 16_000_000
"""The most that making the test models takes on the drive at once; about 5 MB of it stay."""
_PROBES, _PROBE_COUNT = "cpu-probe-*-q4_*.gguf", 2
_VERDICT = "cpu-variant.json"
_PORTABLE = ("x64", "sse42", "armv8.0_1")

__all__ = ["Variant", "VariantRow", "cached_verdict", "choose", "find_variants", "named", "room_lacking", "table"]


class NoVariantWorks(EngineTrouble):
    """Every variant died or computed nonsense."""

    code = "no-variant-works"
    hint = later("Run `edgeassist doctor` and report what it shows.")

    def __init__(self, reasons: Iterable[str]) -> None:
        super().__init__(
            told("None of the engine's processor code works on this machine ({reasons}).", reasons="; ".join(reasons))
        )


class ProbeNotMade(EngineTrouble):
    """The models to try the variants with could not be written."""

    code = "probe-not-made"
    hint = later("Free some space on the drive of the cache folder, check its rights, and start EdgeAssist again.")

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            told(
                "The processor code cannot be tried, because no test model could be made ({reason}). "
                "Nothing was changed.",
                reason=reason,
            )
        )


class UnknownVariant(NotFound):
    """A variant was asked for by a name that no library has."""

    code = "unknown-variant"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(
            told("There is no processor code named {name}.", name=name),
            hint=told("There are: {names}.", names=", ".join(known)),
        )


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One variant: what it advertises (0: not for this processor), whether it works, why not, tokens/s of the probe."""

    name: str
    score: int
    works: bool
    reason: str
    prompt_rate: float = 0.0
    answer_rate: float = 0.0
    chosen: bool = False


class _Verdict(msgspec.Struct, frozen=True):
    key: str
    variant: str
    rows: tuple[VariantRow, ...]


class _Dead(Exception):
    """A child that did not answer; the text says how it ended."""


def named(found: Sequence[Variant], name: str) -> Variant:
    """Return the variant `name` of `found`; raise `UnknownVariant`."""
    for variant in found:
        if variant.name == name:
            return variant
    raise UnknownVariant(name, [variant.name for variant in found])


def cached_verdict(cache: Path, found: Sequence[Variant]) -> str | None:
    """Return the name chosen earlier for this machine and build, if there is one; damage counts as none."""
    verdict = _read(cache)
    if verdict is None or verdict.key != _key(found) or verdict.variant not in {one.name for one in found}:
        return None
    return verdict.variant


def room_lacking(cache: Path) -> int | None:
    """Return the free bytes of the drive where the first start must write more to it, `PROBE_BYTES`; else None."""
    found = find_variants()
    if not found or cached_verdict(cache, found) is not None or len([*cache.glob(_PROBES)]) >= _PROBE_COUNT:
        return None
    try:
        free_bytes = shutil.disk_usage(cache).free
    except OSError:
        return None
    return free_bytes if free_bytes < PROBE_BYTES else None


def choose(cache: Path, command: Sequence[str], found: Sequence[Variant], *, limit_s: float = LIMIT_S) -> str:
    """Return the name of the best working variant, tried best claim first, and remember it.

    `command` is the argv that starts a self-test child. Takes seconds; call it with `cached_verdict` None. Raises
    `ProbeNotMade` or `NoVariantWorks`.
    """
    rows = []
    bench = _Bench(cache, command, limit_s)
    scored, reference = bench.prepare(found)
    for variant, score in scored:
        if score:
            row = bench.row(variant, score, reference)
            rows.append(row)
            if row.works:
                _remember(cache, _Verdict(_key(found), row.name, (*rows[:-1], replace(row, chosen=True))))
                return row.name
    raise NoVariantWorks(f"{row.name}: {row.reason}" for row in rows)


def table(
    cache: Path, command: Sequence[str], *, extra: Sequence[Path] = (), limit_s: float = LIMIT_S
) -> tuple[VariantRow, ...]:
    """Try every variant anew and return what came of it, best claim first; the first that works is `chosen`.

    When nothing can be tried every row says why.
    """
    found = find_variants(extra)
    bench = _Bench(cache, command, limit_s)
    try:
        scored, reference = bench.prepare(found)
    except ProbeNotMade as error:
        return tuple(VariantRow(one.name, 0, works=False, reason=str(error)) for one in found)
    rows = [bench.row(variant, score, reference) for variant, score in scored]
    best = next((row.name for row in rows if row.works), None)
    rows = [replace(row, chosen=row.name == best) for row in rows]
    if best is not None:
        _remember(cache, _Verdict(_key(found), best, tuple(rows)))
    return tuple(rows)


class _Bench:
    """Starts the throw-away children."""

    def __init__(self, cache: Path, command: Sequence[str], limit_s: float) -> None:
        self._command = (*command, "--cache", str(cache))
        self._limit_s = limit_s

    def prepare(self, found: Sequence[Variant]) -> tuple[list[tuple[Variant, int]], Trial | None]:
        """Return the variants with their claims, best first, and what the portable one computes."""
        scores = self._scores(found)
        ranked = sorted(((one, scores.get(str(one.library), 0)) for one in found), key=lambda pair: -pair[1])
        usable = [one for one, score in ranked if score]
        self._make()
        reference = self._reference(usable)
        if reference is None and usable:
            # All of them fail: more likely than that, the test models were damaged since they were made.
            self._make("--afresh")
            reference = self._reference(usable)
        return ranked, reference

    def _make(self, *how: str) -> None:
        try:
            self._run("--make", *how)
        except _Dead as death:
            raise ProbeNotMade(str(death)) from death

    def _reference(self, usable: Sequence[Variant]) -> Trial | None:
        """Return what the most portable variant that computes anything computes."""
        portable = [one for one in usable if one.name in _PORTABLE] or usable
        for variant in reversed(portable):
            with suppress(_Dead):
                trial = self._try(variant)
                if not _nonsense(trial):
                    return trial
        return None

    def row(self, variant: Variant, score: int, reference: Trial | None) -> VariantRow:
        """Try `variant` and judge it."""
        if not score:
            return VariantRow(variant.name, 0, works=False, reason="not for this processor")
        try:
            trial = self._try(variant)
        except _Dead as death:
            return VariantRow(variant.name, score, works=False, reason=str(death))
        fault = _fault(trial, reference)
        return VariantRow(
            variant.name, score, not fault, fault, prompt_rate=trial.prompt_rate, answer_rate=trial.answer_rate
        )

    def _try(self, variant: Variant) -> Trial:
        lines = self._run("--try", str(variant.library))
        try:
            return msgspec.json.decode(lines[-1], type=Trial)
        except (IndexError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise _Dead("answered nonsense") from error

    def _scores(self, found: Sequence[Variant]) -> dict[str, int]:
        """Ask all libraries in one child; where it dies, the guilty one is left out and the next child goes on."""
        scores: dict[str, int] = {}
        rest = [str(one.library) for one in found]
        while rest:
            try:
                lines = self._run("--score", *rest, partial=True)
            except _Dead:
                lines = []
            said = [_score(line) for line in lines]
            scores |= {one.library: one.score for one in said if one is not None}
            # None answered: the first is at fault. Otherwise the one after the last answer is, if any remains.
            rest = rest[len(said) + 1 :]
        return scores

    def _run(self, *arguments: str, partial: bool = False) -> list[bytes]:
        try:
            child = subprocess.Popen(  # the argv is ours
                [*self._command, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise _Dead(f"could not be started: {error.strerror}") from error
        with child:
            try:
                out, err = child.communicate(timeout=self._limit_s)
            except subprocess.TimeoutExpired:
                child.kill()
                out, err = child.communicate()
                if not partial:
                    raise _Dead(f"gave no answer in {self._limit_s:g} s") from None
        if child.returncode and not partial:
            raise _Dead(_ending(child.returncode, err))
        return out.splitlines()


def _score(line: bytes) -> Score | None:
    try:
        return msgspec.json.decode(line, type=Score)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _ending(code: int, errors: bytes) -> str:
    if code < 0:
        known = {one.value: one.name for one in signal.Signals}
        return f"died of {known.get(-code, f'signal {-code}')}"
    last = errors.decode("utf-8", "replace").strip().splitlines()[-1:]
    return f"ended with code {code}: {''.join(last)[:200]}"


def _fault(trial: Trial, reference: Trial | None) -> str:
    """Return what is wrong with the scores of `trial`, or nothing."""
    nonsense = _nonsense(trial)
    if nonsense or reference is None:
        return nonsense
    worst = max(_distance(row, right) for row, right in zip(trial.logits, reference.logits, strict=True))
    return "" if worst <= TOLERANCE else f"computed wrong numbers (off by {worst:.3g})"


def _nonsense(trial: Trial) -> str:
    """Return what is wrong with `trial` by itself, or nothing."""
    if not trial.finite:
        return "computed something that is not a number"
    return "" if all(map(any, trial.logits)) else "computed nothing but zeros"


def _distance(row: Sequence[float], right: Sequence[float]) -> float:
    """Return the mean squared difference over the mean square of `right`."""
    return sum((a - b) ** 2 for a, b in zip(row, right, strict=True)) / sum(b * b for b in right)


def _key(found: Sequence[Variant]) -> str:
    """Return a fingerprint of machine and build: processor name and flags, engine version, the library files."""
    files = [(one.name, (info := one.library.stat()).st_size, info.st_mtime_ns) for one in found]
    parts: Any = [_processor(), build_name(), files, TOLERANCE]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().split("\n\n")[0].splitlines()
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    return "\n".join(line for line in lines if line.startswith(("model name", "flags", "Features", "CPU ")))


def _read(cache: Path) -> _Verdict | None:
    try:
        return msgspec.json.decode((cache / _VERDICT).read_bytes(), type=_Verdict)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _remember(cache: Path, verdict: _Verdict) -> None:
    """Keep the verdict; where the folder cannot be written the next start finds out anew."""
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        replace_file(cache / _VERDICT, msgspec.json.encode(verdict))
