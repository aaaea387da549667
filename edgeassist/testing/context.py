# SPDX-License-Identifier: Apache-2.0
"""A whole `PaneContext` for a test: everything a pane may reach, and a record of what it wished for."""

import shutil
import tempfile
import weakref
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from edgeassist.api import Handoff, Listener, ModelView, Notice, Offer, Task
from edgeassist.core import settings
from edgeassist.testing.commands import FakeCommands
from edgeassist.testing.documents import FakeDocuments
from edgeassist.testing.engine import FakeEngine
from edgeassist.testing.hearing import FakeHearing
from edgeassist.testing.history import FakeHistory
from edgeassist.testing.voices import FakeVoices
from edgeassist.wire import Count, Generate

SMALL = ModelView("starter", "Starter", 512, small=True, context_trained_tokens=512)
"""The model that comes with the program, as a pane sees it."""


@dataclass(eq=False)
class FakeContext:
    """A `PaneContext` on stand-ins. Its folders vanish with it.

    `offer` answers every task, unless `refused` names its kind with a reason; `served` are the wishes that some pane
    takes; `chosen` the settings that are not at their defaults; `told`, `handed`, `used` and `resized` keep what the
    pane wished for.
    """

    engine: FakeEngine = field(default_factory=FakeEngine)
    history: FakeHistory = field(default_factory=FakeHistory)
    documents: FakeDocuments = field(default_factory=FakeDocuments)
    hearing: FakeHearing = field(default_factory=FakeHearing)
    commands: FakeCommands = field(default_factory=FakeCommands)
    voices: FakeVoices = field(default_factory=FakeVoices)
    model: ModelView | None = field(default_factory=lambda: ModelView("qwen", "Qwen2.5 0.5B", 4096))
    others: tuple[ModelView, ...] = (SMALL,)
    offer: Offer = field(default_factory=lambda: Offer(True))
    refused: dict[str, str] = field(default_factory=dict)
    served: frozenset[str] = frozenset()
    chosen: dict[str, int | str] = field(default_factory=dict)
    told: list[Notice] = field(default_factory=list)
    handed: list[Handoff] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    resized: list[int] = field(default_factory=list)

    @cached_property
    def folder(self) -> Path:
        """A folder of its own for what must be kept."""
        return self._made("kept")

    @cached_property
    def cache(self) -> Path:
        """A folder of its own for what may vanish."""
        return self._made("cache")

    def models(self) -> tuple[ModelView, ...]:
        """Return the model in use, and the others."""
        return (*((self.model,) if self.model is not None else ()), *self.others)

    def use_model(self, model_id: str) -> None:
        """Note the wish; it is the test that changes `model`."""
        self.used.append(model_id)

    def resize_context(self, tokens: int) -> None:
        """Note the wish; it is the test that changes `model`."""
        self.resized.append(tokens)

    def offers(self, task: Task) -> Offer:
        """Tell whether the model may be asked for `task`."""
        why = self.refused.get(task.kind)
        return self.offer if why is None else Offer(False, why)

    def generate(self, request: Generate, listener: Listener) -> int:
        """Pass `request` to the engine."""
        return self.engine.generate(request, listener)

    def count(self, request: Count, listener: Listener) -> int:
        """Pass `request` to the engine."""
        return self.engine.count(request, listener)

    def cancel(self, job: int) -> None:
        """End `job`."""
        self.engine.cancel(job)

    def setting(self, name: str) -> int | str:
        """Return the value in `chosen`, or the default; raise `KeyError` for no such setting."""
        return {**settings.values(settings.Settings()), **self.chosen}[name]

    def keep_setting(self, name: str, value: int | str) -> None:
        """Note it in `chosen`; raise `KeyError` for no such setting."""
        if name not in settings.values(settings.Settings()):
            raise KeyError(name)
        self.chosen[name] = value

    def tell(self, notice: Notice) -> None:
        """Note what the person would be told."""
        self.told.append(notice)

    def hand_off(self, handoff: Handoff) -> bool:
        """Note what another pane would get."""
        if handoff.wish in self.served:
            self.handed.append(handoff)
        return handoff.wish in self.served

    def can_hand_off(self, wish: str) -> bool:
        """Tell whether `served` names the wish."""
        return wish in self.served

    @cached_property
    def _home(self) -> Path:
        made = Path(tempfile.mkdtemp(prefix="edgeassist-pane-"))
        weakref.finalize(self, shutil.rmtree, made, ignore_errors=True)
        return made

    def _made(self, name: str) -> Path:
        folder = self._home / name
        folder.mkdir()
        return folder
