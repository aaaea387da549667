# SPDX-License-Identifier: Apache-2.0
"""What a pane may reach, wired to the real engine and history. One object per pane; nothing global."""

from collections.abc import Callable

from edgeassist.api import Conversation, Handoff, History, Listener, ModelView, Notice, Offer, Task
from edgeassist.runtime.engine import Engine
from edgeassist.ui.ports import Answered, DeskEvent
from edgeassist.wire import AnyEvent, Cancelled, Done, Generate


class LateHistory:
    """The conversations, opened by the first call, on the thread of that call: never the window's."""

    def __init__(self, opened: Callable[[], History]) -> None:
        self._opened = opened

    def latest(self) -> Conversation:
        """Return the conversation last touched, or a new one."""
        return self._opened().latest()

    def start(self) -> Conversation:
        """Begin a new conversation."""
        return self._opened().start()


class Door:
    """A `PaneContext`. `publish` tells the window; `model` looks up what would answer now, `offers` what it may do."""

    def __init__(
        self,
        engine: Engine,
        history: Callable[[], History],
        model: Callable[[], ModelView | None],
        publish: Callable[[DeskEvent], None],
        offers: Callable[[str, Task], Offer] = lambda _id, _task: Offer(True),
    ) -> None:
        self._engine, self._model, self._publish, self._offers = engine, model, publish, offers
        self._history = LateHistory(history)

    @property
    def model(self) -> ModelView | None:
        """The model that would answer now."""
        return self._model()

    @property
    def history(self) -> History:
        """The person's conversations."""
        return self._history

    def offers(self, task: Task) -> Offer:
        """Tell whether the model that would answer now may be asked for `task`, and why not."""
        model = self._model()
        return self._offers(model.id, task) if model is not None else Offer(False, "No model is loaded.")

    def generate(self, request: Generate, listener: Listener) -> int:
        """Queue `request` and return its job number at once."""

        def hear(event: AnyEvent) -> None:
            listener(event)
            if isinstance(event, Done | Cancelled):
                self._publish(Answered(event.usage))

        return self._engine.submit(request, hear)

    def cancel(self, job: int) -> None:
        """Ask for the end of `job`."""
        self._engine.cancel(job)

    def tell(self, notice: Notice) -> None:
        """Show a sentence to the person."""
        self._publish(notice)

    def hand_off(self, handoff: Handoff) -> bool:
        """Pass text to the pane that serves the wish; False when none does."""
        return False
