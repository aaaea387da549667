# SPDX-License-Identifier: Apache-2.0
"""Nothing is shipped but a file that was measured, with every number it claims and everybody it learnt from."""

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starter.__main__ import main
from starter.card import Evidence, card_of, training_of
from starter.claims import MOST_BYTES, NotShippable, limits_of, require_shippable
from starter.notice import LicenceUnknown, used_sets
from starter.settings import Data, Settings, Training
from starter.ship import ship
from starter.shrink import ShrinkFailed, best

from edgeassist.store.starter import Starter
from edgeassist.store.task import Task

CONTENT = b"GGUF and the rest of it"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
SIZES = {"vocab_size": 6144, "width": 256, "layers": 6, "heads": 4, "kv_heads": 2, "hidden": 768, "context": 384}
TRAINING = Training(
    tokens=1000,
    batch_tokens=8,
    micro_tokens=4,
    matrix_rate=0.02,
    rate=0.004,
    warm_steps=1,
    cooling=0.4,
    weight_decay=0.0,
    prompt_weight=0.0,
    check_every=1,
)
MANIFEST = [
    {
        "name": "parallel_tatoeba",
        "licence": "CC BY 2.0 FR, Tatoeba (_about.txt inside the archives)",
        "sources": ["somebody/pairs@" + "a" * 40],
        "kept": "Pairs, merged",
    },
    {"name": "qa_chitchat_ms", "licence": "MIT License (LICENSE)", "sources": ["microsoft/bots@" + "b" * 40]},
    {"name": "qa_unused", "licence": "CC0 1.0", "sources": ["nobody/nothing@" + "c" * 40]},
    {"name": "qa_closed", "licence": "CC BY-NC 4.0", "sources": ["closed/set@" + "d" * 40]},
    {"name": "qa_alike", "licence": "CC BY-SA 4.0 (LICENSE)", "sources": ["alike/set@" + "e" * 40]},
    {"name": "qa_sharing", "licence": "Community Data License Agreement - Sharing 1.0", "sources": ["s/t@" + "f" * 40]},
    {"name": "qa_vague", "licence": "see the website", "sources": ["vague/set@" + "0" * 40]},
]
MIT_TEXT = "MIT License\n\n    Copyright (c) Microsoft Corporation. All rights reserved.\n\nPermission is granted."


def score(measured: float | None, bar: float, *, beats: bool) -> dict[str, Any]:
    return {
        "metric": "chrF",
        "measured": measured,
        "interval": [30.0, 34.0],
        "n": 300,
        "baselines": {"copying": bar, "dictionary": bar - 1},
        "lower_is_better": False,
        "beats_baseline": beats,
        "why": f"chrF {measured} is {'' if beats else 'not clearly '}better than {bar}.",
        "more": {"BLEU": {"value": 9.0, "interval": [8.0, 10.0], "n": 300}},
    }


def results(**changes: Any) -> dict[str, Any]:
    return {
        "made": {"sha256": DIGEST, "size_bytes": len(CONTENT)},
        "tasks": {
            "translate en-es": score(32.0, 18.0, beats=True),
            "summarize": score(11.0, 25.0, beats=False),
            "refusals": score(90.0, 50.0, beats=True),
        },
        "speed": None,
        "samples": {"summarize": [{"source": "a | b", "reference": "c", "output": "d\ne <f>"}]},
        "prompts": [{"id": "1", "kind": "greeting", "prompt": "Hello", "reply": "Hi!"}],
    } | changes


def shrunk(digest: str = DIGEST) -> dict[str, Any]:
    row = {
        "size_bytes": len(CONTENT),
        "sha256": digest,
        "perplexity": 99.5,
        "source_perplexity": 99.0,
        "mean_kl_nats": 0.0001,
        "top_token_agreement": 0.998,
        "tokens": 955,
        "text": "EdgeAssist held text 1",
    }
    source = {"size_bytes": 2 * len(CONTENT), "sha256": "0" * 64, "type": "F16"}
    return {"source": source, "parameters": 6_294_784, "calibration": "its own", "types": {"Q8_0": row}}


LOG = "".join(
    json.dumps({"step": step, "tokens": 8000 * step, "seconds": 2.5 * step, "loss": 9 / step, "held": {"tatoeba": 1.5}})
    + "\n"
    for step in [*range(1, 151), 150]
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "qa_chitchat_ms").mkdir(parents=True)
    (folder / "qa_chitchat_ms" / "LICENCE.microsoft_bots.LICENSE").write_text(MIT_TEXT)
    (folder / "MANIFEST.jsonl").write_text("".join(json.dumps(one) + "\n" for one in MANIFEST))
    return folder


