# SPDX-License-Identifier: Apache-2.0
"""Why a question or a download ends early: one class per cause, in plain words. Detects nothing itself.

Whatever has arrived stays on the disk after each of these, and the fetch goes on from there when it is started again.
`kept=False` leaves that out of the advice: a question to the hub has nothing to keep.
"""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Self

from edgeassist.core.errors import BadInput, NoRoom, NotFound, Unavailable
from edgeassist.core.units import elided, human_bytes

KEPT = "What has arrived is kept; start it again to go on from there."
_MOST_WAIT = timedelta(days=7)


class FetchPaused(Unavailable):
    """Something that passes: it may be tried again, and a fetch goes on from where it was."""

    code, hint = "fetch-paused", KEPT


class NetworkTrouble(FetchPaused):
    """What can end a question as well as a fetch; `kept` adds to the advice that nothing of the fetch is lost."""

    code, hint = "network-trouble", ""

    def __init__(self, message: str, *, kept: bool = True) -> None:
        super().__init__(message, hint=f"{self.hint} {KEPT}" if kept else self.hint)


class Offline(NetworkTrouble):
    """No way there: no network, no route, no name, nobody at that address."""

    code = "offline"
    hint = (
        "Check the network cable or Wi-Fi. The models you have still work, and a model file can also be imported "
        "from a USB stick."
    )

    def __init__(self, host: str, *, kept: bool = True) -> None:
        self.host = host
        super().__init__(f"{elided(host)} cannot be reached: this computer seems to be offline.", kept=kept)


class HubSilent(NetworkTrouble):
    """Connected, and then nothing in time."""

    code = "hub-silent"
    hint = "Nothing was lost. Try again in a while, or import a model from a file."

    def __init__(self, host: str) -> None:
        super().__init__(f"{elided(host)} did not answer in time.", kept=False)


class ConnectionLost(FetchPaused):
    """The connection broke or fell silent again and again without a single byte getting through."""

    code = "connection-lost"

    def __init__(self, host: str, tries: int) -> None:
        self.host, self.tries = host, tries
        super().__init__(f"{elided(host)} sent nothing in {tries} tries, so the download is paused.")


class ServerTrouble(NetworkTrouble):
    """The server failed (5xx), or spoke nonsense."""

    code = "server-trouble"
    hint = "This is not your fault. Try again in some minutes, or import a model from a file."

    def __init__(self, host: str, reason: str, *, kept: bool = True) -> None:
        self.host, self.reason = host, reason
        super().__init__(f"{elided(host)} has trouble of its own: {elided(reason, 120)}.", kept=kept)


class ServerBusy(NetworkTrouble):
    """The server asks for patience (429); `until` is a local time when it said how long."""

    code, hint = "server-busy", "Try again then."

    def __init__(self, host: str, until: datetime | None, *, kept: bool = True) -> None:
        self.host, self.until = host, until
        when = f"until {until:%H:%M}" if until else "and does not say for how long"
        super().__init__(f"{elided(host)} is busy {when}: it got too many requests from this network.", kept=kept)

    @classmethod
    def answered(cls, host: str, retry_after: str, now: datetime, *, kept: bool = True) -> Self:
        """Return it for the header Retry-After: seconds or a date, at most a week; nonsense is no time."""
        wait = retry_after.strip()
        try:
            seconds = wait.isascii() and wait.isdecimal() and len(wait) < 10
            when = now + timedelta(seconds=int(wait)) if seconds else parsedate_to_datetime(wait)
            return cls(host, min(when.astimezone(), (now + _MOST_WAIT).astimezone()), kept=kept)
        except (ValueError, TypeError, OverflowError, OSError):
            return cls(host, None, kept=kept)


class SignInNeeded(Unavailable):
    """The server wants to know who asks (401)."""

    code = "sign-in-needed"
    hint = "Accept the model's terms on its page, make a read token there, add it under Models, and try again."

    def __init__(self, what: str) -> None:
        super().__init__(f"{elided(what)} is only given to people who are signed in.")


class TokenRefused(Unavailable):
    """A token was sent and is not (or no longer) valid."""

    code = "token-refused"
    hint = "Make a new read token on the hub's settings page and add it under Models."

    def __init__(self, what: str) -> None:
        super().__init__(f"The hub does not accept your token for {elided(what)}.")


class NoAccess(Unavailable):
    """The server knows who asks and says no (403)."""

    code, hint = "no-access", "Open the model's page in a browser, ask for access or accept its terms, and try again."

    def __init__(self, what: str) -> None:
        super().__init__(f"This account has no access to {elided(what)}.")


class NotOnHub(NotFound):
    """The server knows no such repository, revision or file (404)."""

    code = "not-on-hub"
    hint = "Check the spelling. A private model looks the same as one that does not exist until you sign in."

    def __init__(self, what: str, host: str = "The hub") -> None:
        super().__init__(f"{elided(host)} has no {elided(what, 120)}.")


class GoneFromHub(NotFound):
    """It was there and was taken away (410, 451)."""

    code, hint = "gone-from-hub", "Pick another file or another model; copies you already have still work."

    def __init__(self, what: str, host: str = "the hub") -> None:
        super().__init__(f"{elided(what)} was taken off {elided(host)}.")


