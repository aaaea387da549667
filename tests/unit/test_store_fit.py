# SPDX-License-Identifier: Apache-2.0
"""The memory estimate, the figure of free memory it is held against, and the trial that corrects it."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from edgeassist.core.errors import EdgeError, EngineTrouble
from edgeassist.store.card import Measured, ModelCard
from edgeassist.store.ceiling import Ceiling, Worked
from edgeassist.store.fit import NotEnoughMemory, estimate
from edgeassist.store.free_memory import free_memory, system_available
from edgeassist.store.probe import probe
from edgeassist.store.repacking import repacked_bytes, repacked_kinds

QWEN = ModelCard(
    id="qwen",
    name="Qwen2.5 0.5B",
    size_bytes=398_000_000,
    tensor_bytes=391_000_000,
    embedding=896,
    feed_forward=4864,
    vocabulary_tokens=151_936,
    kv_elements=24 * 2 * (64 + 64),
)
GB = 1_000_000_000


def test_the_sum_is_shown_with_its_parts() -> None:
    fit = estimate(QWEN, context_tokens=4096, free_bytes=7_600_000_000)
    assert fit.sum_text() == (
        "weights 391 MB + context 50 MB + work space 21 MB + program 78 MB = 540 MB of 7.6 GB free"
    )
    assert fit.fits


def test_keys_and_values_grow_with_the_context_only() -> None:
    short, long = (estimate(QWEN, context_tokens=tokens, free_bytes=GB) for tokens in (1024, 8192))
    assert long.kv_bytes == 8 * short.kv_bytes
    assert long.weights_bytes == short.weights_bytes


def test_a_smaller_batch_needs_less_work_space() -> None:
    wide, narrow = (estimate(QWEN, context_tokens=4096, free_bytes=GB, batch_tokens=n) for n in (512, 128))
    assert narrow.compute_bytes * 3 < wide.compute_bytes


@pytest.mark.parametrize(
    ("embedding", "feed_forward", "context_tokens", "batch_tokens", "reported_mib"),
    [
        (896, 4864, 4096, 512, 39.51),
        (896, 4864, 16_384, 512, 51.51),
        (896, 4864, 4096, 128, 9.88),
        (2048, 8192, 4096, 512, 68.01),
        (576, 1536, 16_384, 512, 29.51),
    ],
)
def test_the_work_space_is_what_the_engine_reports(
    embedding: int, feed_forward: int, context_tokens: int, batch_tokens: int, reported_mib: float
) -> None:
    card = ModelCard(id="x", name="x", embedding=embedding, feed_forward=feed_forward)
    fit = estimate(card, context_tokens=context_tokens, free_bytes=GB, batch_tokens=batch_tokens)
    assert fit.compute_bytes / 1024**2 == pytest.approx(reported_mib, rel=0.01)


def test_too_little_memory_is_said_with_the_sum_and_a_context_that_fits() -> None:
    fit = estimate(QWEN, context_tokens=32_768, free_bytes=800_000_000)
    with pytest.raises(NotEnoughMemory, match="of 800 MB free") as caught:
        fit.require(QWEN.name)
    smaller = fit.largest_context()
    assert 256 <= smaller < 32_768
    assert smaller % 256 == 0
    assert f"{smaller:,} tokens: `--context {smaller}`" in caught.value.hint
    assert "settings.toml" in caught.value.hint
    assert estimate(QWEN, context_tokens=smaller, free_bytes=800_000_000).fits


def test_no_context_is_suggested_when_the_weights_alone_do_not_fit() -> None:
    fit = estimate(QWEN, context_tokens=4096, free_bytes=100_000_000)
    assert fit.largest_context() == 0
    with pytest.raises(NotEnoughMemory) as caught:
        fit.require(QWEN.name)
    assert "smaller model" in caught.value.hint


def test_every_refusal_names_the_override() -> None:
    with pytest.raises(NotEnoughMemory) as caught:
        estimate(QWEN, context_tokens=4096, free_bytes=100_000_000).require(QWEN.name)
    assert "`--anyway`" in caught.value.hint


REPACKED = msgspec.structs.replace(QWEN, matrix_bytes={"Q4_K": 100_000_000, "Q6_K": 200_000_000})


def test_a_copy_for_the_processor_counts_for_the_peak_and_not_for_the_need() -> None:
    plain = estimate(QWEN, context_tokens=4096, free_bytes=GB, repacked=frozenset())
    copied = estimate(REPACKED, context_tokens=4096, free_bytes=GB, repacked=frozenset({"Q4_K"}))
    assert copied.total_bytes == plain.total_bytes == plain.peak_bytes
    assert copied.peak_bytes == plain.peak_bytes + 100_000_000


def test_a_measured_peak_with_the_copy_in_it_does_not_raise_the_need() -> None:
    foretold = estimate(REPACKED, context_tokens=4096, free_bytes=GB, repacked=frozenset({"Q4_K"}))
    measured = Measured(prompt_rate=1, answer_rate=1, peak_bytes=foretold.peak_bytes, context_tokens=4096)
    card = msgspec.structs.replace(REPACKED, measured=measured)
    fit = estimate(card, context_tokens=4096, free_bytes=GB, repacked=frozenset({"Q4_K"}))
    assert (fit.correction_bytes, fit.peak_bytes, fit.total_bytes) == (0, foretold.peak_bytes, foretold.total_bytes)


def test_what_the_processor_code_copies_depends_on_the_code() -> None:
    assert "Q4_K" in repacked_kinds("haswell", "x86_64")
    assert "Q2_K" in repacked_kinds("cascadelake", "x86_64")
    assert "Q2_K" not in repacked_kinds("haswell", "x86_64")
    assert repacked_kinds("sse42", "x86_64") == frozenset()
    assert repacked_kinds("", "arm64") > repacked_kinds("", "AMD64")


@pytest.mark.parametrize(
    ("quantization", "embedding", "share"),
    [("Q4_K_M", 2048, 0.80), ("Q4_K_M", 896, 0.12), ("Q4_0", 896, 1.0), ("Q8_0", 2048, 0.0)],
)
def test_a_file_nobody_looked_into_is_judged_by_its_mix(quantization: str, embedding: int, share: float) -> None:
    card = ModelCard(id="x", name="x", size_bytes=GB, quantization=quantization, embedding=embedding)
    assert repacked_bytes(card, repacked_kinds("haswell", "x86_64")) == int(share * GB)


def test_a_mix_of_less_than_its_vocabulary_has_no_negative_copy() -> None:
    card = ModelCard(id="x", name="x", size_bytes=10, quantization="Q4_0", embedding=64, vocabulary_tokens=100)
    assert repacked_bytes(card, frozenset({"Q4_0"})) == 0


TIGHT = Worked(total_bytes=600_000_000, free_bytes=450_000_000, at="2026-11-21T00:00:00+00:00")


def test_a_load_as_hard_as_one_that_worked_is_not_refused() -> None:
    fit = estimate(QWEN, context_tokens=4096, free_bytes=500_000_000)
    assert not fit.fits
    taught = fit.taught(Ceiling().learned(TIGHT))
    taught.require(QWEN.name)
    assert taught.sum_text().endswith("of 500 MB free; a load of 600 MB worked here with 450 MB free")


@pytest.mark.parametrize(("context_tokens", "free_bytes"), [(4096, 440_000_000), (16_384, 500_000_000)])
def test_a_harder_load_than_any_that_worked_is_refused(context_tokens: int, free_bytes: int) -> None:
    fit = estimate(QWEN, context_tokens=context_tokens, free_bytes=free_bytes).taught(Ceiling((TIGHT,)))
    with pytest.raises(NotEnoughMemory):
        fit.require(QWEN.name)


def test_a_load_with_room_enough_needs_no_history() -> None:
    fit = estimate(QWEN, context_tokens=4096, free_bytes=GB).taught(Ceiling((Worked(2 * GB, GB // 2),)))
    assert fit.sum_text().endswith("of 1.0 GB free")


def measured_qwen(peak_bytes: int, context_tokens: int = 4096) -> ModelCard:
    measured = Measured(prompt_rate=1, answer_rate=1, peak_bytes=peak_bytes, context_tokens=context_tokens)
    return msgspec.structs.replace(QWEN, measured=measured)


def test_a_load_that_worked_before_is_no_reason_to_try_it_without_room() -> None:
    fit = estimate(measured_qwen(5 * GB), context_tokens=4096, free_bytes=300_000_000)
    assert not fit.fits
    with pytest.raises(NotEnoughMemory, match=r"= 5\.0 GB of 300 MB free"):
        fit.require(QWEN.name)


@pytest.mark.parametrize(
    ("peak_bytes", "needed", "shown"),
    [(500_000_000, 521_317_120, "\N{MINUS SIGN} 19 MB"), (600_000_000, 600_000_000, "+ 60 MB")],
)
def test_what_was_measured_here_corrects_the_sum(peak_bytes: int, needed: int, shown: str) -> None:
    fit = estimate(measured_qwen(peak_bytes), context_tokens=4096, free_bytes=needed)
    assert fit.total_bytes == needed
    assert fit.fits
    assert f"program 78 MB {shown} as measured here = {round(needed, -6) // 1_000_000} MB" in fit.sum_text()


def test_a_trial_that_left_the_work_space_untouched_takes_nothing_off() -> None:
    plain = estimate(QWEN, context_tokens=4096, free_bytes=GB)
    fit = estimate(measured_qwen(plain.total_bytes - plain.compute_bytes // 2), context_tokens=4096, free_bytes=GB)
    assert (fit.correction_bytes, fit.total_bytes) == (0, plain.total_bytes)


def test_a_longer_context_than_the_measured_one_takes_more() -> None:
    card = measured_qwen(600_000_000, context_tokens=1024)
    plain, longer = (estimate(card, context_tokens=tokens, free_bytes=GB) for tokens in (1024, 8192))
    added = (longer.kv_bytes - plain.kv_bytes) + (longer.compute_bytes - plain.compute_bytes)
    assert (plain.total_bytes, longer.total_bytes) == (600_000_000, 600_000_000 + added)


def test_a_shorter_context_is_suggested_by_what_was_measured() -> None:
    fit = estimate(measured_qwen(700_000_000), context_tokens=4096, free_bytes=690_000_000)
    smaller = fit.largest_context()
    assert estimate(measured_qwen(700_000_000), context_tokens=smaller, free_bytes=690_000_000).fits


def test_a_model_without_attention_needs_no_context_memory() -> None:
    fit = estimate(msgspec.structs.replace(QWEN, kv_elements=0), context_tokens=4096, free_bytes=GB)
    assert fit.kv_bytes == 0
    assert fit.largest_context() == 4096


def test_a_card_with_no_numbers_can_be_estimated() -> None:
    assert estimate(ModelCard(id="x", name="x"), context_tokens=1, free_bytes=GB).fits


def lay(root: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return root


def test_free_memory_is_the_systems_figure_without_a_container(tmp_path: Path) -> None:
    assert free_memory(lambda: GB, tmp_path) == GB
    assert 0 < free_memory() <= system_available() * 1.5


def test_a_container_limit_of_the_second_kind_is_honoured(tmp_path: Path) -> None:
    group = "sys/fs/cgroup/app"
    files = {
        "proc/self/cgroup": "0::/app\n",
        f"{group}/memory.max": "600000000\n",
        f"{group}/memory.current": "300000000\n",
        f"{group}/memory.stat": "anon 5\ninactive_file 100000000\n",
    }
    assert free_memory(lambda: GB, lay(tmp_path, files)) == 400_000_000


def test_the_tightest_of_nested_limits_counts(tmp_path: Path) -> None:
    files = {
        "proc/self/cgroup": "0::/outer/inner\n",
        "sys/fs/cgroup/outer/memory.max": "200000000\n",
        "sys/fs/cgroup/outer/memory.current": "50000000\n",
        "sys/fs/cgroup/outer/inner/memory.max": "max\n",
        "sys/fs/cgroup/outer/inner/memory.current": "1\n",
    }
    assert free_memory(lambda: GB, lay(tmp_path, files)) == 150_000_000


def test_a_container_limit_of_the_first_kind_is_honoured_at_the_mount(tmp_path: Path) -> None:
    files = {
        "proc/self/cgroup": "4:cpu:/x\n3:cpu,memory:/docker/abc\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": "700000000\n",
        "sys/fs/cgroup/memory/memory.usage_in_bytes": "650000000\n",
        "sys/fs/cgroup/memory/memory.stat": "total_inactive_file 1000000\n",
    }
    assert free_memory(lambda: GB, lay(tmp_path, files)) == 51_000_000


@pytest.mark.parametrize("limit", ["max\n", "9223372036854771712\n", "", "-1\n", "x"])
def test_a_limit_that_is_none_changes_nothing(limit: str, tmp_path: Path) -> None:
    group = "sys/fs/cgroup"
    files = {"proc/self/cgroup": "0::/\nodd\n", f"{group}/memory.max": limit, f"{group}/memory.current": "1\n"}
    assert free_memory(lambda: GB, lay(tmp_path, files)) == GB


def test_a_group_over_its_limit_has_no_room(tmp_path: Path) -> None:
    files = {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "5", "sys/fs/cgroup/memory.current": "9"}
    assert free_memory(lambda: GB, lay(tmp_path, files)) == 0


MEASURED = Measured(prompt_rate=100, answer_rate=20, peak_bytes=GB, context_tokens=4096)


class Shelf:
    """One stored card; `deaths` are counted by another thread while the trial runs."""

    def __init__(self, card: ModelCard) -> None:
        self.card = card

    def update(self, card_id: str, change: Callable[[ModelCard], ModelCard]) -> ModelCard:
        assert card_id == self.card.id
        self.card = change(self.card)
        return self.card


def test_a_good_trial_makes_the_model_ready_with_its_numbers() -> None:
    shelf = Shelf(QWEN.failed("probe-failed", "It died."))
    probed = probe(shelf.card, lambda _: MEASURED, shelf.update)
    assert shelf.card == probed
    assert (probed.state, probed.failure, probed.measured) == ("ready", "", MEASURED)


def test_what_others_write_during_a_trial_stays() -> None:
    shelf = Shelf(QWEN)

    def trial(card: ModelCard) -> Measured:
        shelf.update(card.id, lambda now: msgspec.structs.replace(now, deaths=2))
        return MEASURED

    assert probe(QWEN, trial, shelf.update).deaths == 2


def test_a_failed_trial_is_written_down_and_the_model_may_be_tried_again() -> None:
    def dies(_: ModelCard) -> Measured:
        raise EngineTrouble("The engine stopped on this model.")

    shelf = Shelf(QWEN)
    probed = probe(QWEN, dies, shelf.update)
    assert shelf.card == probed
    assert (probed.state, probed.failure) == ("failed", "The engine stopped on this model.")
    assert probed.usable


def test_a_trial_that_breaks_in_an_unknown_way_is_not_hidden() -> None:
    def broken(_: ModelCard) -> Measured:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        probe(QWEN, broken, Shelf(QWEN).update)


def test_not_enough_memory_has_the_exit_code_of_its_family() -> None:
    error = NotEnoughMemory("x", estimate(QWEN, context_tokens=4096, free_bytes=1))
    assert isinstance(error, EdgeError)
    assert (error.code, error.exit_code) == ("not-enough-memory", 5)