def mixed(folder: Path, *origins: str) -> Path:
    """Write training documents of these origins; what one of them says looks like an origin too."""
    folder.mkdir(exist_ok=True, parents=True)
    lines = [json.dumps({"task": "chat", "turns": [['the "origin": "x/', "y"]], "origin": one}) for one in origins]
    (folder / "mix.train.jsonl").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "starter-Q8_0.gguf"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def evidence(tmp_path: Path, data: Path) -> Evidence:
    documents = mixed(tmp_path / "mix", "parallel_tatoeba/en-es/7", "qa_chitchat_ms/en/hi", "own-chat/help/what")
    for name, content in (("scores.json", results()), ("shrink.json", shrunk())):
        (tmp_path / name).write_text(json.dumps(content))
    (tmp_path / "log.jsonl").write_text(LOG)
    return Evidence(
        settings=Settings("cpu-6m", 7, SIZES, Data(("en", "es"), 20, 1000, 85.0, {}), TRAINING),
        log=tmp_path / "log.jsonl",
        scores=tmp_path / "scores.json",
        shrunk=tmp_path / "shrink.json",
        sets=used_sets(data, documents),
        hardware="two cores of a laptop",
    )


def test_the_app_reads_what_was_shipped(model: Path, evidence: Evidence, tmp_path: Path) -> None:
    ship(model, tmp_path / "out", evidence)
    starter = Starter(tmp_path / "out")
    starter.verify()
    assert (starter.card.usable, starter.card.quantization, starter.card.context_trained_tokens) == (True, "Q8_0", 384)
    assert starter.offers(Task("translate", "en", "es")).ok
    refused = starter.offers(Task("summarize"))
    assert (refused.ok, "not clearly better" in refused.why) == (False, True)
    assert not starter.offers(Task("chat")).ok


