# SPDX-License-Identifier: Apache-2.0
"""The words the window and its worker exchange: frozen messages, each one line of JSON. Does no I/O.

Commands go down the worker's stdin, events come up its stdout. Every command that carries a job number is answered
by exactly one terminal event (`Done`, `Cancelled` or `Failed`) with that number. `PROTOCOL` grows with every change
that an older side would misread; the window ends a worker of another number.
"""

from typing import Annotated, Literal

import msgspec

from edgeassist.wire.wording import Wording

PROTOCOL = 2
MAX_LINE_BYTES = 8 * 1024 * 1024
MOST_DETAIL = 8000
"""Characters of a log or a traceback that are passed on."""

BATCH_TOKENS = 256
"""Tokens decoded at once. A cancel is heard between two matrix products, and 256 halves their length against 512."""

Role = Literal["system", "user", "assistant"]
KvType = Literal["f16", "q8_0"]
"""How keys and values are held: two bytes a number, or 34 bytes for 32 of them."""
StopReason = Literal["stop", "length", "context", "loaded", "unloaded", "counted"]

Whole = Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]
Figure = Annotated[float, msgspec.Meta(ge=-1e100, le=1e100)]
Fraction = Annotated[float, msgspec.Meta(ge=0, le=1)]
"""Numbers that a worker may say: enough for any model, and none that the window could not divide, round and draw."""


class Turn(msgspec.Struct, frozen=True):
    """One message of a conversation."""

    role: Role
    text: str


