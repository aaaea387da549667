# SPDX-License-Identifier: Apache-2.0
"""The real window on the real desk, as a person would find it, with hands and eyes for a test."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QLabel

from edgeassist.app.desk import ServiceDesk
from edgeassist.app.services import Services
from edgeassist.core.paths import places
from edgeassist.panes.chat.exchange_view import ExchangeView
from edgeassist.panes.chat.widget import ChatPane
from edgeassist.runtime.engine import Engine
from edgeassist.runtime.health import Health
from edgeassist.runtime.state import Phase
from edgeassist.store.card import Measured, ModelCard, write_card
from edgeassist.ui.main_window import MainWindow
from edgeassist.wire import Generate
from tests.gui.conftest import until
from tests.support.processor_choice import chosen_before
from tests.support.scripted_worker import command
from tests.support.welcomed import welcomed

LIMIT_MS = 120_000


class ScriptedServices(Services):
    """Real services whose worker is the scripted one."""

    play = "answer"

    @cached_property
    def engine(self) -> Engine:
        return Engine(command(self.play), health=Health(self._deaths(), self._note_death))


class DeskBench:
    """A window with one model in its store. `play` names a scripted worker; empty means the real one."""

    def __init__(self, home: Path, play: str, model: Path | None, window: type[MainWindow]) -> None:
        folders = places({"EDGEASSIST_HOME": str(home)})
        self.services = ScriptedServices(folders) if play else Services(folders)
        if isinstance(self.services, ScriptedServices):
            self.services.play = play
        elif model is not None:
            chosen_before(folders.cache)
        self.model = model
        if model is not None:
            self._place(model)
        self.desk = welcomed(ServiceDesk(self.services))
        self.window = window(self.desk)
        self.window.show()
        self._closed = False

    def _place(self, model: Path) -> None:
        """Put a model into the store as an earlier import would have left it, and make it the one in use."""
        folder = self.services.places.models / "tiny"
        if not folder.exists():
            folder.mkdir(parents=True)
            (folder / "tiny.gguf").write_bytes(model.read_bytes())
            write_card(folder, placed_card(model))
        self.services.change_settings(model="tiny")

    @property
    def engine(self) -> Engine:
        return self.services.engine

    @property
    def pane(self) -> ChatPane:
        pane = self.window.pages[0].pane
        assert isinstance(pane, ChatPane)
        return pane

    @property
    def exchange(self) -> ExchangeView:
        return self.pane.widget.transcript.last

    @property
    def answer(self) -> str:
        """What the last answer shows, as the session holds it."""
        return self.pane.session.exchanges[-1].answer

    def ready(self) -> "DeskBench":
        """Wait until the model can answer."""
        self.until(lambda: self._engine_ready() and self._chat_ready(), "the model is ready")
        return self

    def ask(self, text: str, act: str = "") -> None:
        """Send a question and wait until it is asked, or given back; `act` picks the scripted worker's play for it."""
        self.until(lambda: self.pane.widget.composer.ready, "a question can be asked")
        if act:
            self._act(act, text)
        self.pane.send(text)
        self.until(lambda: self.pane.session.busy or self.pane.widget.composer.ready, "it is weighed")

    def until_answered(self) -> None:
        self.until(lambda: not self.pane.session.busy, "the answer ends")

    def until(self, met: Callable[[], bool], what: str, limit_ms: int = LIMIT_MS) -> None:
        until(met, what, limit_ms)

    def words(self) -> str:
        """Everything the window's labels say now."""
        labels = self.window.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisibleTo(self.window))

    def close(self) -> None:
        """Close as the person would."""
        if not self._closed:
            self._closed = True
            self.window.close()
            self.window.deleteLater()

    def _engine_ready(self) -> bool:
        """Whether a living worker holds the model: a dead one's job ends just before the state says so."""
        return self.engine.state.phase is Phase.READY and self.engine.worker_pid is not None

    def _chat_ready(self) -> bool:
        """Whether the chat is there, its conversation opened, and knows that the model can answer."""
        pages = self.window.pages
        there = bool(pages) and pages[0].pane is not None and not pages[0].welcoming
        return there and self.pane.widget.composer.ready

    def _act(self, act: str, text: str) -> None:
        """Have the next request carry the play's name where the scripted worker looks for it."""
        engine, submit = self.engine, self.engine.submit

        def once(asked: Generate, listener: Callable[..., None]) -> int:
            del engine.__dict__["submit"]
            return submit(msgspec.structs.replace(asked, prompt=text, stop=(act,)), listener)

        engine.__dict__["submit"] = once


def placed_card(model: Path) -> ModelCard:
    """Return a card as an import with a measurement leaves it."""
    return ModelCard(
        id="tiny",
        name="Tiny",
        file="tiny.gguf",
        size_bytes=model.stat().st_size,
        sha256="0" * 64,
        architecture="llama",
        quantization="Q8_0",
        tensor_bytes=model.stat().st_size,
        context_trained_tokens=4096,
        kv_elements=512,
        vocabulary_tokens=768,
        embedding=256,
        feed_forward=256,
        template="own",
        state="ready",
        measured=Measured(prompt_rate=1000.0, answer_rate=100.0, peak_bytes=60_000_000, context_tokens=4096),
    )
