# SPDX-License-Identifier: Apache-2.0
"""A child in the app's own environment: what its worker and llama.cpp make of an exported model, as JSON.

Reads one JSON object from stdin (`gguf`, `texts`, `talks`, `tokens`) and answers with the token ids of each text and
talk, the scores after each of `tokens`, what each id shows, and what the header check says.
"""

import ctypes
import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from llama_cpp import llama_cpp as native

from edgeassist.app.children import child_command
from edgeassist.store.inspect import inspect_file
from edgeassist.wire import Turn
from edgeassist.worker.backend import EngineLog, find_variants, load_variant
from edgeassist.worker.desk import AbortFlag
from edgeassist.worker.prompting import prompt_tokens
from edgeassist.worker.templates import choose_template
from edgeassist.worker.weights import SpecialTokens, Weights

_CONTEXT_TOKENS = 256


def main() -> int:
    """Answer the one question on stdin."""
    log = EngineLog()
    log.install()
    by_name = {one.name: one.library for one in find_variants()}
    load_variant(by_name.get("haswell") or next(iter(by_name.values()), None))
    asked = json.load(sys.stdin)
    path = Path(asked["gguf"])
    with closing(Weights.load(str(path), path.stat().st_size, lambda _: None, AbortFlag())) as weights:
        answer = _tokens(weights, asked) | {"logits": _logits(weights, asked["tokens"])}
    checked = inspect_file(path, child_command("inspect"))
    json.dump(answer | {"template": checked.template, "name": checked.name, "warned": log.drain()}, sys.stdout)
    return 0


def _tokens(weights: Weights, asked: dict[str, Any]) -> dict[str, object]:
    template = choose_template(
        own=weights.template_source,
        architecture=weights.architecture,
        name=weights.name,
        tokens=SpecialTokens(weights),
        bos=weights.bos,
        eos=weights.eos,
        forced=None,
    )
    talks = [[Turn(role, text) for role, text in talk] for talk in asked["talks"]]
    every = range(weights.vocabulary_tokens)
    return {
        "texts": [weights.tokenize(text, special=False) for text in asked["texts"]],
        "opening": weights.opening(),
        "talks": [prompt_tokens(weights, template, talk, None) for talk in talks],
        "shown": [weights.piece(token).decode("latin-1") for token in every],
        "ends": [token for token in every if weights.ends(token)],
    }


def _logits(weights: Weights, tokens: list[int]) -> list[list[float]]:
    """Return the scores after each token; keys and values are kept as f32, so that only the weights differ."""
    parameters = native.llama_context_default_params()
    parameters.n_ctx = parameters.n_batch = parameters.n_ubatch = parameters.n_outputs_max = _CONTEXT_TOKENS
    parameters.n_threads = parameters.n_threads_batch = 1
    parameters.type_k = parameters.type_v = native.GGML_TYPE_F32
    parameters.flash_attn_type = native.LLAMA_FLASH_ATTN_TYPE_DISABLED
    context = native.llama_init_from_model(weights.handle, parameters)
    ids, wanted = (ctypes.c_int32 * len(tokens))(*tokens), (ctypes.c_int8 * len(tokens))(*[1] * len(tokens))
    assert native.llama_decode(context, native.llama_batch(n_tokens=len(tokens), token=ids, logits=wanted)) == 0
    pointer: Any = native.llama_get_logits(context)
    rows: list[list[float]] = np.ctypeslib.as_array(pointer, (len(tokens), weights.vocabulary_tokens)).tolist()
    native.llama_free(context)
    return rows


if __name__ == "__main__":
    sys.exit(main())
