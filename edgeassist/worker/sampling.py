# SPDX-License-Identifier: Apache-2.0
"""Drawing the next token: greedy or by chance, and within a grammar. Knows no text and no stream."""

import ctypes
import json
import secrets
from collections import deque
from typing import Any

import numpy as np
from llama_cpp import llama_cpp as native

from edgeassist.core.errors import BadInput, EngineTrouble
from edgeassist.core.language import later
from edgeassist.core.told import told
from edgeassist.wire import Generate, Sampling
from edgeassist.worker.context import Context, Logits
from edgeassist.worker.grammar_limits import counts_within_limits, is_within_limits

_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


class NoUsableOutput(EngineTrouble):
    """The scores hold no number to choose by."""

    code = "no-usable-output"
    hint = later("The file may be damaged, or too strongly quantized. Import it again or pick another model.")

    def __init__(self) -> None:
        super().__init__(
            later("The model gives no usable output: its scores are not numbers. The conversation is safe.")
        )


class BadGrammar(BadInput):
    """A GBNF grammar that the engine cannot read."""

    code = "bad-grammar"
    hint = later("Check the grammar: it needs a rule named `root`, and every rule it names must exist.")

    def __init__(self) -> None:
        super().__init__(later("The grammar for the answer cannot be read. Nothing was generated."))


class BadSchema(BadInput):
    """A JSON schema that cannot be turned into a grammar."""

    code = "bad-schema"
    hint = later("Check that the schema is valid JSON and uses plain types, properties and enums.")

    def __init__(self, reason: str) -> None:
        super().__init__(
            told("The JSON schema for the answer cannot be used: {reason}. Nothing was generated.", reason=reason)
        )


class GrammarStuck(EngineTrouble):
    """No token of the vocabulary continues what the grammar allows."""

    code = "grammar-stuck"
    hint = later("Loosen the grammar, or pick another model.")

    def __init__(self) -> None:
        super().__init__(later("The model cannot continue within the given grammar. What was written so far stands."))


def schema_to_grammar(schema: str) -> str:
    """Return GBNF that admits the JSON which `schema` (JSON text) describes; raise `BadSchema`."""
    from llama_cpp.llama_grammar import json_schema_to_gbnf

    try:
        plain = json.loads(schema)
        if not isinstance(plain, dict):
            raise BadSchema(told("it must be a JSON object"))
        if not counts_within_limits(plain):
            raise BadSchema(told("it counts further than an answer can be long"))
        return str(json_schema_to_gbnf(schema))
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError, IndexError, RecursionError) as error:
        raise BadSchema(str(error).splitlines()[0][:200] if str(error) else type(error).__name__) from error


class Grammar:
    """A grammar and how far the answer has come in it.

    `spaced` admits one space before all of it: a vocabulary that puts spaces before texts was trained to begin with it,
    and the answer shows none (see `StreamText`).
    """

    def __init__(self, context: Context, source: str, *, spaced: bool = False) -> None:
        if not source.strip() or not is_within_limits(source):
            raise BadGrammar
        size = context.weights.vocabulary_tokens
        root = "spaced-root" if spaced else "root"
        rules = f'{source}\nspaced-root ::= " "? root\n' if spaced else source
        self.handle = native.llama_sampler_init_grammar(context.weights.vocab, rules.encode(), root.encode())
        if not self.handle:
            raise BadGrammar
        self._one = np.zeros(1, _CANDIDATE)
        self._all = np.zeros(size, _CANDIDATE)
        self._ids = np.arange(size, dtype=np.int32)

    def close(self) -> None:
        """Free the native grammar."""
        native.llama_sampler_free(self.handle)

    def allows(self, token: int) -> bool:
        """Say whether `token` may come next. Costs one token, not the vocabulary."""
        self._one[0] = (token, 1.0, 0.0)
        self.apply_to(self._one)
        return bool(np.isfinite(self._one["logit"][0]))

    def candidates(self, logits: Logits) -> np.ndarray[Any, Any]:
        """Return every token with its score, minus infinity where the grammar forbids it."""
        self._all["id"], self._all["logit"], self._all["p"] = self._ids, logits, 0.0
        self.apply_to(self._all)
        if not np.isfinite(self._all["logit"].max()):
            raise GrammarStuck
        return self._all

    def accept(self, token: int) -> None:
        """Step on by `token`, which must be allowed: the engine aborts the process otherwise."""
        native.llama_sampler_accept(self.handle, token)

    def apply_to(self, candidates: np.ndarray[Any, Any]) -> None:
        """Lower the scores that the grammar forbids."""
        native.llama_sampler_apply(self.handle, ctypes.byref(_array_of(candidates)))


