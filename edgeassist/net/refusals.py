# SPDX-License-Identifier: Apache-2.0
"""Why a question or a download ends early: one class per cause, in plain words. Detects nothing itself.

Whatever has arrived stays on the disk after each of these, and the fetch goes on from there when it is started again.
`kept=False` leaves that out of the advice: a question to the hub has nothing to keep.
"""

from datetime import datetime, timedelta
from typing import Self

from edgeassist.core.errors import BadInput, NoRoom, NotFound, Unavailable
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided, human_bytes

KEPT = later("What has arrived is kept; start it again to go on from there.")
_MOST_WAIT = timedelta(days=7)
_HUB, _THE_HUB = later("The hub"), later("the hub")


def _named(host: str) -> str:
    return elided(tr(host))


class FetchPaused(Unavailable):
    """Something that passes: it may be tried again, and a fetch goes on from where it was."""

    code, hint = "fetch-paused", KEPT


class NetworkTrouble(FetchPaused):
    """What can end a question as well as a fetch; `kept` adds to the advice that nothing of the fetch is lost."""

    code, hint = "network-trouble", ""

    def __init__(self, message: str, *, kept: bool = True) -> None:
        super().__init__(message, hint=f"{tr(self.hint)} {tr(KEPT)}" if kept else tr(self.hint))


class Offline(NetworkTrouble):
    """No way there: no network, no route, no name, nobody at that address."""

    code = "offline"
    hint = later(
        "Check the network cable or Wi-Fi. The models you have still work, and a model file can also be imported "
        "from a USB stick."
    )

    def __init__(self, host: str, *, kept: bool = True) -> None:
        self.host = host
        super().__init__(
            tr("{host} cannot be reached: this computer seems to be offline.", host=_named(host)), kept=kept
        )


class HubSilent(NetworkTrouble):
    """Connected, and then nothing in time."""

    code = "hub-silent"
    hint = later("Nothing was lost. Try again in a while, or import a model from a file.")

    def __init__(self, host: str) -> None:
        super().__init__(tr("{host} did not answer in time.", host=_named(host)), kept=False)


class ConnectionLost(FetchPaused):
    """The connection broke or fell silent again and again without a single byte getting through."""

    code = "connection-lost"

    def __init__(self, host: str, tries: int) -> None:
        self.host, self.tries = host, tries
        super().__init__(
            tr("{host} sent nothing in {tries} tries, so the download is paused.", host=_named(host), tries=tries)
        )


class ServerTrouble(NetworkTrouble):
    """The server failed (5xx), or spoke nonsense."""

    code = "server-trouble"
    hint = later("This is not your fault. Try again in some minutes, or import a model from a file.")

    def __init__(self, host: str, reason: str, *, kept: bool = True) -> None:
        self.host, self.reason = host, reason
        super().__init__(
            tr("{host} has trouble of its own: {reason}.", host=_named(host), reason=elided(reason, 120)), kept=kept
        )


class ServerBusy(NetworkTrouble):
    """The server asks for patience (429); `until` is a local time when it said how long."""

    code, hint = "server-busy", later("Try again then.")

    def __init__(self, host: str, until: datetime | None, *, kept: bool = True) -> None:
        self.host, self.until = host, until
        busy = (
            tr(
                "{host} is busy until {time}: it got too many requests from this network.",
                host=_named(host),
                time=f"{until:%H:%M}",
            )
            if until
            else tr(
                "{host} is busy and does not say for how long: it got too many requests from this network.",
                host=_named(host),
            )
        )
        super().__init__(busy, kept=kept)

    @classmethod
    def answered(cls, host: str, retry_after: str, now: datetime, *, kept: bool = True) -> Self:
        """Return it for the header Retry-After: seconds or a date, at most a week; nonsense is no time."""
        from email.utils import parsedate_to_datetime  # large, and seldom wanted

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
    hint = later("Accept the model's terms on its page, make a read token there, add it under Models, and try again.")

    def __init__(self, what: str) -> None:
        super().__init__(tr("{what} is only given to people who are signed in.", what=elided(what)))


class TokenRefused(Unavailable):
    """A token was sent and is not (or no longer) valid."""

    code = "token-refused"
    hint = later("Make a new read token on the hub's settings page and add it under Models.")

    def __init__(self, what: str) -> None:
        super().__init__(tr("The hub does not accept your token for {what}.", what=elided(what)))


class NoAccess(Unavailable):
    """The server knows who asks and says no (403)."""

    code, hint = (
        "no-access",
        later("Open the model's page in a browser, ask for access or accept its terms, and try again."),
    )

    def __init__(self, what: str) -> None:
        super().__init__(tr("This account has no access to {what}.", what=elided(what)))


class NotOnHub(NotFound):
    """The server knows no such repository, revision or file (404)."""

    code = "not-on-hub"
    hint = later("Check the spelling. A private model looks the same as one that does not exist until you sign in.")

    def __init__(self, what: str, host: str = _HUB) -> None:
        super().__init__(tr("{host} has no {what}.", host=_named(host), what=elided(what, 120)))


class GoneFromHub(NotFound):
    """It was there and was taken away (410, 451)."""

    code, hint = "gone-from-hub", later("Pick another file or another model; copies you already have still work.")

    def __init__(self, what: str, host: str = _THE_HUB) -> None:
        super().__init__(tr("{what} was taken off {host}.", what=elided(what), host=_named(host)))


class OddAnswer(FetchPaused):
    """A status or headers that fit nothing we asked."""

    code = "odd-answer"

    def __init__(self, host: str, status: int) -> None:
        self.host, self.status = host, status
        super().__init__(
            tr("{host} gave an answer that makes no sense here ({status}).", host=_named(host), status=status)
        )


