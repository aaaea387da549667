# SPDX-License-Identifier: Apache-2.0
"""What is recommended for a computer and a task, and that no speed is named which this computer did not measure."""

from pathlib import Path
from types import SimpleNamespace

import msgspec
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.store.card import Measured, ModelCard, Origin
from edgeassist.store.catalogue import Catalogue, read_catalogue
from edgeassist.store.ceiling import Ceiling, Worked
from edgeassist.store.choice import NOT_MEASURED
from edgeassist.store.machine import Machine, cores_told, survey
from edgeassist.store.recommend import PATIENT_RATE, READABLE_RATE, TASKS, UnknownTask, foretold_rate, recommend
from tests.support.proofs import proof

GB = 10**9
LAPTOP = Machine(free_bytes=7_600_000_000, cores=4, disk_free_bytes=100 * GB)
SHIPPED = read_catalogue()


def stored(ref: str, rate: float = 0.0, **facts: object) -> ModelCard:
    entry = SHIPPED.find(ref)
    measured = Measured(prompt_rate=100, answer_rate=rate, peak_bytes=0, context_tokens=4096) if rate else None
    origin = Origin(repo=entry.file.repo, commit="", file=entry.file.file)
    changes = {"id": ref, "state": "ready", "measured": measured, "origin": origin} | facts
    return msgspec.structs.replace(entry.card, **changes)


QWEN = stored("qwen2.5-0.5b", 26.0)


def test_the_answer_is_one_sentence_with_the_sums() -> None:
    found = recommend(SHIPPED, [QWEN], LAPTOP, "translate", 2 * GB)
    assert found.sentence().startswith(
        "Good fit: Qwen3 1.7B Balanced (1.7 GB of 2.0 GB allowed), about 9 words a second"
    )
    assert "; will not fit: SmolLM3 3B Balanced (2.3 GB), " in found.sentence()
    assert found.notes == ("Judged for the 2.0 GB you allowed; 7.6 GB are free.",)
    assert found.good
    assert found.good.fit.sum_text().startswith("weights 1.1 GB + context 470 MB + work space 30 MB + program 78 MB = ")


def test_better_models_that_are_slower_than_one_reads_stand_apart() -> None:
    found = recommend(SHIPPED, [stored("qwen2.5-0.5b", 13.0)], LAPTOP)
    assert found.good
    assert found.good.rate
    assert found.good.rate >= READABLE_RATE
    assert found.slower
    for one in found.slower:
        assert one.rate is not None
        assert one.rate < found.good.rate
        assert one.rank > found.good.rank
    assert "better but slower: Qwen3 4B Balanced (about 2 words a second)" in found.sentence()


def test_what_nobody_would_wait_for_is_not_advertised() -> None:
    found = recommend(SHIPPED, [stored("qwen2.5-0.5b", 6.0)], LAPTOP)
    assert "qwen3-4b" in {one.kin for one in found.too_slow}
    assert all(one.rate is not None and one.rate < PATIENT_RATE and one.verdict == "too-slow" for one in found.too_slow)
    assert not any(one.name in found.sentence() for one in found.too_slow)
    assert all(one in found.choices for one in found.too_slow)
    for one in (*found.slower, *found.lighter):
        assert one.rate is not None
        assert one.rate >= PATIENT_RATE


def test_where_everything_is_slow_the_quickest_is_named_as_such() -> None:
    found = recommend(SHIPPED, [stored("qwen2.5-0.5b", 1.0)], LAPTOP, "translate")
    assert found.sentence() == (
        "Slow, but the quickest here: Qwen3 0.6B Balanced (961 MB of 7.6 GB free), about 0.9 words a second."
    )
    assert found.good
    assert not found.slower


def test_a_slow_model_that_is_here_is_still_listed() -> None:
    cards = [stored("qwen2.5-0.5b", 8.0), stored("qwen3-4b", 1.2)]
    found = recommend(SHIPPED, cards, LAPTOP)
    (own,) = [one for one in found.too_slow if one.here]
    assert (own.kin, own.speed()) == ("qwen3-4b", "0.9 words a second")