class Sampling(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the next token is drawn; `temperature` 0 is greedy. `seed` None draws a fresh one."""

    temperature: float = 0.7
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    repeat_penalty: float = 1.1
    repeat_last_tokens: int = 64
    seed: int | None = None


class Usage(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a generation cost. Rates follow from tokens and milliseconds."""

    prompt_tokens: Whole = 0
    reused_tokens: Whole = 0
    answer_tokens: Whole = 0
    prompt_ms: Figure = 0.0
    answer_ms: Figure = 0.0
    first_token_ms: Figure = 0.0

    @property
    def prompt_rate(self) -> float:
        """Prompt processing, tokens per second over the tokens that were not reused."""
        return 1000 * (self.prompt_tokens - self.reused_tokens) / self.prompt_ms if self.prompt_ms else 0.0

    @property
    def answer_rate(self) -> float:
        """Generation, tokens per second; the first token belongs to prompt processing."""
        return 1000 * (self.answer_tokens - 1) / self.answer_ms if self.answer_ms and self.answer_tokens > 1 else 0.0


class Command(msgspec.Struct, frozen=True, tag_field="do", omit_defaults=True):
    """Base of what the window may ask. `job` is numbered by the runtime, from 1."""

    job: int = 0


class Load(Command, frozen=True, tag="load", kw_only=True):
    """Make `path` the resident model.

    `size_bytes` must equal the size of the opened file. `template` names a built-in chat template; `own` and None take
    the model's own and fall back by family; `fallback` never tries the model's own. `threads` 0 means one per
    physical core.
    """

    path: str
    size_bytes: int
    context_tokens: int = 4096
    threads: int = 0
    batch_tokens: int = BATCH_TOKENS
    template: str | None = None
    kv_type: KvType = "f16"


class Generate(Command, frozen=True, tag="generate", kw_only=True):
    """Answer `turns` through the chat template, or continue the raw text `prompt`.

    When the last turn is the assistant's, the answer goes on with it.
    At most one of `json_schema` (JSON text) and `grammar` (GBNF) constrains the output. `ignore_end` goes on past
    end-of-generation tokens up to `max_tokens` (benchmarks). `threads` and `batch_tokens` above 0 hold for this answer
    and those after it; a batch is never more than `Load` made room for.
    """

    turns: tuple[Turn, ...] = ()
    prompt: str | None = None
    sampling: Sampling = Sampling()
    max_tokens: int = 1024
    stop: tuple[str, ...] = ()
    json_schema: str | None = None
    grammar: str | None = None
    ignore_end: bool = False
    threads: int = 0
    batch_tokens: int = 0


class Count(Command, frozen=True, tag="count", kw_only=True):
    """Count tokens of `turns` through the chat template, or of the raw text `prompt`."""

    turns: tuple[Turn, ...] = ()
    prompt: str | None = None


class Unload(Command, frozen=True, tag="unload"):
    """Free the resident model."""


class Cancel(Command, frozen=True, tag="cancel"):
    """End `job` soon; it answers with its own `Cancelled`. Has no terminal event itself."""


class Ping(Command, frozen=True, tag="ping"):
    """Ask for a `Pong` with the same number."""


class Quit(Command, frozen=True, tag="quit"):
    """Leave with exit code 0."""


class Event(msgspec.Struct, frozen=True, tag_field="is", omit_defaults=True):
    """Base of what the worker may say."""

    job: Whole = 0


class Hello(Event, frozen=True, tag="hello", kw_only=True):
    """First line of a worker. `sandbox` names the locks in force; `variant` the CPU code chosen."""

    protocol: Whole
    pid: Whole
    build: str
    variant: str
    sandbox: tuple[str, ...] = ()


class Preparing(Event, frozen=True, tag="preparing", kw_only=True):
    """Before `Hello`, when start-up takes long for a stated reason (the CPU self-test)."""

    what: str


class Denied(Event, frozen=True, tag="denied", kw_only=True):
    """The locks kept something in the worker from what it tried; `name` is an address, a program or a path."""

    what: Literal["connection", "program", "file"]
    name: str


class Progress(Event, frozen=True, tag="progress", kw_only=True):
    """Loading is `fraction` (0 to 1) done."""

    fraction: Fraction


class Loaded(Event, frozen=True, tag="loaded", kw_only=True):
    """The model is resident. `template` is `own` or the built-in family in use."""

    name: str
    architecture: str
    parameters: Whole
    size_bytes: Whole
    context_tokens: Whole
    context_trained_tokens: Whole
    vocabulary_tokens: Whole
    threads: Whole
    template: str
    load_ms: Figure
    memory_bytes: Whole


class Started(Event, frozen=True, tag="started", kw_only=True):
    """The prompt is tokenized; `reused_tokens` of it are already in the cache."""

    prompt_tokens: Whole
    reused_tokens: Whole


class Delta(Event, frozen=True, tag="delta", kw_only=True):
    """More of the answer: whole UTF-8 characters, `tokens` new tokens."""

    text: str
    tokens: Whole = 1


class Counted(Event, frozen=True, tag="counted", kw_only=True):
    """The answer to `Count`."""

    tokens: Whole


class Stats(Event, frozen=True, tag="stats", kw_only=True):
    """At 2 Hz while a job runs. `steps` grows with every batch decoded: a sign of life."""

    steps: Whole = 0
    tokens_per_second: Figure = 0.0
    context_used_tokens: Whole = 0
    context_tokens: Whole = 0
    memory_bytes: Whole = 0
    peak_bytes: Whole = 0


class Pong(Event, frozen=True, tag="pong"):
    """The worker's reader is alive."""


class Done(Event, frozen=True, tag="done", kw_only=True):
    """Terminal: the job ran to its end."""

    reason: StopReason
    usage: Usage = Usage()


class Cancelled(Event, frozen=True, tag="cancelled", kw_only=True):
    """Terminal: stopped on request; what was streamed stands."""

    usage: Usage = Usage()


class Failed(Event, frozen=True, tag="failed", kw_only=True):
    """Terminal: a stable kebab `code`, one sentence, what to do, and the folded-away detail.

    The worker speaks English; `message_words` and `hint_words` let the window say it otherwise.
    """

    code: str
    message: str
    hint: str = ""
    detail: str = ""
    message_words: Wording = Wording()
    hint_words: Wording = Wording()


AnyCommand = Load | Generate | Count | Unload | Cancel | Ping | Quit
AnyEvent = (
    Hello
    | Preparing
    | Denied
    | Progress
    | Loaded
    | Started
    | Delta
    | Counted
    | Stats
    | Pong
    | Done
    | Cancelled
    | Failed
)
TERMINAL = (Done, Cancelled, Failed)

_encoder = msgspec.json.Encoder()
_commands: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_events: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


# Bytes that are no UTF-8, or nested too deeply, come out of msgspec as errors of Python itself.
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


class BadFrame(ValueError):
    """A line that is not a message of this protocol."""


def encode(message: AnyCommand | AnyEvent) -> bytes:
    """Return `message` as one line, newline included."""
    return _encoder.encode(message) + b"\n"


def decode_command(line: bytes) -> AnyCommand:
    """Return the command in `line`; raise `BadFrame` when it holds none."""
    try:
        return _commands.decode(line)
    except _UNREADABLE as error:
        raise BadFrame(str(error)) from error


def decode_event(line: bytes) -> AnyEvent:
    """Return the event in `line`; raise `BadFrame` when it holds none."""
    try:
        return _events.decode(line)
    except _UNREADABLE as error:
        raise BadFrame(str(error)) from error
