# SPDX-License-Identifier: Apache-2.0
"""The rules of the way: who is near, where redirects may lead, which proxy is taken, who may see a token."""

import pytest

from edgeassist.net.refusals import BadAddress, RedirectRefused
from edgeassist.net.route import Route, may_have_token, mirrored, next_hop, origin, proxy_for, reach

HUB = "https://huggingface.co/someone/model/resolve/main/m.gguf"


@pytest.mark.parametrize(
    ("host", "distance"),
    [
        ("huggingface.co", 2),
        ("1.1.1.1", 2),
        ("10.0.0.1", 1),
        ("192.168.1.5", 1),
        ("fd00::1", 1),
        ("127.0.0.1", 0),
        ("127.9.9.9", 0),
        ("::1", 0),
        ("localhost", 0),
        ("LOCALHOST.", 0),
        ("2130706433", 0),
        ("0x7f.1", 0),
        ("::ffff:127.0.0.1", 0),
        ("169.254.169.254", -1),
        ("::ffff:169.254.169.254", -1),
        ("fe80::1", -1),
        ("0.0.0.0", -1),
        ("224.0.0.1", -1),
    ],
)
def test_how_far_away_a_host_is(host: str, distance: int) -> None:
    assert reach(host) == distance


@pytest.mark.parametrize(
    "target",
    [
        "http://huggingface.co/m",
        "http://cdn.example.com/m",
        "https://127.0.0.1/m",
        "https://10.1.2.3/m",
        "https://2130706433/m",
        "https://169.254.169.254/m",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://exa mple.com:99999/",
    ],
)
def test_a_redirect_from_the_hub_stays_outside_and_protected(target: str) -> None:
    with pytest.raises(RedirectRefused):
        next_hop(HUB, target, HUB)


@pytest.mark.parametrize("target", ["https://cdn.example.com/m?x=1", "/other/m", "//cdn.example.com/m"])
def test_a_redirect_to_another_open_host_is_followed(target: str) -> None:
    assert next_hop(HUB, target, HUB).startswith("https://")


def test_a_mirror_in_the_own_network_may_redirect_within_it() -> None:
    assert next_hop("http://192.168.1.5/m", "http://192.168.1.6/m", "http://192.168.1.5/m") == "http://192.168.1.6/m"


@pytest.mark.parametrize(
    ("url", "may"),
    [
        (HUB, True),
        ("http://huggingface.co/m", False),
        ("https://huggingface.co:8443/m", False),
        ("https://huggingface.co.evil.example/m", False),
        ("https://huggingface.co@evil.example/m", False),
        ("https://cdn.huggingface.co/m", False),
    ],
)
def test_the_token_goes_to_the_hub_only(url: str, may: bool) -> None:
    assert may_have_token(url, Route()) is may


def test_the_token_never_goes_over_an_open_line_even_to_a_listed_host() -> None:
    assert not may_have_token("http://hub.example.com/m", Route(token_origins=("http://hub.example.com",)))


def test_a_mirror_replaces_the_host_and_nothing_else() -> None:
    route = Route(mirror="https://mirror.example.com/hf/")
    assert mirrored(HUB + "?x=1", route) == "https://mirror.example.com/hf/someone/model/resolve/main/m.gguf?x=1"
    assert mirrored("https://other.example.com/m", route) == "https://other.example.com/m"


def test_the_proxy_is_the_chosen_one_or_the_systems_or_none() -> None:
    system = {"https": "http://office:3128", "http": "plain:80"}
    assert proxy_for(HUB, Route(), system) == "http://office:3128"
    assert proxy_for("http://example.com/", Route(), system) == "http://plain:80"
    assert proxy_for(HUB, Route(proxy="mine:1"), system) == "http://mine:1"
    assert proxy_for(HUB, Route(proxy="None"), system) == ""
    assert proxy_for("http://127.0.0.1:5/m", Route(), system) == ""
    assert proxy_for(HUB, Route(), {}) == ""


def test_the_systems_proxy_is_found_and_its_exceptions_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://system:3128")
    monkeypatch.setenv("no_proxy", "inside.example")
    assert proxy_for(HUB, Route()) == "http://system:3128"
    assert proxy_for(HUB, Route("mine:8080")) == "http://mine:8080"
    assert proxy_for(HUB, Route("none")) == ""
    assert proxy_for("https://inside.example", Route()) == ""


@pytest.mark.parametrize("proxy", ["http://me:secret@host:port", "me:secret@host:port", "socks5://me:secret@x:1"])
def test_the_password_of_an_unusable_proxy_is_not_shown(proxy: str) -> None:
    with pytest.raises(BadAddress) as caught:
        proxy_for(HUB, Route(proxy))
    assert "secret" not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize("proxy", ["socks5://x:1", "http://", "http://x:port"])
def test_a_proxy_we_cannot_speak_to_is_refused(proxy: str) -> None:
    with pytest.raises(BadAddress):
        proxy_for(HUB, Route(proxy=proxy))


@pytest.mark.parametrize("url", ["", "m.gguf", "file:///m", "https://", "https://a:b/", "https://[::1"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(BadAddress):
        origin(url)
