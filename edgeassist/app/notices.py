# SPDX-License-Identifier: Apache-2.0
"""Errors as the window shows them. Pure."""

from edgeassist.api import Notice
from edgeassist.core.errors import EdgeError, NoRoom
from edgeassist.core.language import tr
from edgeassist.runtime.blocking import JobFailed


def notice_of(error: EdgeError) -> Notice:
    """Return what happened, what to do, and the folded-away detail."""
    detail = error.failed.detail if isinstance(error, JobFailed) else getattr(error, "detail", "")
    return Notice(str(error), error.hint and tr(error.hint), detail, "warn" if isinstance(error, NoRoom) else "danger")


def unexpected(error: Exception) -> Notice:
    """Return the sentence for an error that nobody foresaw."""
    return Notice(tr("That did not work, for a reason EdgeAssist did not expect."), "", repr(error), "danger")
