# SPDX-License-Identifier: Apache-2.0
"""Why a fetch ends early: one class per cause, in plain words. Detects nothing itself.

Whatever has arrived stays on the disk after each of these, and the fetch goes on from there when it is started again.
"""

from datetime import datetime

from edgeassist.core.errors import BadInput, NoRoom, NotFound, Unavailable
from edgeassist.core.units import elided, human_bytes

KEPT = "What has arrived is kept; start it again to go on from there."


class FetchPaused(Unavailable):
    """Something that passes: the fetch may be started again and goes on."""

    code, hint = "fetch-paused", KEPT


class NoConnection(FetchPaused):
    """Nothing answers at that address, or its name is unknown."""

    code = "no-connection"
    hint = f"Check the network cable or Wi-Fi. {KEPT} A model file can also be imported from a USB stick."

    def __init__(self, host: str) -> None:
        self.host = host
        super().__init__(f"{elided(host)} cannot be reached: this computer seems to be offline.")


class ConnectionLost(FetchPaused):
    """The connection broke or fell silent again and again without a single byte getting through."""

    code = "connection-lost"

    def __init__(self, host: str, tries: int) -> None:
        self.host, self.tries = host, tries
        super().__init__(f"{elided(host)} sent nothing in {tries} tries, so the download is paused.")


class ServerTrouble(FetchPaused):
    """The server failed (5xx)."""

    code = "server-trouble"

    def __init__(self, host: str, status: int) -> None:
        self.host, self.status = host, status
        super().__init__(f"{elided(host)} has trouble of its own (it answered {status}). Try again in some minutes.")


class ServerBusy(FetchPaused):
    """The server asks for patience (429); `until` is a local time when it said how long."""

    code = "server-busy"

    def __init__(self, host: str, until: datetime | None) -> None:
        self.host, self.until = host, until
        when = f"until {until:%H:%M}" if until else "and does not say for how long"
        super().__init__(f"{elided(host)} is busy {when}: it got too many requests from this network.")


class SignInNeeded(Unavailable):
    """The server wants to know who asks (401)."""

    code, hint = (
        "sign-in-needed",
        "Add your access token under Models, accept the model's licence there, and try again.",
    )

    def __init__(self, host: str) -> None:
        super().__init__(f"{elided(host)} gives this file only to people who are signed in.")


class NoAccess(Unavailable):
    """The server knows who asks and says no (403)."""

    code, hint = "no-access", "Open the model's page in a browser, ask for access or accept its licence, and try again."

    def __init__(self, host: str) -> None:
        super().__init__(f"{elided(host)} does not let this account have the file.")


class FileGoneThere(NotFound):
    """The server has no such file (404, 410)."""

    code, hint = "file-gone-there", "It was moved or withdrawn. Choose another file or another model."

    def __init__(self, host: str) -> None:
        super().__init__(f"{elided(host)} does not have this file any more.")


class OddAnswer(FetchPaused):
    """A status or headers that fit nothing we asked."""

    code = "odd-answer"

    def __init__(self, host: str, status: int) -> None:
        self.host, self.status = host, status
        super().__init__(f"{elided(host)} gave an answer that makes no sense here ({status}).")


class LoginPage(FetchPaused):
    """A web page came instead of the file: a hotel, train or office network wants a sign-in first."""

    code = "network-login-page"
    hint = f"Open a browser, sign in to the network there, then come back. {KEPT}"

    def __init__(self, host: str) -> None:
        super().__init__("This network wants a login page to be filled in first: a web page came instead of the file.")


class RedirectRefused(BadInput):
    """The server pointed somewhere it must not; no token and no request went there."""

    code, hint = "redirect-refused", "Do not use this server. If you set a mirror or HF_ENDPOINT, remove it."

    def __init__(self, host: str, reason: str) -> None:
        self.host, self.reason = host, reason
        super().__init__(f"{elided(host)} wanted to send the download elsewhere, which was refused: {reason}.")


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


class ProxyDead(FetchPaused):
    """The proxy does not answer."""

    code, hint = "proxy-unreachable", "Check the proxy in the settings (`none` uses none), or ask who runs the network."

    def __init__(self, proxy: str) -> None:
        self.proxy = proxy
        super().__init__(f"The proxy {elided(proxy)} does not answer.")


class ProxyRefuses(FetchPaused):
    """The proxy answers, and does not let us through (407 and the like)."""

    code = "proxy-refuses"
    hint = "If it wants a name and password, write it as http://name:password@host:port in the settings."

    def __init__(self, proxy: str) -> None:
        self.proxy = proxy
        super().__init__(f"The proxy {elided(proxy)} does not let the download through without signing in to it.")


class ProxyUnusable(BadInput):
    """What stands as proxy is no address of a kind we speak."""

    code, hint = "proxy-unusable", "Write it as http://host:port, or `none`."

    def __init__(self, proxy: str) -> None:
        super().__init__(f"“{elided(proxy)}” cannot be used as a proxy.")


class CertificateTrouble(Unavailable):
    """The other side does not prove who it is."""

    code = "certificate-not-trusted"
    hint = "Nothing was sent. In an office or school, ask for its certificate to be installed on this computer."

    def __init__(self, host: str, proxy: str, reason: str) -> None:
        self.host, self.proxy, self.reason = host, proxy, reason
        by = f" The proxy {elided(proxy)} seems to put its own certificate in place." if proxy else ""
        super().__init__(f"The certificate of {elided(host)} is not trusted here: {elided(reason)}.{by}")


class ClockWrong(Unavailable):
    """Certificates fail because this computer's clock is off."""

    code, hint = "clock-wrong", "Set the date and time of this computer, then try again. Nothing was sent."

    def __init__(self, host: str, now: datetime) -> None:
        self.host, self.now = host, now
        super().__init__(
            f"{elided(host)} cannot be checked because the clock of this computer is wrong: it says {now:%Y-%m-%d}."
        )


class AddressUnusable(BadInput):
    """The address is none we fetch from."""

    code, hint = "address-unusable", "An address begins with https://."

    def __init__(self, url: str) -> None:
        super().__init__(f"“{elided(url)}” is no address to fetch from.")