def test_without_a_measurement_nothing_is_called_too_slow_and_no_speed_is_repeated() -> None:
    found = recommend(SHIPPED, [], LAPTOP)
    assert found.too_slow == ()
    assert found.sentence().count(NOT_MEASURED) == 1
    assert "; better but slower: Qwen3 4B Balanced, Gemma 3 4B Balanced." in found.sentence()


@pytest.mark.parametrize(
    ("task", "memory_limit", "cores", "kin"),
    [
        ("translate", 1 * GB, 4, "qwen3-0.6b"),
        ("translate", 2 * GB, 2, "qwen3-1.7b"),
        ("translate", 4 * GB, 4, "smollm3-3b"),
        ("summarize", 8 * GB, 2, "qwen3-1.7b"),
        ("code", 2 * GB, 4, "qwen3-1.7b"),
        ("chat", 8 * GB, 8, "qwen3-4b"),
    ],
)
def test_before_a_measurement_the_choice_is_the_one_an_expert_would_make(
    task: str, memory_limit: int, cores: int, kin: str
) -> None:
    good = recommend(SHIPPED, [], Machine(16 * GB, cores, 100 * GB), task, memory_limit).good
    assert good
    assert good.kin == kin


def test_no_speed_is_named_before_one_was_measured_here() -> None:
    found = recommend(SHIPPED, [], LAPTOP)
    assert all(one.rate is None and one.speed() == NOT_MEASURED for one in found.choices)
    assert any("4 cores" in note for note in found.notes)


def test_without_a_measurement_few_cores_mean_a_smaller_model() -> None:
    two, eight = (recommend(SHIPPED, [], msgspec_free(cores)).good for cores in (2, 8))
    assert two
    assert eight
    assert two.kin == "qwen3-1.7b"
    assert eight.card.size_bytes > 2 * two.card.size_bytes
    single = recommend(SHIPPED, [], msgspec_free(1))
    assert any("1 core," in note for note in single.notes)


def msgspec_free(cores: int) -> Machine:
    return Machine(LAPTOP.free_bytes, cores, LAPTOP.disk_free_bytes)


def test_a_speed_is_foretold_from_the_bytes_of_the_nearest_measured_model() -> None:
    near = ModelCard(id="near", name="near", tensor_bytes=1000, measured=QWEN.measured)
    far = ModelCard(
        id="far",
        name="far",
        tensor_bytes=10,
        measured=Measured(prompt_rate=1, answer_rate=9, peak_bytes=0, context_tokens=1),
    )
    assert foretold_rate(ModelCard(id="x", name="x", tensor_bytes=2000), [far, near]) == 13.0
    assert foretold_rate(ModelCard(id="x", name="x"), [near]) is None
    assert foretold_rate(near, [ModelCard(id="x", name="x", tensor_bytes=5)]) is None


def test_what_was_measured_is_not_called_about() -> None:
    found = recommend(SHIPPED, [QWEN], LAPTOP)
    own = next(one for one in found.choices if one.here)
    assert own.speed() == "20 words a second"
    assert "already here" in own.line()
    others = [one for one in found.choices if not one.here]
    assert all(one.speed().startswith("about ") for one in others)
    assert "to fetch" in others[0].line()


def test_a_model_that_is_here_wins_against_an_equal_one_to_fetch() -> None:
    here = stored("qwen2.5-1.5b", 20.0)
    found = recommend(SHIPPED, [here], Machine(1_700_000_000, 2, 100 * GB), "translate")
    assert found.good
    assert found.good.card is here
    first, second = found.sentence().split("; ")[:2]
    assert first.endswith("15 words a second, already here")
    assert second.startswith("better, to be fetched: Qwen3 1.7B Balanced (about 15 words a second)")
    assert found.good.remark == ""


def test_a_model_of_another_origin_is_judged_by_its_shape() -> None:
    own = stored("qwen2.5-1.5b", 20.0, id="mine", name="Mine", origin=None, sha256="f" * 64)
    translating = recommend(SHIPPED, [own], LAPTOP, "translate")
    mine = next(one for one in translating.choices if one.here)
    assert (mine.name, mine.ref, mine.rank) == ("Mine", "mine", 45)
    assert not any(one.kin == mine.kin and one is not mine for one in translating.choices)


