# SPDX-License-Identifier: Apache-2.0
"""A real child with a real model: loading, answering, reuse of the prefix, constraints, honest accounts."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist import wire
from tests.support.worker_process import WorkerProcess, generation, text_of, usage_of

GREEDY = wire.Sampling(temperature=0, repeat_penalty=1.0)
LONG = "the window and the worker exchange frozen messages, each one line. " * 12
SCHEMA = {
    "type": "object",
    "properties": {"count": {"type": "integer"}, "kind": {"enum": ["on", "off"]}},
    "required": ["count", "kind"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def started(engine_cache: Path, tiny_gguf: Path) -> Iterator[WorkerProcess]:
    with WorkerProcess(engine_cache, read=[tiny_gguf.parent]) as worker:
        worker.hello()
        yield worker


@pytest.fixture
def worker(started: WorkerProcess, tiny_gguf: Path) -> WorkerProcess:
    started.load(tiny_gguf, context_tokens=2048)
    return started


def fresh_answer(worker: WorkerProcess, model: Path, prompt: str) -> str:
    worker.load(model, context_tokens=2048)
    return text_of(worker.generate(prompt))


def test_hello_names_protocol_build_and_variant(engine_cache: Path) -> None:
    with WorkerProcess(engine_cache) as worker:
        hello = worker.hello()
        assert hello.protocol == wire.PROTOCOL
        assert hello.pid == worker.pid
        assert hello.build.startswith("llama-cpp-python 0.3.")
        assert hello.variant


def test_loading_tells_progress_then_the_model(worker: WorkerProcess, tiny_gguf: Path) -> None:
    size_bytes = tiny_gguf.stat().st_size
    events = worker.answers(
        wire.Load(job=worker.next_job(), path=str(tiny_gguf), size_bytes=size_bytes, context_tokens=512)
    )
    fractions = [event.fraction for event in events if isinstance(event, wire.Progress)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    (loaded,) = [event for event in events if isinstance(event, wire.Loaded)]
    assert (loaded.architecture, loaded.size_bytes, loaded.context_tokens) == ("llama", size_bytes, 512)
    assert loaded.threads >= 1
    assert loaded.memory_bytes > 0
    assert events[-1] == wire.Done(job=events[-1].job, reason="loaded")


def test_context_is_never_longer_than_the_model_was_trained_for(started: WorkerProcess, tiny_gguf: Path) -> None:
    loaded = started.load(tiny_gguf, context_tokens=1_000_000)
    assert loaded.context_tokens == loaded.context_trained_tokens


def test_greedy_answers_are_the_same_twice(worker: WorkerProcess, tiny_gguf: Path) -> None:
    assert fresh_answer(worker, tiny_gguf, "once upon") == fresh_answer(worker, tiny_gguf, "once upon") != ""


def test_a_seed_makes_chance_repeatable(worker: WorkerProcess) -> None:
    first, second, other = (
        text_of(worker.generate("once upon", sampling=wire.Sampling(temperature=1.5, seed=seed))) for seed in (5, 5, 6)
    )
    assert first == second != other


def test_turns_go_through_the_chat_template(worker: WorkerProcess) -> None:
    turns = (wire.Turn("system", "be brief"), wire.Turn("user", "hello"))
    events = worker.answers(wire.Generate(job=worker.next_job(), turns=turns, max_tokens=5, sampling=GREEDY))
    assert isinstance(events[-1], wire.Done)
    raw = worker.answers(wire.Count(job=worker.next_job(), prompt="be brief hello"))
    assert isinstance(raw[0], wire.Counted)
    assert usage_of(events).prompt_tokens > raw[0].tokens


def test_typed_control_tokens_stay_text(worker: WorkerProcess) -> None:
    def count(text: str) -> int:
        turns = (wire.Turn("user", text),)
        event = worker.answers(wire.Count(job=worker.next_job(), turns=turns))[0]
        assert isinstance(event, wire.Counted)
        return event.tokens

    assert count("a<|im_end|>b") - count("ab") > 3  # as one control token it would add one or two


def test_count_agrees_with_what_generation_reads(worker: WorkerProcess) -> None:
    turns = (wire.Turn("user", "how many tokens is this?"),)
    counted = worker.answers(wire.Count(job=worker.next_job(), turns=turns))
    generated = worker.answers(wire.Generate(job=worker.next_job(), turns=turns, max_tokens=1))
    assert counted[0] == wire.Counted(job=counted[0].job, tokens=usage_of(generated).prompt_tokens)
    assert counted[-1] == wire.Done(job=counted[0].job, reason="counted")


def test_a_repeated_prefix_is_not_decoded_again(worker: WorkerProcess) -> None:
    first = usage_of(worker.generate(LONG))
    second = usage_of(worker.generate(LONG + "and then"))
    again = usage_of(worker.generate(LONG + "and then"))
    assert first.reused_tokens == 0
    assert second.reused_tokens >= first.prompt_tokens - 2
    assert again.reused_tokens == again.prompt_tokens - 1  # the last token always gives the scores anew


def test_another_prompt_shares_only_its_beginning(worker: WorkerProcess, tiny_gguf: Path) -> None:
    wanted = fresh_answer(worker, tiny_gguf, "something else entirely")
    worker.generate(LONG)
    events = worker.generate("something else entirely")
    assert usage_of(events).reused_tokens <= 2
    assert text_of(events) == wanted


def test_usage_accounts_for_every_token(worker: WorkerProcess) -> None:
    events = worker.generate("count me", max_tokens=20, ignore_end=True)
    usage = usage_of(events)
    started = next(event for event in events if isinstance(event, wire.Started))
    assert usage.answer_tokens == 20
    assert started.prompt_tokens == usage.prompt_tokens
    assert sum(event.tokens for event in events if isinstance(event, wire.Delta)) <= 20
    assert usage.prompt_ms > 0
    assert usage.answer_ms > 0
    assert usage.first_token_ms >= usage.prompt_ms
    assert events[-1] == wire.Done(job=events[-1].job, reason="length", usage=usage)


def test_a_schema_makes_the_answer_parse(worker: WorkerProcess) -> None:
    for seed in range(3):
        events = worker.generate(
            "json", json_schema=json.dumps(SCHEMA), max_tokens=400, sampling=wire.Sampling(temperature=1.0, seed=seed)
        )
        assert isinstance(events[-1], wire.Done)
        if events[-1].reason == "stop":  # a random model may fill its budget with digits
            answer = json.loads(text_of(events))
            assert set(answer) == {"count", "kind"}
            assert answer["kind"] in {"on", "off"}


def test_a_greedy_answer_keeps_to_a_grammar(worker: WorkerProcess) -> None:
    events = worker.generate("choose", grammar='root ::= ("yes" | "no") "!"')
    assert text_of(events) in {"yes!", "no!"}
    assert events[-1] == wire.Done(job=events[-1].job, reason="stop", usage=usage_of(events))


def test_an_answer_in_a_talk_shows_no_space_of_the_vocabularys(worker: WorkerProcess) -> None:
    turns = (wire.Turn("user", "choose"),)
    for seed in range(8):  # a random model begins with the space that the grammar admits, or without
        sampling = wire.Sampling(temperature=1.0, seed=seed)
        events = worker.generate("", turns=turns, grammar='root ::= ("yes" | "no") "!"', sampling=sampling)
        assert text_of(events) in {"yes!", "no!"}


@pytest.mark.parametrize("talk", [False, True])
@pytest.mark.parametrize("grammar", ["", "root ::= (", "other ::= [a]", 'root ::= missing "x"', "root ::= root"])
def test_a_bad_grammar_fails_and_the_worker_lives(worker: WorkerProcess, grammar: str, *, talk: bool) -> None:
    turns = (wire.Turn("user", "x"),) if talk else ()
    failure = worker.generate("x", grammar=grammar, turns=turns)[-1]
    assert isinstance(failure, wire.Failed)
    assert failure.code == "bad-grammar"
    assert isinstance(worker.generate("x")[-1], wire.Done)


@pytest.mark.parametrize(
    "schema", ["", "[]", "{not json", '{"type": "nonsense"}', '{"$ref": "#/nowhere"}', '{"$ref": "\\ud800"}']
)
def test_a_bad_schema_fails_in_a_sentence(worker: WorkerProcess, schema: str) -> None:
    failure = worker.generate("x", json_schema=schema)[-1]
    assert isinstance(failure, wire.Failed)
    assert failure.code == "bad-schema"
    assert failure.hint


def test_a_stop_string_ends_the_answer_and_is_never_shown(worker: WorkerProcess, tiny_gguf: Path) -> None:
    whole = fresh_answer(worker, tiny_gguf, "tell me")
    stop = whole[len(whole) // 2 :][:5]
    shown = whole[: whole.index(stop)]
    events = worker.generate("tell me", stop=(stop,))
    assert stop not in text_of(events)
    assert text_of(events) == shown
    assert events[-1] == wire.Done(job=events[-1].job, reason="stop", usage=usage_of(events))


def test_a_full_context_ends_the_answer_honestly(started: WorkerProcess, tiny_gguf: Path) -> None:
    capacity = started.load(tiny_gguf, context_tokens=256).context_tokens
    events = started.generate("go on", max_tokens=100_000, ignore_end=True)
    assert isinstance(events[-1], wire.Done)
    assert events[-1].reason == "context"
    assert usage_of(events).prompt_tokens + usage_of(events).answer_tokens == capacity + 1


def test_a_prompt_that_does_not_fit_is_refused_with_both_numbers(started: WorkerProcess, tiny_gguf: Path) -> None:
    started.load(tiny_gguf, context_tokens=256)
    failure = started.generate(LONG * 4)[-1]
    assert isinstance(failure, wire.Failed)
    assert failure.code == "context-too-small"
    assert "256" in failure.message


def test_a_longer_context_is_advised_only_where_the_model_can_take_one() -> None:
    from edgeassist.worker.generate import ContextTooSmall

    assert "--context N" in ContextTooSmall(600, 256, 512).hint
    assert "--context N" in ContextTooSmall(600, 256).hint
    fixed = ContextTooSmall(600, 384, 384).hint
    assert "--context" not in fixed
    assert "about 288 tokens" in fixed
    assert "bigger model" in fixed


def test_no_model_no_answer(started: WorkerProcess) -> None:
    assert started.answers(wire.Unload(started.next_job()))[-1] == wire.Done(job=started._job, reason="unloaded")
    for command in (generation(started.next_job(), "hi"), wire.Count(job=started.next_job(), prompt="hi")):
        failure = started.answers(command)[-1]
        assert isinstance(failure, wire.Failed)
        assert failure.code == "no-model"


def test_a_request_without_text_is_refused(worker: WorkerProcess) -> None:
    failure = worker.answers(wire.Generate(job=worker.next_job()))[-1]
    assert isinstance(failure, wire.Failed)
    assert failure.code == "nothing-to-answer"


class TestFilesThatCannotBeLoaded:
    def failure(self, worker: WorkerProcess, path: Path, size_bytes: int | None = None) -> wire.Failed:
        size_bytes = path.stat().st_size if size_bytes is None else size_bytes
        last = worker.answers(wire.Load(job=worker.next_job(), path=str(path), size_bytes=size_bytes))[-1]
        assert isinstance(last, wire.Failed)
        assert last.hint
        return last

    @pytest.fixture
    def sandboxless(self, engine_cache: Path) -> Iterator[WorkerProcess]:
        with WorkerProcess(engine_cache, options=["--no-sandbox"]) as worker:
            assert worker.hello().sandbox == ()
            yield worker

    def test_each_says_why(self, sandboxless: WorkerProcess, tmp_path: Path, tiny_gguf: Path) -> None:
        garbage, link = tmp_path / "garbage.gguf", tmp_path / "link.gguf"
        garbage.write_bytes(b"GGUF" + bytes(range(256)) * 40)
        link.symlink_to(tiny_gguf)
        cut = tmp_path / "cut.gguf"
        cut.write_bytes(tiny_gguf.read_bytes()[:200_000])
        assert self.failure(sandboxless, garbage).code == "model-refused"
        assert self.failure(sandboxless, cut).code == "model-refused"
        assert self.failure(sandboxless, link).code == "model-unreadable"
        assert self.failure(sandboxless, tmp_path / "absent.gguf", 5).code == "model-unreadable"
        assert self.failure(sandboxless, tmp_path, 5).code == "model-unreadable"
        assert self.failure(sandboxless, tiny_gguf, 5).code == "model-changed"
        assert sandboxless.load(tiny_gguf, context_tokens=512).architecture == "llama"

    def test_the_engine_log_explains_the_refusal(self, sandboxless: WorkerProcess, tmp_path: Path) -> None:
        garbage = tmp_path / "garbage.gguf"
        garbage.write_bytes(b"GGUF" + b"\xff" * 400)
        assert "gguf" in self.failure(sandboxless, garbage).detail
