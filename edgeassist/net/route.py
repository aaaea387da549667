# SPDX-License-Identifier: Apache-2.0
"""Which way bytes may come: mirror, proxy, redirects, who gets the token. Pure rules; opens no socket.

A token goes to the listed origins only. A redirect may change the host, never from https to http, never to something
else than http(s), and never from the open internet into this computer or its network.
"""

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from edgeassist import __version__
from edgeassist.core.language import tr
from edgeassist.net.refusals import BadAddress, RedirectRefused

OFFICIAL = "https://huggingface.co"
USER_AGENT = f"edgeassist/{__version__}"
MAX_REDIRECTS = 5
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Route:
    """What a person set: `proxy` (an address, `none`, or empty for the system's), `mirror`, and where tokens may go."""

    proxy: str = ""
    mirror: str = ""
    token_origins: tuple[str, ...] = (OFFICIAL,)
    mirrored_origins: tuple[str, ...] = (OFFICIAL,)


def origin(url: str) -> str:
    """Return scheme, host and port of `url`, the port only when it is not the usual one."""
    parts = _split(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = parts.port or _PORTS[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if port == _PORTS[parts.scheme] else f":{port}")


def host_of(url: str) -> str:
    """Return the host of `url` for a sentence."""
    return urlsplit(url).hostname or tr("the server")


def port_of(url: str) -> int:
    """Return the port that `url` leads to."""
    parts = _split(url)
    return parts.port or _PORTS[parts.scheme]


def may_have_token(url: str, route: Route) -> bool:
    """Tell whether the token may go to `url`: a listed origin, over https (or on this computer itself)."""
    return origin(url) in route.token_origins and (url.startswith("https://") or reach(host_of(url)) == 0)


def mirrored(url: str, route: Route) -> str:
    """Return `url` at the mirror when one is set and the file is the hub's."""
    if not route.mirror or origin(url) not in route.mirrored_origins:
        return url
    origin(route.mirror)
    parts = urlsplit(url)
    return route.mirror.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")


def next_hop(url: str, location: str, start: str) -> str:
    """Return where a redirect from `url` leads, or refuse it; `start` is the address the fetch began with."""
    host = host_of(url)
    try:
        target = urljoin(url, location)
        parts = _split(target)
    except (BadAddress, ValueError) as error:
        raise RedirectRefused(host, tr("it leads to something that is no web address")) from error
    if urlsplit(url).scheme == "https" and parts.scheme != "https":
        raise RedirectRefused(host, tr("it leads from a protected connection to an open one"))
    check_reach(reach(parts.hostname or ""), reach(host_of(start)), host)
    return target


def check_reach(there: int, allowed: int, host: str) -> None:
    """Refuse a host that is nearer to this computer than the one the fetch began with."""
    if there == -1:
        raise RedirectRefused(host, tr("it leads to an address that belongs to no server"))
    if there < allowed:
        raise RedirectRefused(host, tr("it leads into this computer or its own network"))


def reach(host: str) -> int:
    """Return how far away `host` is: 0 this computer, 1 its network, 2 the internet or a name, -1 nowhere allowed."""
    if host.rstrip(".").lower() == "localhost" or host.lower().endswith(".localhost"):
        return 0
    address = _address(host)
    if address is None:
        return 2
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return -1
    if address.is_loopback:
        return 0
    return 2 if address.is_global else 1


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))  # 2130706433, 0x7f.1 and such are addresses, too
        except (OSError, UnicodeError):
            return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def proxy_for(url: str, route: Route, system: Mapping[str, str] | None = None) -> str:
    """Return the address of the proxy for `url`, empty for none."""
    chosen = route.proxy.strip()
    if chosen.lower() == "none":
        return ""
    if not chosen:
        parts = _split(url)
        host = parts.hostname or ""
        if reach(host) == 0 or (system is None and proxy_bypass(host)):
            return ""
        found = getproxies() if system is None else system
        chosen = found.get(parts.scheme) or found.get("all") or ""
    if not chosen:
        return ""
    address = chosen if "://" in chosen else f"http://{chosen}"
    try:
        _split(address)
    except BadAddress as error:
        raise BadAddress("proxy", chosen) from error
    return address


def without_password(proxy: str) -> str:
    """Return the address of a proxy as it may be shown."""
    return origin(proxy) if proxy else ""


class _Parts:
    """Scheme, host and port that were checked to be there."""

    __slots__ = ("hostname", "port", "scheme")

    def __init__(self, scheme: str, hostname: str, port: int | None) -> None:
        self.scheme, self.hostname, self.port = scheme, hostname, port


def _split(url: str) -> _Parts:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadAddress("download", url) from error
    if parts.scheme not in _PORTS or not host or not url.isprintable():
        raise BadAddress("download", url)
    return _Parts(parts.scheme, host, port)
