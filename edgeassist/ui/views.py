# SPDX-License-Identifier: Apache-2.0
"""Models, offers and long work as the window shows them: values only. Made in `app/`. Imports no Qt."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from edgeassist.api import Notice


@dataclass(frozen=True, slots=True)
class CardView:
    """A model as the models page shows it. `badge_tone` is `ok`, `warn` or `danger`; `details` is plain text.

    `preset` (`Balanced`) tells a copy that was made smaller here from the original of the same name. `built_in` is the
    starter, which can only be used.
    """

    id: str
    name: str
    line: str
    badge: str
    badge_tone: str
    numbers: tuple[str, ...]
    details: str
    in_use: bool
    usable: bool
    proof: "ProofView | None" = None
    can_quantize: bool = False
    damaged: bool = False
    can_prove: bool = False
    preset: str = ""
    built_in: bool = False


@dataclass(frozen=True, slots=True)
class ProofView:
    """What quantizing cost: one sentence, rows of (name, source, made), a small plot as SVG text, `kept` in percent."""

    sentence: str
    kept: str
    rows: tuple[tuple[str, str, str], ...]
    plot_svg: str


Verdict = Literal["good", "better", "slower", "lighter", "too-big", "other"]
WorkKind = Literal["fetch", "quantize", "prove", "pack", "unpack", "move", "verify"]
WorkState = Literal["queued", "running", "paused", "failed", "unfinished"]


@dataclass(frozen=True, slots=True)
class WorkView:
    """Long work as the models page shows it, on a card of its own.

    `line` tells all (`fetching 640 MB of 1.1 GB · 4.2 MB/s · 2 min left`); `fraction` is None where no length is
    known. `unfinished`: a kill or an end of the program cut it short, and it can be resumed or dismissed (cancelled).
    `problem` says why it failed, paused by itself or makes slow way; `needs_sign_in`: signing in to the hub may mend
    that. `ref` is the offer that a fetch takes. `locked`: it waits for the offline switch, which a press can turn off.
    """

    id: str
    kind: WorkKind
    name: str
    line: str
    state: WorkState
    fraction: float | None = None
    problem: Notice | None = None
    can_pause: bool = False
    card_id: str = ""
    ref: str = ""
    needs_sign_in: bool = False
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that could be fetched: `ref` names it to `get_model`. `verdict` (`Good fit`, ...) carries `tone`.

    `kind` is the verdict as a key, by which the window sorts offers into groups.
    `sum_text` is the memory sum that led to the verdict; `remark` what was not confirmed about the entry; `gated`
    that the hub wants a signed-in account that accepted the licence. `work_id` is set while it is being fetched.
    """

    ref: str
    name: str
    line: str
    verdict: str
    tone: str
    sum_text: str
    remark: str = ""
    licence: str = ""
    gated: bool = False
    here: bool = False
    work_id: str = ""
    kind: Verdict = "other"


@dataclass(frozen=True, slots=True)
class Offers:
    """The answer to `find_models`: a plain sentence, what it found, and what went wrong (offline, for example)."""

    sentence: str
    offers: tuple[Offer, ...] = ()
    problem: Notice | None = None


@dataclass(frozen=True, slots=True)
class QuantizeChoice:
    """One way to make a model smaller: `preset` is `smallest`, `balanced` or `careful`; sizes foretold in bytes."""

    preset: str
    title: str
    line: str
    size_bytes: int
    fits: bool


@dataclass(frozen=True, slots=True)
class QuantizeChoices:
    """The answer to `quantize_choices`; `recommended` names the best preset.

    `layers` is how many the model has, `most_pruned` how many of them may be left out.
    """

    choices: tuple[QuantizeChoice, ...]
    recommended: str = ""
    layers: int = 0
    problem: Notice | None = None
    most_pruned: int = 0


@dataclass(frozen=True, slots=True)
class QuantizeWish:
    """How to make a model smaller. `target_bytes` above 0 replaces the preset by mixed precision of that size."""

    card_id: str
    preset: str = "balanced"
    target_bytes: int = 0
    pruned: int = 0
    calibrate: bool = True
    calibration: Path | None = None
    keep_source: bool = True