def test_a_model_that_no_family_explains_is_taken_at_its_word() -> None:
    odd = ModelCard(id="odd", name="Odd", size_bytes=GB, parameters=1_230_000_000, state="ready", architecture="mamba")
    found = recommend(SHIPPED, [odd], LAPTOP, "code")
    assert [(one.name, one.rank) for one in found.choices if one.here] == [("Odd", 36)]
    alone = recommend(Catalogue(version=1, updated="2026-01-01"), [odd], LAPTOP)
    assert alone.good
    assert alone.good.ref == "odd"


def test_the_digest_recognises_a_file_that_came_by_hand() -> None:
    entry = next(entry for entry in SHIPPED.entries if entry.file.sha256)
    card = msgspec.structs.replace(entry.card, id="byhand", state="ready", sha256=entry.file.sha256)
    found = recommend(SHIPPED, [card], LAPTOP)
    assert [one.ref for one in found.choices if one.here] == [entry.ref]


def test_of_several_files_of_a_model_here_the_best_that_is_quick_enough_counts() -> None:
    small, large = stored("qwen2.5-1.5b", 20.0), stored("qwen2.5-1.5b", 4.0, id="large", origin=None, size_bytes=3 * GB)
    found = recommend(SHIPPED, [small, large], LAPTOP)
    assert [one.card.id for one in found.choices if one.here] == ["qwen2.5-1.5b"]


def test_of_several_copies_made_here_the_one_proved_to_keep_most_counts() -> None:
    original = stored("qwen2.5-1.5b", 3.0, quantization="F16", size_bytes=3 * GB, origin=None)
    copies = [
        stored(
            "qwen2.5-1.5b", 20.0, id=name, origin=None, parent=original.id, proof=proof(agreement=kept), size_bytes=n
        )
        for name, kept, n in (("plain", 0.71, 1_100_000_000), ("mixed", 0.93, GB), ("least", 0.60, 800_000_000))
    ]
    found = recommend(SHIPPED, [original, *copies], LAPTOP)
    assert [one.card.id for one in found.choices if one.here] == ["mixed"]


def test_a_damaged_model_is_no_choice() -> None:
    damaged = QWEN.failed("damaged", "It is damaged.")
    assert not any(one.here for one in recommend(SHIPPED, [damaged], LAPTOP).choices)


def test_an_original_is_not_recommended_for_use() -> None:
    refs = {one.ref for one in recommend(SHIPPED, [], LAPTOP).choices}
    assert not refs & {entry.ref for entry in SHIPPED.entries if entry.file.preset == "original"}


def test_a_model_too_large_for_the_disk_says_how_much_is_missing() -> None:
    found = recommend(SHIPPED, [], Machine(LAPTOP.free_bytes, 8, 2_500_000_000))
    big = next(one for one in found.too_big if one.kin == "gemma-3-4b")
    assert big.fit.fits
    assert "more disk" in found.sentence()
    assert "more disk needed" in big.line()
    assert found.good


def test_what_is_here_needs_no_disk() -> None:
    found = recommend(SHIPPED, [QWEN], Machine(LAPTOP.free_bytes, 4, 0))
    assert [one.here for one in found.choices if one.possible] == [True]


def test_nothing_fits_is_said() -> None:
    found = recommend(SHIPPED, [], Machine(1000, 4, 100 * GB))
    assert found.good is None
    assert found.sentence().startswith("No model fits now; will not fit: SmolLM2 135M Balanced")


@pytest.mark.parametrize(("percent", "on_battery", "saves"), [(12, True, True), (12, False, False), (20, True, False)])
def test_a_low_battery_asks_for_a_smaller_model_and_says_so(percent: float, on_battery: bool, saves: bool) -> None:
    machine = Machine(LAPTOP.free_bytes, 8, 100 * GB, on_battery, percent)
    found = recommend(SHIPPED, [], machine)
    assert found.good
    assert (found.good.card.parameters <= GB) == saves
    assert any("battery is at 12 %" in note for note in found.notes) == saves


def test_a_limit_above_what_is_free_does_not_make_room() -> None:
    found = recommend(SHIPPED, [], Machine(GB, 4, 100 * GB), "", 50 * GB)
    assert all(one.fit.free_bytes == GB for one in found.choices)
    assert "You allowed 50 GB, but only 1.0 GB are free now." in found.notes


