# SPDX-License-Identifier: Apache-2.0
"""Every way a question to the hub can end badly, one class each, in words for a person. Asks nothing itself."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from edgeassist.core.errors import BadInput, EdgeError, NotFound, Unavailable
from edgeassist.core.units import elided

_MOST_WAIT_S = 7 * 86_400


class Offline(Unavailable):
    """No way to the hub: no network, no route, no name, nobody there."""

    code = "offline"
    hint = "The models you have still work. Import one from a file or a USB stick, or connect and try again."

    def __init__(self, host: str) -> None:
        super().__init__(f"{elided(host)} cannot be reached: this computer seems to be offline.")


class HubSilent(Unavailable):
    """Connected, and then nothing in time."""

    code = "hub-silent"
    hint = "Nothing was lost. Try again in a while, or import a model from a file."

    def __init__(self, host: str) -> None:
        super().__init__(f"{elided(host)} did not answer in time.")


class LoginPage(Unavailable):
    """A captive portal answered in the hub's place."""

    code = "network-login-page"
    hint = "Open a web browser, sign in to the network, then try again."

    def __init__(self, host: str) -> None:
        super().__init__(f"A web page came back instead of {elided(host)}'s answer: this network wants a login page.")


class ProxyDead(Unavailable):
    """The proxy is not there."""

    code = "proxy-unreachable"
    hint = "Check the proxy in the settings (or the system's), or set it to `none` to go without."

    def __init__(self, proxy: str) -> None:
        super().__init__(f"The proxy {elided(proxy)} cannot be reached.")


class ProxyRefuses(Unavailable):
    """The proxy answers and does not pass the question on: it wants to know who asks, or forbids the hub."""

    code = "proxy-refuses"
    hint = "If it wants a name and password, write it as http://name:password@host:port in the settings."

    def __init__(self, proxy: str) -> None:
        super().__init__(f"The proxy {elided(proxy)} does not let the question through.")


class CertificateTrouble(Unavailable):
    """The other side could not prove who it is. There is no way round on purpose."""

    code = "certificate-not-trusted"
    hint = (
        "Check that this computer's date is right. A company network that reads along needs its certificate installed "
        "in the system."
    )

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(f"The certificate shown for {elided(host)} is not trusted: {elided(reason, 120)}.")


class SignInNeeded(Unavailable):
    """The repository is for people who signed in."""

    code = "sign-in-needed"
    hint = "Accept its terms on the model's page, make a read token there, and give it to EdgeAssist."

    def __init__(self, what: str) -> None:
        super().__init__(f"{elided(what)} is only given to people who signed in at the hub.")


class TokenRefused(Unavailable):
    """A token was sent and is not (or no longer) valid."""

    code = "token-refused"
    hint = "Make a new read token on the hub's settings page and give it to EdgeAssist."

    def __init__(self, what: str) -> None:
        super().__init__(f"The hub does not accept your token for {elided(what)}.")


class NoAccess(Unavailable):
    """Known who asks; not allowed."""

    code = "no-access"
    hint = "Ask for access on the model's page, or pick another model."

    def __init__(self, what: str) -> None:
        super().__init__(f"You have no access to {elided(what)}.")


class NotOnHub(NotFound):
    """The hub knows no such repository, revision or file."""

    code = "not-on-hub"
    hint = "Check the spelling. A private model looks the same as one that does not exist until you sign in."

    def __init__(self, what: str) -> None:
        super().__init__(f"The hub has no {elided(what, 120)}.")


class GoneFromHub(NotFound):
    """It was there and was taken away."""

    code = "gone-from-hub"
    hint = "Pick another model; copies you already have still work."

    def __init__(self, what: str) -> None:
        super().__init__(f"{elided(what)} was taken off the hub.")


class HubBusy(Unavailable):
    """Too many questions; `until` is the moment to come back, None when the hub names none."""

    code = "hub-busy"
    hint = "Nothing was lost. Try again then."

    def __init__(self, until: datetime | None) -> None:
        self.until = until
        super().__init__(f"The hub is busy until {until:%H:%M}." if until else "The hub is busy.")


class HubTrouble(Unavailable):
    """The hub failed, or spoke nonsense."""

    code = "hub-trouble"
    hint = "This is not your fault. Try again in a while, or import a model from a file."

    def __init__(self, reason: str) -> None:
        super().__init__(f"The hub has trouble: {elided(reason, 120)}.")


class StrangeRedirect(Unavailable):
    """An answer that points to another address; it is not followed."""

    code = "redirect-refused"
    hint = "If this network has a login page, sign in with a web browser first. Otherwise check the hub's address."

    def __init__(self, host: str, target: str) -> None:
        super().__init__(f"{elided(host)} points to another address ({elided(target, 60)}), which is not followed.")


class BadAddress(BadInput):
    """An address of a hub or a proxy that cannot be one."""

    code = "bad-address"
    hint = "Write it as https://host or http://host:port."

    def __init__(self, kind: str, address: str) -> None:
        super().__init__(f"The address of the {kind} cannot be used: {elided(address, 60)}.")


def refusal(status: int, headers: Mapping[str, str], what: str, *, sent_token: bool, now: datetime) -> EdgeError:
    """Return the error for an answer with `status` >= 400. `headers` has lower-case names; `what` was asked for."""
    code = headers.get("x-error-code", "")
    if code in ("RepoNotFound", "RevisionNotFound", "EntryNotFound"):
        return NotOnHub(what)
    if status == 429 or (status == 503 and "retry-after" in headers):
        return HubBusy(_until(headers, now))
    makers: dict[int, Callable[[str], EdgeError]] = {
        401: TokenRefused if sent_token and code != "GatedRepo" else SignInNeeded,
        403: NoAccess,
        404: NotOnHub,
        410: GoneFromHub,
        451: GoneFromHub,
        511: LoginPage,
    }
    if status in makers:
        return makers[status](what)
    return HubTrouble(f"it answered with status {status}")


def _until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    wait = headers.get("retry-after", "").strip()
    if wait.isdecimal() and len(wait) < 10:
        return now + timedelta(seconds=min(int(wait), _MOST_WAIT_S))
    try:
        return min(parsedate_to_datetime(wait).astimezone(now.tzinfo), now + timedelta(seconds=_MOST_WAIT_S))
    except (ValueError, TypeError, OverflowError):
        return None
