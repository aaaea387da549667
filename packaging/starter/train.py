# SPDX-License-Identifier: Apache-2.0
"""Trains the network from tokenized files in legs that can be stopped and gone on with. Knows no corpora, no GGUF.

Matrices inside the layers learn by Muon (momentum made orthogonal by a Newton-Schulz iteration: K. Jordan et al., 2024,
kellerjordan.github.io/posts/muon), the embedding and the norms by AdamW (arXiv 1711.05101). Rates rise, stay, and fall
over the last part of the run (warm-up, stable, decay: arXiv 2404.06395). Batches hold documents of like length, so that
almost nothing is padding and every document starts at position 0, as it will when the model is used.
"""

import json
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from starter.batches import Batch, Batches, held_batches
from starter.distil import Teacher
from starter.muon import Muon
from starter.network import Decoder, Shape
from starter.settings import Settings, Training
from starter.tokens import load
from starter.vocabulary import BEGIN, END, REPLY

_HELD_DOCUMENTS = 300
_TEACHERS_PART = 0.5


class Run:
    """One training run in a folder: `checkpoint.pt` to go on from, `log.jsonl` with the curve."""

    def __init__(
        self,
        settings: Settings,
        tokens: Path,
        folder: Path,
        device: str,
        *,
        teacher: Path | None = None,
        changed: bool = False,
    ) -> None:
        torch.manual_seed(settings.seed)
        self.folder, self.device, self.plan = folder, device, settings.training
        self.made_by = json.dumps(asdict(settings), sort_keys=True)
        self.network = Decoder(Shape(**settings.network)).to(device)
        self.forward: Any = torch.compile(self.network, dynamic=True) if self.plan.compile else self.network
        self.teacher = Teacher(teacher, self.network.shape, device) if teacher else None
        self.muon, self.adam = _optimizers(self.network, self.plan)
        shares = settings.data.shares
        files = {name: load(tokens / f"{name}.train.bin") for name in shares}
        if empty := [name for name, file in files.items() if not len(file)]:
            raise ValueError(f"no document to train on in {', '.join(empty)}; leave it out of the shares")
        self.batches = Batches(files, shares, self.plan.micro_tokens, settings.seed)
        self.held = {
            name: held_batches(load(tokens / f"{name}.held.bin"), self.plan.micro_tokens, _HELD_DOCUMENTS)
            for name in files
        }
        self.step = self.seen = 0
        self.seconds = 0.0
        self._go_on(changed=changed)

    def leg(self, minutes: float) -> bool:
        """Train for at most so long, save, and return whether the run is complete."""
        began, until = time.monotonic(), time.monotonic() + 60 * minutes
        losses: list[Tensor] = []
        while self.seen < self.plan.tokens and time.monotonic() < until:
            losses.append(self._step())
            if self.step % self.plan.check_every == 0:
                self._tell(losses, self.seconds + time.monotonic() - began)
                losses.clear()
        self.seconds += time.monotonic() - began
        done = self.seen >= self.plan.tokens
        if done and losses:
            self._tell(losses, self.seconds)
        self._save()
        return done

    def _step(self) -> Tensor:
        """Make one update from `batch_tokens` tokens and return the mean loss of its replies."""
        rate = pace(self.seen, self.step, self.plan)
        for optimizer, base in ((self.muon, self.plan.matrix_rate), (self.adam, self.plan.rate)):
            for group in optimizer.param_groups:
                group["lr"] = base * rate
        micro = list(self.batches.take(self.plan.batch_tokens))
        whole = sum(float(weights(batch.ids, batch.lengths, self.plan.prompt_weight).sum()) for batch in micro)
        loss = torch.zeros((), device=self.device)
        for batch in micro:
            part = self._loss(batch, self.plan.prompt_weight, self.teacher) / whole
            part.backward()
            loss += part.detach()
            self.seen += int(batch.lengths.sum())
        torch.nn.utils.clip_grad_norm_(self.adam.param_groups[0]["params"], 1.0)
        for optimizer in (self.muon, self.adam):
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.step += 1
        return loss

    def _loss(self, batch: Batch, prompt_weight: float, teacher: Teacher | None = None) -> Tensor:
        """Return the sum of weighted cross entropies of a batch, in nats, in part replaced by the teacher's view."""
        weight = weights(batch.ids, batch.lengths, prompt_weight).to(self.device)
        ids = batch.ids.to(self.device)
        with torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.plan.precision == "bfloat16"):
            stream = self.forward(ids[:, :-1])
            wanted = weight > 0
            logits = self.network.logits(stream[wanted]).float()
            losses = functional.cross_entropy(logits, ids[:, 1:][wanted], reduction="none")
            if teacher:
                losses = torch.lerp(losses, teacher.divergence(ids[:, :-1], wanted, logits), _TEACHERS_PART)
        return (losses * weight[wanted]).sum()

    def check(self) -> dict[str, float]:
        """Return the mean loss per reply token of each source's held-out documents, in nats."""
        with torch.no_grad():
            return self._check()

    def _check(self) -> dict[str, float]:
        found = {}
        for name, batches in self.held.items():
            count = sum(float(weights(batch.ids, batch.lengths, 0).sum()) for batch in batches)
            if count:
                found[name] = round(sum(float(self._loss(batch, 0)) for batch in batches) / count, 4)
        return found

    def _tell(self, losses: list[Tensor], seconds: float) -> None:
        loss = float(torch.stack(losses).mean()) if losses else float("nan")
        line = {"step": self.step, "tokens": self.seen, "seconds": round(seconds, 1), "loss": round(loss, 4)}
        text = json.dumps({**line, "held": self.check()})
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(text + "\n")
        print(text, flush=True)

    def _save(self) -> None:
        state = {
            "config": asdict(self.network.shape),
            "model": self.network.state_dict(),
            "muon": self.muon.state_dict(),
            "adam": self.adam.state_dict(),
            "batches": self.batches.state(),
            "progress": {"step": self.step, "seen": self.seen, "seconds": self.seconds},
            "made_by": self.made_by,
        }
        part = self.folder / "checkpoint.part"
        with part.open("wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.folder / "checkpoint.pt")

    def _go_on(self, *, changed: bool) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True, map_location=self.device)
        if not changed and state.get("made_by", self.made_by) != self.made_by:
            raise ValueError(f"{path} was made with other settings; use another folder, or say that they may change")
        self.network.load_state_dict(state["model"])
        self.muon.load_state_dict(state["muon"])
        self.adam.load_state_dict(state["adam"])
        self.batches.go_on(state["batches"])
        progress = state["progress"]
        self.step, self.seen, self.seconds = progress["step"], progress["seen"], progress["seconds"]


