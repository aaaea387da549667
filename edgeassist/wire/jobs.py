# SPDX-License-Identifier: Apache-2.0
"""The words the window and a one-shot job worker exchange: one job down its stdin, events up its stdout. No I/O.

The worker reads one line, works, and says any number of `Step`s and exactly one result (`Quantized`, `Planned`,
`Calibrated`, `Weighed`, `Compared`, `Paced`) or `Refused`. It cannot be interrupted: cancel means the end of its
process, and everything it writes is a file that the parent named and moves into place itself, or throws away.
"""

import msgspec

from edgeassist.wire import BadFrame, Figure, Fraction, Whole
from edgeassist.wire.wording import Wording


class Source(msgspec.Struct, frozen=True):
    """A model file to read: `size_bytes` must equal the size of the opened file, and it must be the inode checked."""

    path: str
    size_bytes: int


class Job(msgspec.Struct, frozen=True, tag_field="do", omit_defaults=True, kw_only=True):
    """Base of what a job worker may be asked. `threads` 0 means one per physical core."""

    source: Source
    threads: int = 0


class Quantize(Job, frozen=True, tag="quantize", kw_only=True):
    """Write `source` anew as `type` (`Q4_K_M`, `IQ4_XS`, `Q8_0`, ...) to `target`, which must not exist.

    `tensor_types` gives single tensors another type by exact name (`("blk.3.ffn_down.weight", "Q6_K")`);
    `importance` is an importance matrix written by `Calibrate`; `pruned_layers` are left out.
    """

    target: str
    type: str
    tensor_types: tuple[tuple[str, str], ...] = ()
    importance: str = ""
    pruned_layers: tuple[int, ...] = ()
    requantize: bool = False


class Plan(Job, frozen=True, tag="plan", kw_only=True):
    """Say how large `Quantize` would make the file, for each of `types`; writes nothing.

    `assume_importance` plans with an importance matrix that is yet to be made: some mixtures depend on there being one.
    """

    types: tuple[str, ...]
    tensor_types: tuple[tuple[str, str], ...] = ()
    importance: str = ""
    pruned_layers: tuple[int, ...] = ()
    assume_importance: bool = False


class Calibrate(Job, frozen=True, tag="calibrate", kw_only=True):
    """Run the text at `text` through the model and write what each weight column saw to `target` (GGUF imatrix)."""

    text: str
    target: str
    max_tokens: int = 8192


class Weigh(Job, frozen=True, tag="weigh", kw_only=True):
    """Choose a type per tensor so that the file is no larger than `target_bytes` and loses least.

    `types` are the candidates, coarse to fine. `importance` weighs the error of each column; empty weighs all alike.
    """

    target_bytes: int
    types: tuple[str, ...]
    importance: str = ""
    pruned_layers: tuple[int, ...] = ()


class Compare(Job, frozen=True, tag="compare", kw_only=True):
    """Read the held text at `text` with `source` and with `made`, and say how far `made` strays."""

    made: Source
    text: str
    max_tokens: int = 2048
    context_tokens: int = 512


class Pace(Job, frozen=True, tag="pace", kw_only=True):
    """Say how fast this computer reads and writes with each of `threads_tried` and `batches_tried` (tokens at once).

    With `target`, a model of random weights is written there first and read instead of `source`: a yardstick for a
    computer without a model. The tries end after `limit_s` seconds, the first of them is always made.
    """

    target: str = ""
    threads_tried: tuple[int, ...] = (0,)
    batches_tried: tuple[int, ...] = (256,)
    limit_s: float = 10.0


AnyJob = Quantize | Plan | Calibrate | Weigh | Compare | Pace


class JobEvent(msgspec.Struct, frozen=True, tag_field="is", omit_defaults=True, kw_only=True):
    """Base of what a job worker may say."""


class Step(JobEvent, frozen=True, tag="step", kw_only=True):
    """`done` of `total` units of `step` (plain words: `Quantizing`, `Reading the calibration text`) are done."""

    step: str
    done: Whole
    total: Whole


