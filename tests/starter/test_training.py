# SPDX-License-Identifier: Apache-2.0
"""Training on the real path at the smallest size: it learns, repeats itself, and goes on where it was stopped."""

from dataclasses import replace
from pathlib import Path

import numpy
import pytest
import torch
from starter.batches import Batches, cut
from starter.documents import Document, write
from starter.muon import Muon, orthogonal
from starter.network import Decoder, Shape, parameters
from starter.settings import Settings, settings
from starter.tokens import Tokens, load, write_tokens
from starter.train import Run, pace, weights
from starter.vocabulary import BEGIN, CHAT, END, REPLY, train_vocabulary

SHAPE = Shape(vocab_size=340, width=32, layers=2, heads=2, kv_heads=1, hidden=64, context=64)


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of two sources, tokenized: sums in words, and a little prose."""
    folder = tmp_path_factory.mktemp("tokens")
    talk = [Document("chat", f"t{a}{b}", ((f"{a} and {b}", f"makes {a + b}"),)) for a in range(12) for b in range(12)]
    prose = [Document("prose", f"p{number}", text=f"There were {number} small dogs.") for number in range(60)]
    for name, documents in (("talk", talk), ("prose", prose)):
        for side, chosen in (("train", documents[8:]), ("held", documents[:8])):
            write(folder / f"{name}.{side}.jsonl", chosen)
    train_vocabulary(sorted(folder.glob("*.train.jsonl")), folder / "vocabulary.model", 340, seed=1)
    for source in folder.glob("*.jsonl"):
        write_tokens(source, folder / "vocabulary.model", source.with_suffix(".bin"), SHAPE.context)
    return folder


def plan(tokens_in_all: int = 40_000) -> Settings:
    it = settings("smoke")
    network = {
        name: getattr(SHAPE, name)
        for name in ("vocab_size", "width", "layers", "heads", "kv_heads", "hidden", "context")
    }
    training = replace(it.training, tokens=tokens_in_all, batch_tokens=512, micro_tokens=512, check_every=1000)
    return replace(it, network=network, data=replace(it.data, shares={"talk": 0.7, "prose": 0.3}), training=training)


def test_a_run_learns_what_it_reads(tokens: Path, tmp_path: Path) -> None:
    run = Run(plan(), tokens, tmp_path, "cpu")
    before = run.check()
    assert run.leg(minutes=5)
    after = run.check()
    assert after["talk"] < before["talk"] / 2
    assert after["prose"] < before["prose"] / 2


def test_the_same_seed_gives_the_same_network(tokens: Path, tmp_path: Path) -> None:
    networks = []
    for name in ("a", "b"):
        run = Run(plan(4000), tokens, tmp_path / name, "cpu")
        run.leg(minutes=5)
        networks.append(run.network.state_dict())
    assert all(torch.equal(networks[0][name], networks[1][name]) for name in networks[0])


def test_a_run_in_many_legs_ends_where_one_in_one_leg_does(tokens: Path, tmp_path: Path) -> None:
    whole = Run(plan(6000), tokens, tmp_path / "whole", "cpu")
    assert whole.leg(minutes=5)
    done = False
    legs = 0
    while not done:
        parts = Run(plan(6000), tokens, tmp_path / "parts", "cpu")
        done = parts.leg(minutes=0.0005)
        legs += 1
    assert legs > 1
    assert parts.step == whole.step
    for name, weight in whole.network.state_dict().items():
        torch.testing.assert_close(parts.network.state_dict()[name], weight, rtol=1e-4, atol=1e-5)


def test_a_student_learns_from_a_teacher_of_the_same_vocabulary(tokens: Path, tmp_path: Path) -> None:
    Run(plan(30_000), tokens, tmp_path / "teacher", "cpu").leg(minutes=5)
    student = Run(plan(8000), tokens, tmp_path / "student", "cpu", teacher=tmp_path / "teacher" / "checkpoint.pt")
    before = student.check()["talk"]
    student.leg(minutes=5)
    assert student.check()["talk"] < before


def test_a_teacher_of_another_vocabulary_is_refused(tokens: Path, tmp_path: Path) -> None:
    Run(plan(1000), tokens, tmp_path / "teacher", "cpu").leg(minutes=5)
    other = replace(plan(), network={**plan().network, "vocab_size": 400})
    with pytest.raises(ValueError, match="another vocabulary or context; nothing"):
        Run(other, tokens, tmp_path / "student", "cpu", teacher=tmp_path / "teacher" / "checkpoint.pt")


def test_only_replies_and_prose_are_foreseen() -> None:
    talk = [BEGIN, CHAT, 300, 301, REPLY, 302, 303, END, CHAT, 304, REPLY, 305, END]
    ids = torch.tensor([talk, [BEGIN, *range(300, 306), END, 0, 0, 0, 0, 0]])
    weight = weights(ids, torch.tensor([13, 8]), prompt_weight=0.25)
    assert weight[0].tolist() == [0, 0.25, 0.25, 0, 1, 1, 1, 0, 0.25, 0, 1, 1]
    assert weight[1].tolist() == [1] * 7 + [0] * 5


def test_batches_keep_the_shares_and_lose_no_document(tokens: Path) -> None:
    files = {name: load(tokens / f"{name}.train.bin") for name in ("talk", "prose")}
    batches = Batches(files, {"talk": 0.7, "prose": 0.3}, 512, seed=3)
    drawn = list(batches.take(200_000))
    prose = sum(int(batch.lengths[(batch.ids != REPLY).all(1)].sum()) for batch in drawn)
    assert 0.25 < prose / sum(int(batch.lengths.sum()) for batch in drawn) < 0.35
    seen = {
        tuple(row[:length].tolist()) for batch in drawn for row, length in zip(batch.ids, batch.lengths, strict=True)
    }
    assert len(seen) == len({tuple(file[n].tolist()) for file in files.values() for n in range(len(file))})


def test_a_batch_holds_documents_of_like_length() -> None:
    documents = [numpy.full(length, BEGIN, dtype=numpy.uint16) for length in (5, 40, 6, 39, 7, 41)]
    assert [batch.lengths.tolist() for batch in cut(documents, 125)] == [[5, 6, 7], [39, 40, 41]]


def test_batches_go_on_with_the_next_one(tokens: Path) -> None:
    files = {"talk": load(tokens / "talk.train.bin")}
    first = Batches(files, {"talk": 1.0}, 256, seed=3)
    list(first.take(40_000))
    second = Batches(files, {"talk": 1.0}, 256, seed=3)
    second.go_on(first.state())
    for one, other in zip(first.take(5000), second.take(5000), strict=True):
        assert torch.equal(one.ids, other.ids)


def test_the_update_of_muon_is_orthogonal() -> None:
    for shape in ((1, 64, 64), (2, 32, 96), (2, 96, 32)):
        values = torch.linalg.svdvals(orthogonal(torch.randn(shape, generator=torch.Generator().manual_seed(1))))
        assert float(values.min()) > 0.5
        assert float(values.max()) < 1.3


def test_muon_goes_downhill() -> None:
    generator = torch.Generator().manual_seed(2)
    wanted, weight = torch.randn(16, 24, generator=generator), torch.zeros(16, 24, requires_grad=True)
    muon = Muon([weight], lr=0.05)
    for _ in range(300):
        muon.zero_grad()
        ((weight - wanted) ** 2).sum().backward()
        muon.step()
    assert float(((weight.detach() - wanted) ** 2).mean()) < 0.05


def test_the_rate_rises_stays_and_falls() -> None:
    it = replace(settings("smoke").training, warm_steps=10, cooling=0.4, tokens=1000)
    assert pace(0, 0, it) == pytest.approx(0.1)
    assert pace(500, 50, it) == 1.0
    assert pace(800, 80, it) == pytest.approx(0.5)
    assert pace(1000, 100, it) == 0.0


def test_a_network_has_the_size_its_shape_foretells() -> None:
    assert sum(weight.numel() for weight in Decoder(SHAPE).parameters()) == parameters(SHAPE)


def test_a_later_token_changes_nothing_before_it() -> None:
    network = Decoder(SHAPE).eval()
    ids = torch.randint(0, 340, (1, 12), generator=torch.Generator().manual_seed(4))
    changed = ids.clone()
    changed[0, 8:] = 5
    assert torch.allclose(network(ids)[0, :8], network(changed)[0, :8], atol=1e-6)


def test_tokens_are_cut_at_the_begin_piece() -> None:
    file = Tokens(numpy.array([BEGIN, 7, 8, BEGIN, 9], dtype=numpy.uint16))
    assert [file[number].tolist() for number in range(len(file))] == [[BEGIN, 7, 8], [BEGIN, 9]]
