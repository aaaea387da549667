# SPDX-License-Identifier: Apache-2.0
"""What the window tells of its start: of the data of before, settings, models and conversations, each thing once."""

from collections.abc import Callable

from edgeassist.api import Notice
from edgeassist.app.notices import notice_of
from edgeassist.app.services import Services
from edgeassist.core.errors import EdgeError


def tell_start(services: Services, publish: Callable[[Notice], None]) -> None:
    """Tell what there is to say, and from now on what is done for the data later than at the start."""
    services.told_late = lambda sentence, hint: publish(Notice(sentence, hint))
    tone = "warn" if services.beginning.closed else "info"
    for sentence, hint in services.beginning.told:
        publish(Notice(sentence, hint, tone=tone))
    for problem in services.fresh_problems:
        publish(Notice(problem.sentence, tone="warn"))
    if services.store_away is not None:
        publish(notice_of(services.store_away))
    try:
        if services.chats.problem:
            publish(Notice(services.chats.problem, tone="warn"))
    except EdgeError as error:
        if not services.stays_closed(services.places.history):
            publish(notice_of(error))