def pace(seen: int, step: int, plan: Training) -> float:
    """Return the part of the full rate for this moment of a run: up by step, down by token."""
    rise = min(1.0, (step + 1) / plan.warm_steps)
    left = max(0.0, 1 - seen / plan.tokens)
    return rise * min(1.0, left / plan.cooling)


def _optimizers(network: Decoder, plan: Training) -> tuple[Muon, torch.optim.AdamW]:
    named = list(network.named_parameters())
    inner = [weight for name, weight in named if weight.dim() == 2 and not name.startswith("embed")]
    outer = [weight for name, weight in named if weight.dim() != 2 or name.startswith("embed")]
    adam = torch.optim.AdamW(outer, lr=plan.rate, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.0)
    return Muon(inner, lr=plan.matrix_rate, weight_decay=plan.weight_decay), adam


def weights(ids: Tensor, lengths: Tensor, prompt_weight: float) -> Tensor:
    """Return the weight [batch, time - 1] of foreseeing each next token: 1 in replies and prose, less in questions.

    Control pieces are never foreseen, the app writes them; the end of a reply is.
    """
    before, after = ids[:, :-1], ids[:, 1:]
    inside = torch.arange(1, ids.shape[1])[None, :] < lengths[:, None]
    replying = ((before == REPLY).long() - (before == END).long()).cumsum(1) > 0
    prose = ~(ids == REPLY).any(1, keepdim=True)
    control = (after == BEGIN) | ((after > END) & (after <= REPLY))
    return torch.where(replying | prose, 1.0, prompt_weight) * (inside & ~control)
