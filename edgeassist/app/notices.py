# SPDX-License-Identifier: Apache-2.0
"""Errors, and what there is to say of a start, as the window tells them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from edgeassist.api import Notice
from edgeassist.core.errors import EdgeError, NoRoom
from edgeassist.core.language import tr
from edgeassist.runtime.blocking import JobFailed
from edgeassist.wire.wording import said_here

if TYPE_CHECKING:
    from edgeassist.app.services import Services
    from edgeassist.app.upgrading import Beginning
    from edgeassist.app.version_note import Told

_COPY = "copy"
"""What stays closed until there is a copy; told again once there is one."""


def notice_of(error: EdgeError) -> Notice:
    """Return what happened, what to do, and the folded-away detail."""
    detail = error.failed.detail if isinstance(error, JobFailed) else getattr(error, "detail", "")
    sentence, hint = said_here(error.args[0]), said_here(error.hint)
    return Notice(sentence, hint, detail, "warn" if isinstance(error, NoRoom) else "danger")


def unexpected(error: Exception) -> Notice:
    """Return the sentence for an error that nobody foresaw."""
    return Notice(tr("That did not work, for a reason EdgeAssist did not expect."), "", repr(error), "danger")


def tell_start(services: "Services", publish: Callable[[Notice], None]) -> None:
    """Tell what was odd, each thing once; from now on, also what is done for the data after the start."""
    services.told_late = lambda sentence, hint: publish(_told(services.beginning, (sentence, hint)))
    for one in services.beginning.told:
        publish(_told(services.beginning, one))
    for problem in services.fresh_problems:
        publish(Notice(problem.sentence, problem.follows, tone="warn"))
    if services.store_away is not None:
        publish(notice_of(services.store_away))
    try:
        if services.chats.problem:
            publish(Notice(services.chats.problem, tone="warn"))
    except EdgeError as error:
        if not services.stays_closed(services.places.history):
            publish(notice_of(error))


def _told(beginning: "Beginning", one: "Told") -> Notice:
    """Return one of the sentences of a start, or of what was done later; of those on the copy the newest holds."""
    sentence, hint = one
    tone, topic = "warn" if beginning.closed else "info", _COPY if one == beginning.about_copy else ""
    return Notice(sentence, hint, tone=tone, topic=topic)