class LoginPage(NetworkTrouble):
    """A web page came instead of an answer: a hotel, train or office network wants a sign-in first."""

    code = "network-login-page"
    hint = later("Open a web browser, sign in to the network there, then try again.")

    def __init__(self, host: str, *, kept: bool = True) -> None:
        super().__init__(
            tr(
                "This network wants a login page to be filled in first: a web page came instead of what {host} has.",
                host=_named(host),
            ),
            kept=kept,
        )


class RedirectRefused(BadInput):
    """The server pointed somewhere it must not; no token and no request went there."""

    code = "redirect-refused"
    hint = later(
        "If this network has a login page, sign in with a web browser first. Otherwise do not use this server; if you "
        "set a mirror or HF_ENDPOINT, remove it."
    )

    def __init__(self, host: str, reason: str) -> None:
        self.host, self.reason = host, reason
        super().__init__(
            tr(
                "{host} wanted to send us elsewhere, which was refused: {reason}.",
                host=_named(host),
                reason=elided(reason, 120),
            )
        )


class TooLong(BadInput):
    """More bytes came than the file has."""

    code, hint = (
        "longer-than-said",
        later("This server does not have the file it claims to have. Choose another source."),
    )

    def __init__(self, host: str, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        super().__init__(
            tr(
                "{host} sent more than the {size} this file has; it was cut off.",
                host=_named(host),
                size=human_bytes(size_bytes),
            )
        )


class DidNotMatch(BadInput):
    """The bytes are not those the hub vouches for, even after they were fetched once more."""

    code = "did-not-match"
    hint = later(
        "Try another network, switch a proxy or virus scanner that looks into downloads off, or import the file from "
        "a USB stick. A model you had before is untouched."
    )

    def __init__(self, expected: str, got: str) -> None:
        self.expected, self.got = expected, got
        super().__init__(tr("The file that arrived did not match its checksum, twice. It is not used."))


class RoomGone(NoRoom):
    """The drive of the store is full, or too full for what is still to come; 0 more: it has room, but for no file."""

    code = "disk-full"
    hint = later("Free some space, then go on. What has arrived is kept; start it again to go on from there.")

    def __init__(self, more_bytes: int) -> None:
        self.more_bytes = more_bytes
        super().__init__(
            tr("The drive is too full: the download needs {size} more.", size=human_bytes(more_bytes))
            if more_bytes
            else tr("The drive is too full: it takes no more files.")
        )


class DriveTrouble(FetchPaused):
    """The drive refuses to be written: read-only, failing, or taken away."""

    code = "drive-trouble"
    hint = later("Check the drive of the models folder. What has arrived is kept; start it again to go on from there.")

    def __init__(self, reason: str | None) -> None:
        super().__init__(
            tr("The drive of the models cannot be written: {reason}.", reason=reason or tr("it gives no reason"))
        )


class ProxyDead(NetworkTrouble):
    """The proxy is not there."""

    code = "proxy-unreachable"
    hint = later("Check the proxy in the settings (`none` uses none) or the system's, or ask who runs the network.")

    def __init__(self, proxy: str, *, kept: bool = True) -> None:
        self.proxy = proxy
        super().__init__(tr("The proxy {proxy} cannot be reached.", proxy=elided(proxy)), kept=kept)


class ProxyRefuses(NetworkTrouble):
    """The proxy answers, and does not let us through (407 and the like)."""

    code = "proxy-refuses"
    hint = later("If it wants a name and password, write it as http://name:password@host:port in the settings.")

    def __init__(self, proxy: str, *, kept: bool = True) -> None:
        self.proxy = proxy
        super().__init__(
            tr("The proxy {proxy} does not let us through without signing in to it.", proxy=elided(proxy)), kept=kept
        )


class CertificateTrouble(Unavailable):
    """The other side does not prove who it is. There is no way round on purpose."""

    code = "certificate-not-trusted"
    hint = later(
        "Nothing was sent. Check that this computer's date is right. In an office or school, ask for its certificate "
        "to be installed on this computer."
    )

    def __init__(self, host: str, reason: str, proxy: str = "") -> None:
        self.host, self.proxy, self.reason = host, proxy, reason
        told = [
            tr(
                "The certificate of {host} is not trusted here: {reason}.",
                host=_named(host),
                reason=elided(reason, 120),
            )
        ]
        if proxy:
            told.append(tr("The proxy {proxy} seems to put its own certificate in place.", proxy=elided(proxy)))
        super().__init__(" ".join(told))


class ClockWrong(Unavailable):
    """Certificates fail because this computer's clock is off."""

    code, hint = "clock-wrong", later("Set the date and time of this computer, then try again. Nothing was sent.")

    def __init__(self, host: str, now: datetime) -> None:
        self.host, self.now = host, now
        super().__init__(
            tr(
                "{host} cannot be checked because the clock of this computer is wrong: it says {date}.",
                host=_named(host),
                date=f"{now:%Y-%m-%d}",
            )
        )


_NO_ADDRESS = {
    "hub": later("The address of the hub cannot be used: “{address}”."),
    "proxy": later("The address of the proxy cannot be used: “{address}”."),
    "download": later("The address of the download cannot be used: “{address}”."),
}


class BadAddress(BadInput):
    """An address of a hub, a proxy or a file that cannot be one; a name and password in it are not shown."""

    code = "bad-address"
    hint = later("Write it as https://host or http://host:port; `none` as the proxy uses none.")

    def __init__(self, kind: str, address: str) -> None:
        scheme, mark, rest = address.partition("://")
        shown = f"{scheme}{mark}{rest.rpartition('@')[2]}" if mark else address.rpartition("@")[2]
        super().__init__(tr(_NO_ADDRESS[kind], address=elided(shown, 60)))