class OddAnswer(FetchPaused):
    """A status or headers that fit nothing we asked."""

    code = "odd-answer"

    def __init__(self, host: str, status: int) -> None:
        self.host, self.status = host, status
        super().__init__(f"{elided(host)} gave an answer that makes no sense here ({status}).")


class LoginPage(NetworkTrouble):
    """A web page came instead of an answer: a hotel, train or office network wants a sign-in first."""

    code = "network-login-page"
    hint = "Open a web browser, sign in to the network there, then try again."

    def __init__(self, host: str, *, kept: bool = True) -> None:
        came = f"a web page came instead of what {elided(host)} has"
        super().__init__(f"This network wants a login page to be filled in first: {came}.", kept=kept)


class RedirectRefused(BadInput):
    """The server pointed somewhere it must not; no token and no request went there."""

    code = "redirect-refused"
    hint = (
        "If this network has a login page, sign in with a web browser first. Otherwise do not use this server; if you "
        "set a mirror or HF_ENDPOINT, remove it."
    )

    def __init__(self, host: str, reason: str) -> None:
        self.host, self.reason = host, reason
        super().__init__(f"{elided(host)} wanted to send us elsewhere, which was refused: {elided(reason, 120)}.")


class TooLong(BadInput):
    """More bytes came than the file has."""

    code, hint = "longer-than-said", "This server does not have the file it claims to have. Choose another source."

    def __init__(self, host: str, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        super().__init__(f"{elided(host)} sent more than the {human_bytes(size_bytes)} this file has; it was cut off.")


class DidNotMatch(BadInput):
    """The bytes are not those the hub vouches for, even after they were fetched once more."""

    code = "did-not-match"
    hint = (
        "Try another network, switch a proxy or virus scanner that looks into downloads off, or import the file from "
        "a USB stick. A model you had before is untouched."
    )

    def __init__(self, expected: str, got: str) -> None:
        self.expected, self.got = expected, got
        super().__init__("The file that arrived did not match its checksum, twice. It is not used.")


class RoomGone(NoRoom):
    """The drive of the store is full, or too full for what is still to come; 0 more: it has room, but for no file."""

    code = "disk-full"
    hint = f"Free some space, then go on. {KEPT}"

    def __init__(self, more_bytes: int) -> None:
        self.more_bytes = more_bytes
        lacks = f"the download needs {human_bytes(more_bytes)} more" if more_bytes else "it takes no more files"
        super().__init__(f"The drive is too full: {lacks}.")


class DriveTrouble(FetchPaused):
    """The drive refuses to be written: read-only, failing, or taken away."""

    code = "drive-trouble"
    hint = f"Check the drive of the models folder. {KEPT}"

    def __init__(self, reason: str | None) -> None:
        super().__init__(f"The drive of the models cannot be written: {reason or 'it gives no reason'}.")


class ProxyDead(NetworkTrouble):
    """The proxy is not there."""

    code = "proxy-unreachable"
    hint = "Check the proxy in the settings (`none` uses none) or the system's, or ask who runs the network."

    def __init__(self, proxy: str, *, kept: bool = True) -> None:
        self.proxy = proxy
        super().__init__(f"The proxy {elided(proxy)} cannot be reached.", kept=kept)


class ProxyRefuses(NetworkTrouble):
    """The proxy answers, and does not let us through (407 and the like)."""

    code = "proxy-refuses"
    hint = "If it wants a name and password, write it as http://name:password@host:port in the settings."

    def __init__(self, proxy: str, *, kept: bool = True) -> None:
        self.proxy = proxy
        super().__init__(f"The proxy {elided(proxy)} does not let us through without signing in to it.", kept=kept)


class CertificateTrouble(Unavailable):
    """The other side does not prove who it is. There is no way round on purpose."""

    code = "certificate-not-trusted"
    hint = (
        "Nothing was sent. Check that this computer's date is right. In an office or school, ask for its certificate "
        "to be installed on this computer."
    )

    def __init__(self, host: str, reason: str, proxy: str = "") -> None:
        self.host, self.proxy, self.reason = host, proxy, reason
        by = f" The proxy {elided(proxy)} seems to put its own certificate in place." if proxy else ""
        super().__init__(f"The certificate of {elided(host)} is not trusted here: {elided(reason, 120)}.{by}")


class ClockWrong(Unavailable):
    """Certificates fail because this computer's clock is off."""

    code, hint = "clock-wrong", "Set the date and time of this computer, then try again. Nothing was sent."

    def __init__(self, host: str, now: datetime) -> None:
        self.host, self.now = host, now
        super().__init__(
            f"{elided(host)} cannot be checked because the clock of this computer is wrong: it says {now:%Y-%m-%d}."
        )


class BadAddress(BadInput):
    """An address of a hub, a proxy or a file that cannot be one; a name and password in it are not shown."""

    code = "bad-address"
    hint = "Write it as https://host or http://host:port; `none` as the proxy uses none."

    def __init__(self, kind: str, address: str) -> None:
        scheme, mark, rest = address.partition("://")
        shown = f"{scheme}{mark}{rest.rpartition('@')[2]}" if mark else address.rpartition("@")[2]
        super().__init__(f"The address of the {kind} cannot be used: “{elided(shown, 60)}”.")
