# SPDX-License-Identifier: Apache-2.0
"""What a link really leads to: its host, whether it may be opened at all, and what should make one wary. No Qt.

Only web and mail addresses written the plain way may be opened. Whatever two programs could read in two ways may not.
"""

import re
import unicodedata
from dataclasses import dataclass

from edgeassist.core.language import listed, tr

MOST_CHARS = 4000
_WEB = re.compile(
    r"(?P<before>https?://(?:(?P<user>[^\s/?#@\\]*)@)?)"
    r"(?P<host>[^\s/?#@:\\\[\]%<>\"'`{}|^]+|\[[0-9A-Fa-f:.]+\])"
    r"(?P<after>(?::\d{0,5})?(?:[/?#][^\s\\<>\"`{}|^]*)?)",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"(?P<before>mailto:)(?P<host>[^\s?#@\\<>\"]+@[^\s?#@\\<>\"]+)(?P<after>(?:\?[^\s\\<>\"]*)?)", re.IGNORECASE
)
_ATTACHES = re.compile(r"[?&]attach", re.IGNORECASE)
_SAYS_HOST = re.compile(r"\b(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})\b", re.IGNORECASE)
_HARMLESS = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Address:
    """A link taken apart: `before` + `host` + `after` is the whole of it.

    `openable` is False for what can only be copied. `warning` is a sentence, or empty.
    """

    before: str
    host: str
    after: str
    openable: bool
    warning: str = ""

    @property
    def whole(self) -> str:
        """The address as it was written, nothing hidden."""
        return self.before + self.host + self.after


def address(link: str, text: str = "") -> Address:
    """Take `link` apart; `text` is what it is called where it stands."""
    link = link.strip()[:MOST_CHARS]
    if found := _WEB.fullmatch(link):
        warning = _web_warning(found["host"], found["user"], text)
        return Address(found["before"], found["host"], found["after"], openable=True, warning=warning)
    found = _MAIL.fullmatch(link)
    if found and not _ATTACHES.search(found["after"]):
        warning = _host_warning(found["host"].rpartition("@")[2])
        return Address(found["before"], found["host"], found["after"], openable=True, warning=warning)
    return Address("", "", link, openable=False, warning=tr("Only web and mail addresses can be opened from here."))


def visible(text: str) -> str:
    """Return `text` with every character that cannot be seen, or turns the line around, written as its number."""
    return "".join(f"⟨{ord(char):04X}⟩" if unicodedata.category(char)[0] in "CZ" else char for char in text)


def _web_warning(host: str, user: str | None, text: str) -> str:
    if user is not None:
        return tr("What stands before the @ is not where it leads. It leads to {host}.", host=visible(host))
    if warning := _host_warning(host):
        return warning
    said = _SAYS_HOST.search(text)
    if said and _bare(said[1]) != _bare(host):
        return tr("The text says {address}, but the link leads to {host}.", address=said[1], host=host)
    return ""


def _bare(host: str) -> str:
    return host.lower().rstrip(".").removeprefix("www.")


def _host_warning(host: str) -> str:
    """Say what is odd about the letters of `host`; empty for plain ones."""
    if _HARMLESS.fullmatch(host) and "xn--" not in host.lower():
        return ""
    shown = ".".join(_decoded(label) for label in host.split("."))
    scripts = {script for label in shown.split(".") for script in _scripts(label)}
    if len(scripts) > 1:
        odd = tr(
            "The name of this site mixes {scripts} letters, which can be made to look like another site's name.",
            scripts=listed(sorted(scripts)),
        )
    else:
        odd = tr(
            "The name of this site has letters beyond plain a to z, which can be made to look like another site's name."
        )
    reads = tr("It reads “{name}”.", name=visible(shown))
    return odd if shown == host else f"{odd} {reads}"


def _decoded(label: str) -> str:
    if not label.lower().startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


def _scripts(label: str) -> set[str]:
    """Return the scripts of the letters in `label`, by the first word of their names: Latin, Cyrillic, Greek."""
    return {unicodedata.name(char, "unknown").split(" ", 1)[0].capitalize() for char in label if char.isalpha()}
