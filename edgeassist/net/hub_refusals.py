# SPDX-License-Identifier: Apache-2.0
"""What an answer of the hub with an error status means. Asks nothing, and shows none of the hub's own texts."""

from collections.abc import Callable, Mapping
from datetime import datetime

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr
from edgeassist.net.refusals import (
    GoneFromHub,
    LoginPage,
    NoAccess,
    NotOnHub,
    ServerBusy,
    ServerTrouble,
    SignInNeeded,
    TokenRefused,
)

HUB = later("The hub")


def refusal(status: int, headers: Mapping[str, str], what: str, *, sent_token: bool, now: datetime) -> EdgeError:
    """Return the error for an answer with `status` >= 400. `headers` has lower-case names; `what` was asked for."""
    code = headers.get("x-error-code", "")
    if code in ("RepoNotFound", "RevisionNotFound", "EntryNotFound"):
        return NotOnHub(what)
    if status == 429 or (status == 503 and "retry-after" in headers):
        return ServerBusy.answered(HUB, headers.get("retry-after", ""), now, kept=False)
    if status == 511:
        return LoginPage(tr(HUB), kept=False)
    makers: dict[int, Callable[[str], EdgeError]] = {
        401: TokenRefused if sent_token and code != "GatedRepo" else SignInNeeded,
        403: NoAccess,
        404: NotOnHub,
        410: GoneFromHub,
        451: GoneFromHub,
    }
    if status in makers:
        return makers[status](what)
    return ServerTrouble(HUB, tr("it answered with status {status}", status=status), kept=False)
