# SPDX-License-Identifier: Apache-2.0
"""Loads the model in use again with another context, or leaves everything as it was and says why. Knows no window."""

from collections.abc import Callable
from contextlib import suppress

from edgeassist.api import ModelView, Notice
from edgeassist.app.model_views import resident
from edgeassist.app.services import Services
from edgeassist.core.language import tr
from edgeassist.core.units import grouped
from edgeassist.runtime.state import Phase
from edgeassist.wire import AnyEvent, Done, Failed

Wish = Callable[[Callable[[], None]], None]


class Resizing:
    """`begin` belongs to the desk's lane, which `wish` leads to; `use_again` loads a model without choosing it."""

    def __init__(
        self, services: Services, wish: Wish, publish: Callable[[Notice], None], use_again: Callable[[str], None]
    ) -> None:
        self._services, self._wish, self._publish, self._use_again = services, wish, publish, use_again

    def begin(self, tokens: int) -> None:
        """Load the model in use with room for `tokens`, no more than it was trained for; raise `NotEnoughMemory`."""
        now = resident(self._services.engine.state)
        if now is None:
            self._publish(Notice(tr("No model is loaded, so there is no context to change."), tone="warn"))
            return
        room = min(tokens, now.context_trained_tokens or tokens)
        if room == now.context_tokens == now.context_trained_tokens:
            text = tr(
                "{name} reads {tokens} tokens at once, and was not trained to read more.",
                name=now.name,
                tokens=grouped(now.context_tokens),
            )
            self._publish(Notice(text, tr("Choose a model with a longer context in Models.")))
            return
        command = self._services.load_command(self._services.target(now.id), context_tokens=room)

        def on_ended(event: AnyEvent) -> None:
            if isinstance(event, Done | Failed):
                with suppress(RuntimeError):  # the lane is closed: so is the window
                    self._wish(lambda: self._end(now, tokens, worked=isinstance(event, Done)))

        self._services.engine.submit(command, on_ended)

    def _end(self, before: ModelView, tokens: int, *, worked: bool) -> None:
        """Keep the context that worked for every model; go back to the one before where it did not."""
        if worked:
            self._services.change_settings(context_tokens=tokens)
            return
        idle = self._services.engine.state.phase is Phase.IDLE
        text = tr("{name} could not be loaded with room for {tokens} tokens.", name=before.name, tokens=grouped(tokens))
        again = (
            tr("It is used with {tokens} tokens again.", tokens=grouped(before.context_tokens))
            if idle
            else tr("The setting is as it was.")
        )
        safe = tr("Nothing was lost.")
        self._publish(Notice(text, f"{again} {safe}", tone="warn"))
        if idle:
            self._use_again(before.id)
