# SPDX-License-Identifier: Apache-2.0
"""The one model in memory: weights, context and chat template as one thing that is made and freed together."""

import time
from collections.abc import Callable
from contextlib import ExitStack, closing

from edgeassist.wire import Load, Loaded, Turn
from edgeassist.worker.context import Context
from edgeassist.worker.desk import AbortFlag
from edgeassist.worker.memory import resident_bytes
from edgeassist.worker.prompting import prompt_tokens
from edgeassist.worker.templates import choose_template
from edgeassist.worker.weights import SpecialTokens, Weights


class Resident:
    """A model ready to answer. `close` frees context, then weights."""

    def __init__(self, command: Load, report: Callable[[float], None], abort: AbortFlag) -> None:
        started_s = time.monotonic()
        with ExitStack() as stack:
            self.weights = stack.enter_context(closing(Weights.load(command.path, command.size_bytes, report, abort)))
            self.template = choose_template(
                own=self.weights.template_source,
                architecture=self.weights.architecture,
                name=self.weights.name,
                tokens=SpecialTokens(self.weights),
                bos=self.weights.bos,
                eos=self.weights.eos,
                forced=command.template,
            )
            trained = self.weights.context_trained_tokens or command.context_tokens
            tokens = min(command.context_tokens, trained)
            self.context = stack.enter_context(
                closing(
                    Context(self.weights, tokens, command.batch_tokens, command.threads, abort, kv_type=command.kv_type)
                )
            )
            self._stack = stack.pop_all()
        self._load_ms = 1000 * (time.monotonic() - started_s)

    def close(self) -> None:
        """Free all memory of the model."""
        self._stack.close()

    def tokens_of(self, turns: tuple[Turn, ...], prompt: str | None) -> list[int]:
        """Return the prompt tokens of a request."""
        return prompt_tokens(self.weights, self.template, turns, prompt)

    def described(self, job: int) -> Loaded:
        """Return what the parent may know of the model."""
        return Loaded(
            job=job,
            name=self.weights.name,
            architecture=self.weights.architecture,
            parameters=self.weights.parameters,
            size_bytes=self.weights.size_bytes,
            context_tokens=self.context.capacity_tokens,
            context_trained_tokens=self.weights.context_trained_tokens,
            vocabulary_tokens=self.weights.vocabulary_tokens,
            threads=self.context.threads,
            template=self.template.name,
            load_ms=self._load_ms,
            memory_bytes=resident_bytes(),
        )
