# SPDX-License-Identifier: Apache-2.0
"""The real engine reads a text with two made models: figures against a second way to them, and what is refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edgeassist.core.paths import resource
from edgeassist.wire import jobs
from tests.support.compare_child import events, plain
from tests.support.models import write_model
from tests.support.shapes import TINY, Kind
from tests.support.tokenizer import trained_vocabulary

KINDS: tuple[Kind, ...] = ("f16", "q8_0", "q4_0")
PAGE = resource("texts", "held.txt")
WINDOW_TOKENS = 128


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the same weights in three types, with one vocabulary; and a model with another."""
    folder = tmp_path_factory.mktemp("compared")
    vocabulary = trained_vocabulary(TINY.vocabulary)
    made: dict[str, Path] = {kind: folder / f"{kind}.gguf" for kind in KINDS}
    for kind in KINDS:
        write_model(made[kind], "tiny", TINY, kind, vocabulary)
    swapped = (*vocabulary.tokens[:-2], vocabulary.tokens[-1], vocabulary.tokens[-2])
    other = folder / "other.gguf"
    write_model(other, "tiny", TINY, "q8_0", replace(vocabulary, tokens=swapped))
    return {**made, "other": other}


def source(path: Path) -> jobs.Source:
    return jobs.Source(path=str(path), size_bytes=path.stat().st_size)


def job(one: Path, made: Path, text: Path = PAGE, *, max_tokens: int = 512) -> jobs.Compare:
    return jobs.Compare(
        source=source(one),
        made=source(made),
        text=str(text),
        threads=1,
        max_tokens=max_tokens,
        context_tokens=WINDOW_TOKENS,
    )


def compared(wish: jobs.Compare) -> jobs.Compared:
    last = events(wish)[-1]
    assert isinstance(last, jobs.Compared), last
    return last


def refused(wish: jobs.Compare) -> jobs.Refused:
    last = events(wish)[-1]
    assert isinstance(last, jobs.Refused), last
    return last


def test_a_model_does_not_stray_from_itself(models: dict[str, Path]) -> None:
    told = compared(job(models["q8_0"], models["q8_0"]))
    assert (told.mean_divergence, told.agreement) == (0.0, 1.0)
    assert set(told.by_part) == {0.0}
    assert told.source.perplexity == told.made.perplexity


def test_a_coarser_type_strays_further(models: dict[str, Path]) -> None:
    fine, coarse = (compared(job(models["f16"], models[kind])) for kind in ("q8_0", "q4_0"))
    assert 0 < fine.mean_divergence < coarse.mean_divergence / 5
    assert fine.agreement > coarse.agreement
    assert list(coarse.divergence_percentiles) == sorted(coarse.divergence_percentiles)
    assert np.mean(coarse.by_part) == pytest.approx(coarse.mean_divergence, rel=0.02)
    assert coarse.source.perplexity == fine.source.perplexity


def test_the_figures_are_those_of_reading_word_by_word(models: dict[str, Path], tmp_path: Path) -> None:
    text = tmp_path / "page.txt"
    text.write_text(PAGE.read_text(encoding="utf-8")[:2000], encoding="utf-8")
    wish = job(models["f16"], models["q4_0"], text, max_tokens=WINDOW_TOKENS)
    told, expected = compared(wish), plain(wish)
    assert told.tokens == len(expected.divergences) == WINDOW_TOKENS - 1 - WINDOW_TOKENS // 2
    # One token at a time rounds otherwise than 64 at once, and with quantized weights more so.
    assert told.source.perplexity == pytest.approx(expected.perplexities[0], rel=3e-3)
    assert told.made.perplexity == pytest.approx(expected.perplexities[1], rel=2e-2)
    assert told.mean_divergence == pytest.approx(np.mean(expected.divergences), rel=5e-2)
    assert told.agreement == pytest.approx(expected.agreement, abs=4 / told.tokens)


def test_both_are_measured_alone_and_every_step_is_told_to_its_end(models: dict[str, Path]) -> None:
    *steps, told = events(job(models["f16"], models["q8_0"]))
    assert isinstance(told, jobs.Compared)
    for one, file in ((told.source, models["f16"]), (told.made, models["q8_0"])):
        assert one.size_bytes == file.stat().st_size
        assert min(one.prompt_rate, one.answer_rate) > 0
        assert one.peak_bytes > one.size_bytes
    named: dict[str, list[tuple[int, int]]] = {}
    for step in steps:
        assert isinstance(step, jobs.Step)
        named.setdefault(step.step, []).append((step.done, step.total))
    assert len(named) == 3
    for marks in named.values():
        assert marks == sorted(marks)
        assert marks[0][0] == 0
        assert marks[-1][0] == marks[-1][1]


def test_another_vocabulary_is_refused(models: dict[str, Path]) -> None:
    assert refused(job(models["f16"], models["other"])).code == "other-vocabulary"


def test_too_short_a_text_is_refused(models: dict[str, Path], tmp_path: Path) -> None:
    text = tmp_path / "short.txt"
    text.write_text("Hi.", encoding="utf-8")
    assert refused(job(models["f16"], models["q8_0"], text)).code == "text-too-short"
    assert refused(job(models["f16"], models["q8_0"], tmp_path / "none.txt")).code == "text-unreadable"


def test_a_text_of_half_a_page_is_one_short_window(models: dict[str, Path], tmp_path: Path) -> None:
    text = tmp_path / "note.txt"
    text.write_text("The quick brown fox jumps over the lazy dog, and the engine reads on.", encoding="utf-8")
    told = compared(job(models["f16"], models["q8_0"], text))
    assert 8 <= told.tokens < WINDOW_TOKENS // 2


def test_a_model_that_computes_nonsense_is_named(models: dict[str, Path], tmp_path: Path) -> None:
    content = bytearray(models["f16"].read_bytes())
    content[-4096:] = np.full(2048, np.nan, np.float16).tobytes()
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(content)
    told = refused(job(models["f16"], broken))
    assert told.code == "computes-nonsense"
    assert "new model" in told.message
    assert "original" in refused(job(broken, models["f16"])).message


def test_a_changed_file_is_not_read(models: dict[str, Path]) -> None:
    wish = job(models["f16"], models["q8_0"])
    changed = jobs.Compare(source=wish.source, made=jobs.Source(wish.made.path, 7), text=wish.text)
    assert refused(changed).code == "model-changed"