def test_a_load_that_worked_here_makes_a_model_possible_unless_a_person_set_a_limit() -> None:
    machine, lesson = Machine(800_000_000, 4, 100 * GB), Ceiling((Worked(GB, 750_000_000),))
    taught = recommend(SHIPPED, [], machine, ceiling=lesson)
    limited = recommend(SHIPPED, [], machine, "", 800_000_000, ceiling=lesson)
    assert any(one.fit.worked and one.possible for one in taught.choices)
    assert not any(one.fit.worked for one in limited.choices)


def test_a_long_context_counts() -> None:
    short, long = (
        recommend(SHIPPED, [], LAPTOP, context_tokens=tokens).choices[0].fit.kv_bytes for tokens in (2048, 4096)
    )
    assert long == 2 * short


def test_no_context_beyond_the_trained_one_is_reckoned() -> None:
    found = recommend(SHIPPED, [], LAPTOP, context_tokens=100_000)
    assert next(one for one in found.choices if one.kin == "tinyllama-1.1b").fit.context_tokens == 2048


def test_an_unknown_task_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownTask) as caught:
        recommend(SHIPPED, [], LAPTOP, "sing")
    assert caught.value.hint == "Tasks are chat, summarize, translate, code."


@given(
    free_bytes=st.integers(0, 64 * GB),
    disk=st.integers(0, 100 * GB),
    cores=st.integers(1, 64),
    task=st.sampled_from(TASKS),
    limit=st.none() | st.integers(1, 64 * GB),
    rate=st.floats(0.01, 500),
)
def test_whatever_the_computer_the_good_fit_fits_and_each_model_is_judged_once(
    free_bytes: int, disk: int, cores: int, task: str, limit: int | None, rate: float
) -> None:
    found = recommend(SHIPPED, [stored("qwen2.5-0.5b", rate)], Machine(free_bytes, cores, disk), task, limit)
    kins = [one.kin for one in found.choices]
    assert len(kins) == len(set(kins))
    assert found.sentence().endswith(".")
    assert all(one.possible for one in (*found.better, *found.slower, *found.lighter))
    assert found.good is None or all(one.rank > found.good.rank for one in (*found.better, *found.slower))
    assert not any(one.possible for one in found.too_big)
    assert (found.good is None) == (not any(one.possible for one in found.choices))
    assert all(one.rate is not None and one.rate < PATIENT_RATE for one in found.too_slow)
    assert not any(one.rate is not None and one.rate < PATIENT_RATE for one in (*found.better, *found.slower))


def test_a_survey_measures_this_computer(tmp_path: Path) -> None:
    machine = survey(tmp_path, 5)
    assert machine.free_bytes == 5
    assert 1 <= machine.cores <= (psutil.cpu_count() or 1)
    assert machine.disk_free_bytes > 0
    assert survey(tmp_path / "gone", 5).disk_free_bytes == 0


def test_cores_are_counted_by_what_linux_has_on_record(tmp_path: Path) -> None:
    assert cores_told(tmp_path) == 0
    for number, share in enumerate(("0,2", "1,3", "0,2", "1,3")):
        folder = tmp_path / f"sys/devices/system/cpu/cpu{number}/topology"
        folder.mkdir(parents=True)
        (folder / "core_cpus_list").write_text(f"{share}\n")
    assert cores_told(tmp_path) == 2


@pytest.mark.parametrize(("plugged", "on_battery"), [(True, False), (False, True), (None, False)])
def test_a_battery_counts_while_it_feeds_the_computer(tmp_path: Path, plugged: bool | None, on_battery: bool) -> None:
    machine = survey(tmp_path, 5, lambda: SimpleNamespace(percent=12.0, power_plugged=plugged))
    assert (machine.on_battery, machine.battery_percent, machine.saving) == (on_battery, 12.0, on_battery)


def test_a_computer_without_a_battery_has_none(tmp_path: Path) -> None:
    def broken() -> None:
        raise OSError("no such sensor")

    for charge in (lambda: None, broken):
        machine = survey(tmp_path, 5, charge)
        assert (machine.on_battery, machine.battery_percent, machine.saving) == (False, None, False)