def _array_of(candidates: np.ndarray[Any, Any]) -> Any:
    pointer = ctypes.cast(candidates.ctypes.data, ctypes.POINTER(native.llama_token_data))
    return native.llama_token_data_array(data=pointer, size=len(candidates), selected=-1, sorted=False)


def _chain(options: Sampling) -> ctypes.c_void_p:
    chain: ctypes.c_void_p = native.llama_sampler_chain_init(native.llama_sampler_chain_default_params())
    seed = secrets.randbits(32) if options.seed is None else options.seed & 0xFFFFFFFF
    native.llama_sampler_chain_add(chain, native.llama_sampler_init_top_k(options.top_k))
    native.llama_sampler_chain_add(chain, native.llama_sampler_init_top_p(options.top_p, 1))
    native.llama_sampler_chain_add(chain, native.llama_sampler_init_min_p(options.min_p, 1))
    native.llama_sampler_chain_add(chain, native.llama_sampler_init_temp(options.temperature))
    # The engine reads the largest seed as "draw one yourself".
    native.llama_sampler_chain_add(chain, native.llama_sampler_init_dist(min(seed, 0xFFFFFFFE)))
    return chain


class Sampler:
    """Draws token after token for one answer."""

    def __init__(self, context: Context, command: Generate, prompt: list[int]) -> None:
        options = command.sampling
        self._context = context
        self._penalty = options.repeat_penalty if options.repeat_penalty > 0 else 1.0
        self._recent = deque(prompt, maxlen=max(0, options.repeat_last_tokens))
        source = schema_to_grammar(command.json_schema) if command.json_schema is not None else command.grammar
        spaced = bool(command.turns) and context.weights.spaced
        self._grammar = Grammar(context, source, spaced=spaced) if source is not None else None
        self._chain = _chain(options) if options.temperature > 0 else None

    def close(self) -> None:
        """Free the native samplers."""
        if self._grammar is not None:
            self._grammar.close()
        if self._chain is not None:
            native.llama_sampler_free(self._chain)

    def draw(self) -> int:
        """Return the next token; raise `NoUsableOutput` when the scores are not numbers.

        With a grammar the free choice is tried first: models mostly keep to the form by themselves, and checking one
        token costs microseconds where masking the whole vocabulary costs milliseconds.
        """
        logits = self._context.logits()
        best = int(logits.argmax())  # a NaN anywhere wins the argmax
        if not np.isfinite(logits[best]):
            raise NoUsableOutput
        if self._penalize(logits):
            best = int(logits.argmax())
        token = best if self._chain is None else int(self._sample())
        if self._grammar is not None:
            if not self._grammar.allows(token):
                token = self._draw_within(self._grammar, logits)
            self._grammar.accept(token)
        self._recent.append(token)
        return token

    def _sample(self) -> int:
        return int(native.llama_sampler_sample(self._chain, self._context.handle, -1))

    def _draw_within(self, grammar: Grammar, logits: Logits) -> int:
        candidates = grammar.candidates(logits)
        if self._chain is None:
            return int(candidates["logit"].argmax())
        array = _array_of(candidates)
        native.llama_sampler_apply(self._chain, ctypes.byref(array))
        return int(array.data[array.selected].id)

    def _penalize(self, logits: Logits) -> bool:
        """Make tokens that came lately less likely, as the engine's own sampler does, but touching only those."""
        if self._penalty == 1.0 or not self._recent:
            return False
        ids = np.fromiter(set(self._recent), np.int64)
        scores = logits[ids]
        logits[ids] = np.where(scores > 0, scores / self._penalty, scores * self._penalty)
        return True