def test_shipping_again_replaces_everything_and_leaves_nothing_else(
    model: Path, evidence: Evidence, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    ship(model, out, evidence)
    (out / "NOTICE").write_text("old")
    ship(model, out, evidence)
    assert sorted(one.name for one in out.iterdir()) == ["NOTICE", "card.json", "model_card.md", "starter.gguf"]
    assert "Tatoeba" in (out / "NOTICE").read_text()


def test_the_card_tells_what_training_cost(model: Path, evidence: Evidence) -> None:
    training = card_of(model, evidence)["training"]
    assert (training["steps"], training["tokens"], training["seconds"]) == (150, 1_200_000, 375.0)
    assert (training["hardware"], training["config"]) == ("two cores of a laptop", "cpu-6m")
    assert len(training["curve"]) <= 61
    assert [one["step"] for one in training["curve"]][::50] == [1, 150]


def test_a_leg_of_no_step_does_not_take_the_last_loss_away(evidence: Evidence) -> None:
    again = {"step": 150, "tokens": 1_200_000, "seconds": 375.0, "loss": float("nan"), "held": {"tatoeba": 1.5}}
    evidence.log.write_text(LOG + json.dumps(again) + "\n")
    assert training_of(evidence.log, evidence.settings, "a laptop")["curve"][-1]["loss"] == 9 / 150


def test_the_notice_names_every_set_used_and_no_other(model: Path, evidence: Evidence, tmp_path: Path) -> None:
    ship(model, tmp_path / "out", evidence)
    text = (tmp_path / "out" / "NOTICE").read_text()
    assert "CC BY 2.0 FR" in text
    assert "https://creativecommons.org/licenses/by/2.0/fr/" in text
    assert f"https://github.com/somebody/pairs at {'a' * 40}" in text
    assert "contributors of Tatoeba" in text
    assert MIT_TEXT in text
    assert "Copyright (c) Microsoft Corporation" in text
    assert "own-chat\n  Licence: CC0 1.0, written for EdgeAssist" in text
    assert "unused" not in text


def test_the_page_survives_what_a_model_writes(model: Path, evidence: Evidence, tmp_path: Path) -> None:
    ship(model, tmp_path / "out", evidence)
    page = (tmp_path / "out" / "model_card.md").read_text()
    assert "| a &#124; b | c | d<br>e &lt;f> |" in page
    assert "| translate en-es | chrF | 32.0 (30.0 to 34.0) |" in page
    assert "| Q8_0, shipped |" in page


def test_a_withheld_task_is_not_offered_and_says_why(model: Path, evidence: Evidence) -> None:
    with pytest.raises(NotShippable, match="No task beats"):
        card_of(model, replace(evidence, withheld={"translate en-es": "It mixes up numbers."}))
    with pytest.raises(NotShippable, match="no score of chat"):
        card_of(model, replace(evidence, withheld={"chat": "Not asked."}))


def test_a_task_is_withheld_by_the_recipes_command(
    data: Path, evidence: Evidence, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = tmp_path / "cpu-6m"
    mixed(work / "documents", "own-chat/help/what")
    row = shrunk()["types"]["Q8_0"] | {"file": model.name}
    (work / "made").mkdir()
    (work / "made" / "shrink.json").write_text(json.dumps(shrunk() | {"best": "Q8_0", "types": {"Q8_0": row}}))
    model.rename(work / "made" / model.name)
    for path, folder in ((evidence.log, "run"), (evidence.scores, "scores")):
        (work / folder).mkdir()
        path.rename(work / folder / path.name)
    command = ["starter", "ship", "--work", str(tmp_path), "--data", str(data), "--shipped", str(tmp_path / "out")]
    monkeypatch.setattr(sys, "argv", [*command, "--withhold", "refusals=Nobody asks for them."])
    main()
    scores = json.loads((tmp_path / "out" / "card.json").read_text())["scores"]
    assert scores["refusals"]["why"] == "Nobody asks for them."
    monkeypatch.setattr(sys, "argv", [*command, "--withhold", "chat"])
    with pytest.raises(SystemExit):
        main()


def test_what_is_no_task_of_the_app_is_told_and_never_offered(model: Path, evidence: Evidence) -> None:
    scores = card_of(model, evidence)["scores"]
    assert {name: one["offered"] for name, one in scores.items()} == {
        "translate en-es": True,
        "summarize": False,
        "refusals": False,
    }


@pytest.mark.parametrize(
    ("measured", "bars"),
    [(None, {"copying": 1.0}), (32.0, {}), (float("nan"), {"copying": 1.0}), (32.0, {"copying": None})],
)
def test_an_offer_without_its_numbers_is_not_shipped(
    model: Path, evidence: Evidence, measured: float | None, bars: dict[str, float | None], tmp_path: Path
) -> None:
    claimed = score(None, 18.0, beats=True) | {"measured": measured, "baselines": bars}
    evidence.scores.write_text(json.dumps(results(tasks={"translate en-es": claimed})))
    with pytest.raises(NotShippable, match="without its score"):
        ship(model, tmp_path / "out", evidence)
    assert not (tmp_path / "out").exists()


def test_a_model_too_large_is_not_shipped(model: Path, evidence: Evidence) -> None:
    card = card_of(model, evidence) | {"size_bytes": MOST_BYTES + 1}
    with pytest.raises(NotShippable, match="at most 40,000,000"):
        require_shippable(card, 1000)


def test_scores_and_proofs_of_another_file_are_refused(model: Path, evidence: Evidence) -> None:
    evidence.shrunk.write_text(json.dumps(shrunk("f" * 64)))
    with pytest.raises(NotShippable, match="none of those that shrink made"):
        card_of(model, evidence)
    model.write_bytes(CONTENT + b"!")
    with pytest.raises(NotShippable, match="another file"):
        card_of(model, evidence)


def test_a_step_that_was_not_run_is_named(model: Path, evidence: Evidence) -> None:
    evidence.scores.unlink()
    with pytest.raises(NotShippable, match=r"scores\.json is missing"):
        card_of(model, evidence)


@pytest.mark.parametrize(
    ("origin", "reason"),
    [
        ("found_somewhere/3", "No licence is known for found_somewhere"),
        ("qa_closed/1", "may not be given away"),
        ("qa_alike/1", "may not be given away"),
        ("qa_sharing/1", "may not be given away"),
        ("qa_vague/1", "may not be given away"),
    ],
)
def test_data_that_may_not_be_used_stops_the_shipping(data: Path, tmp_path: Path, origin: str, reason: str) -> None:
    with pytest.raises(LicenceUnknown, match=reason):
        used_sets(data, mixed(tmp_path / "bad", "own-chat/a", origin))


def test_the_sets_are_counted_by_their_training_documents(evidence: Evidence) -> None:
    found = [(one.name, one.documents) for one in evidence.sets]
    assert found == [("parallel_tatoeba", 1), ("qa_chitchat_ms", 1), ("own-chat", 1)]


def test_the_limits_are_sentences_a_person_understands() -> None:
    limits = limits_of(("en", "es", "fr"), 384, 6_294_784)
    assert limits[1] == "It reads and writes English, Spanish and French only."
    assert "384 tokens, about 270 words" in limits[2]
    assert limits_of(("en",), 384, 1)[1] == "It reads and writes English only."


def test_the_type_that_keeps_most_is_the_one_to_ship() -> None:
    rows = {
        "Q8_0": {"size_bytes": 50_000_000, "mean_kl_nats": 0.0001},
        "Q6_K": {"size_bytes": 39_000_000, "mean_kl_nats": 0.002},
        "Q4_K_M": {"size_bytes": 25_000_000, "mean_kl_nats": 0.02},
    }
    assert best(rows) == "Q6_K"
    assert best(rows, most_bytes=60_000_000) == "Q8_0"
    with pytest.raises(ShrinkFailed, match="smaller config"):
        best(rows, most_bytes=1000)
