# SPDX-License-Identifier: Apache-2.0
"""One answer: prompt in, text out as it comes, and an exact account of what it cost. Sends through a callback."""

import time
from collections.abc import Callable
from contextlib import closing

from edgeassist.core.errors import BadInput
from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.wire import Delta, Generate, Started, StopReason, Usage
from edgeassist.worker.beat import Gauge
from edgeassist.worker.resident import Resident
from edgeassist.worker.sampling import Sampler
from edgeassist.worker.stream_text import StreamText


class ContextTooSmall(BadInput):
    """The prompt leaves no room for an answer."""

    code = "context-too-small"
    hint = later(
        "Shorten the text, start a new conversation, or use a longer context: `--context N`, or context_tokens in "
        "settings.toml."
    )

    def __init__(self, prompt_tokens: int, context_tokens: int, trained_tokens: int = 0) -> None:
        """`trained_tokens`: the longest context that the model can take; 0 where that is not known."""
        self.prompt_tokens, self.context_tokens = prompt_tokens, context_tokens
        super().__init__(
            told(
                "The text takes {tokens} tokens, but the context holds {context} and needs room for the answer. "
                "Nothing was cut off.",
                tokens=prompt_tokens,
                context=context_tokens,
            ),
            hint=_fixed_hint(context_tokens) if 0 < trained_tokens <= context_tokens else None,
        )


def _fixed_hint(context_tokens: int) -> str:
    """Return what can be done about a model that takes no longer context."""
    return told(
        "Shorten the text to about {tokens} tokens, start anew, or choose a bigger model: this one holds no more.",
        tokens=context_tokens * 3 // 4,
    )


class Answer:
    """A generation under way; `usage` is right at any moment, also after it was called off."""

    def __init__(
        self,
        resident: Resident,
        command: Generate,
        received_s: float,
        gauge: Gauge,
        send: Callable[[Started | Delta], None],
    ) -> None:
        self._resident, self._command, self._gauge, self._send = resident, command, gauge, send
        self._context = resident.context
        self._received_s = received_s
        self._prompt_tokens = self._reused_tokens = self._answer_tokens = 0
        self._prompt_ms = self._first_token_ms = 0.0
        self._first_s = self._last_s = 0.0

    @property
    def usage(self) -> Usage:
        """What it has cost so far; the clock of the answer runs from its first token to its last."""
        return Usage(
            prompt_tokens=self._prompt_tokens,
            reused_tokens=self._reused_tokens,
            answer_tokens=self._answer_tokens,
            prompt_ms=self._prompt_ms,
            answer_ms=1000 * (self._last_s - self._first_s),
            first_token_ms=self._first_token_ms,
        )

    def run(self) -> StopReason:
        """Answer to the end and return why it ended; raise `CalledOff` or an `EdgeError`."""
        self._context.behave(self._command.threads, self._command.batch_tokens)
        prompt = self._resident.tokens_of(self._command.turns, self._command.prompt)
        self._prompt_tokens = len(prompt)
        capacity = self._context.capacity_tokens
        if len(prompt) >= capacity:
            raise ContextTooSmall(len(prompt), capacity, self._resident.weights.context_trained_tokens)
        with closing(Sampler(self._context, self._command, prompt)) as sampler:
            self._feed_prompt(prompt)
            return self._stream(sampler)

    def _feed_prompt(self, prompt: list[int]) -> None:
        started_s = time.monotonic()
        self._reused_tokens = self._context.rewind_to_common(prompt)
        self._gauge.context_tokens = self._context.capacity_tokens
        self._gauge.context_used_tokens = self._reused_tokens
        self._send(Started(job=self._command.job, prompt_tokens=len(prompt), reused_tokens=self._reused_tokens))
        try:
            self._context.feed_prompt(prompt[self._reused_tokens :], self._gauge)
        finally:
            self._prompt_ms = 1000 * (time.monotonic() - started_s)

    def _stream(self, sampler: Sampler) -> StopReason:
        command, context, weights, gauge = self._command, self._context, self._resident.weights, self._gauge
        talk = bool(command.turns)  # raw text goes on where it stopped: a space there is meant
        stops = (*command.stop, *self._resident.template.stops) if talk else command.stop
        begins = talk and command.turns[-1].role != "assistant"
        text = StreamText(stops, spaced=begins and weights.spaced)
        unsent = 0
        reason: StopReason = "length"
        while self._answer_tokens < command.max_tokens:
            token = sampler.draw()
            self._count()
            unsent += 1
            if weights.ends(token) and not command.ignore_end:
                reason = "stop"
                break
            if shown := text.feed(weights.piece(token)):
                self._send(Delta(job=command.job, text=shown, tokens=unsent))
                unsent = 0
            if text.stopped:
                reason = "stop"
                break
            if context.full:
                reason = "context"
                break
            if self._answer_tokens < command.max_tokens:
                context.feed(token)
                gauge.steps += 1
                gauge.context_used_tokens = len(context.held)
        if shown := text.rest():
            self._send(Delta(job=command.job, text=shown, tokens=unsent))
        return reason

    def _count(self) -> None:
        self._answer_tokens += 1
        self._gauge.tokens += 1
        self._last_s = time.monotonic()
        if self._answer_tokens == 1:
            self._first_s = self._last_s
            self._first_token_ms = 1000 * (self._last_s - self._received_s)