class Quantized(JobEvent, frozen=True, tag="quantized", kw_only=True):
    """The file lies at `target`, durable. `peak_bytes` is the worker's own peak."""

    size_bytes: Whole
    peak_bytes: Whole = 0


class Planned(JobEvent, frozen=True, tag="planned", kw_only=True):
    """The file's size for each type asked; 0 where the engine would refuse (`reasons` says why, by type).

    `reason_words` lets the window say the reasons otherwise than in English.
    """

    sizes: dict[str, Whole]
    reasons: dict[str, str] = {}
    reason_words: dict[str, Wording] = {}


class Calibrated(JobEvent, frozen=True, tag="calibrated", kw_only=True):
    """The matrix lies at `target`. `influence` is how much each layer changes what passes through it.

    1 - cosine similarity of a layer's input and output, averaged over tokens: "Block Influence", Men et al. 2024,
    arXiv:2403.03853. Layers with little influence are the first to prune.
    """

    tokens: Whole
    influence: tuple[Figure, ...] = ()
    peak_bytes: Whole = 0


class Weighed(JobEvent, frozen=True, tag="weighed", kw_only=True):
    """The choice, and the size of the file it makes; `type` is the one most tensors have."""

    type: str
    tensor_types: tuple[tuple[str, str], ...]
    size_bytes: Whole


class Reading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one model did with the held text: perplexity, rates in tokens per second, peak memory in bytes."""

    size_bytes: Whole
    perplexity: Figure
    prompt_rate: Figure
    answer_rate: Figure
    peak_bytes: Whole


class Compared(JobEvent, frozen=True, tag="compared", kw_only=True):
    """Both readings and the distance between them over `tokens` scored tokens.

    `mean_divergence` is the mean Kullback-Leibler divergence of `made` from `source` in nats; `divergence_percentiles`
    its 1, 5, 25, 50, 75, 95 and 99 % points; `agreement` the share of tokens whose most likely one is the same;
    `by_part` the mean divergence of consecutive parts of the text (for the plot).
    """

    tokens: Whole
    source: Reading
    made: Reading
    mean_divergence: Figure
    divergence_percentiles: tuple[Figure, ...]
    agreement: Fraction
    by_part: tuple[Figure, ...] = ()


class PaceRow(msgspec.Struct, frozen=True, kw_only=True):
    """One try: prompt processing and generation in tokens per second with these threads and this batch."""

    threads: Whole
    batch_tokens: Whole
    prompt_rate: Figure
    answer_rate: Figure


class Paced(JobEvent, frozen=True, tag="paced", kw_only=True):
    """The tries that were made. `weights_bytes` is what is gone through for each token of an answer."""

    weights_bytes: Whole
    rows: tuple[PaceRow, ...]
    peak_bytes: Whole = 0


class Refused(JobEvent, frozen=True, tag="refused", kw_only=True):
    """The job ended without a result: a stable kebab `code`, one sentence, what to do, the folded-away detail.

    The worker speaks English; `message_words` and `hint_words` let the window say it otherwise.
    """

    code: str
    message: str
    hint: str = ""
    detail: str = ""
    message_words: Wording = Wording()
    hint_words: Wording = Wording()


Result = Quantized | Planned | Calibrated | Weighed | Compared | Paced
AnyJobEvent = Step | Result | Refused

_jobs: msgspec.json.Decoder[AnyJob] = msgspec.json.Decoder(AnyJob)
_events: msgspec.json.Decoder[AnyJobEvent] = msgspec.json.Decoder(AnyJobEvent)
_encoder = msgspec.json.Encoder()
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def encode(message: AnyJob | AnyJobEvent) -> bytes:
    """Return `message` as one line, newline included."""
    return _encoder.encode(message) + b"\n"


def decode_job(line: bytes) -> AnyJob:
    """Return the job in `line`; raise `BadFrame` when it holds none."""
    try:
        return _jobs.decode(line)
    except _UNREADABLE as error:
        raise BadFrame(str(error)) from error


def decode_event(line: bytes) -> AnyJobEvent:
    """Return the event in `line`; raise `BadFrame` when it holds none."""
    try:
        return _events.decode(line)
    except _UNREADABLE as error:
        raise BadFrame(str(error)) from error
