# SPDX-License-Identifier: Apache-2.0
"""The hub says no, says nonsense, says nothing, or is not there: each has its own words, and the token stays home."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from edgeassist.core.errors import EdgeError
from edgeassist.core.secrets import Secret
from edgeassist.core.stop import Stop, Stopped
from edgeassist.net import hub_line, refusals
from edgeassist.net.hub import Hub
from tests.support.hub import CAPTIVE, GOOD_TOKEN, FakeHub, Odd
from tests.support.threads import HANG_S

CANARY = "hf_" + "c" * 34
ROOT = Path(__file__).resolve().parents[2]
RETRIES_S = 20
"""What takes longer was tried again: the library alone takes 23 seconds to call a hub offline."""


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    with FakeHub() as hub:
        hub.add("acme/small", {"small.gguf": b"GGUF"})
        yield hub


def asked(fake: FakeHub, token: str | None = None, repo: str = "acme/small") -> EdgeError:
    secret = Secret(token) if token else None
    with pytest.raises(EdgeError) as caught:
        Hub(fake.endpoint, secret, proxy="none", official=fake.endpoint).files(repo)
    assert caught.value.hint
    return caught.value


def closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, refusals.SignInNeeded),
        (403, refusals.NoAccess),
        (404, refusals.NotOnHub),
        (410, refusals.GoneFromHub),
        (429, refusals.ServerBusy),
        (500, refusals.ServerTrouble),
        (502, refusals.ServerTrouble),
        (503, refusals.ServerTrouble),
        (511, refusals.LoginPage),
    ],
)
def test_d14_each_status_has_its_own_words_at_once(fake: FakeHub, status: int, kind: type[EdgeError]) -> None:
    fake.answer("/api", Odd(status, b"{}"))
    hub = Hub(fake.endpoint, proxy="none")
    with pytest.raises(kind):
        hub.files("acme/small")
    with pytest.raises(kind):
        hub.search("small")
    assert len(fake.log) == 2  # the library alone would try six times over 23 seconds


@pytest.mark.parametrize("wait", ["120", "Thu, 01 Jan 2099 00:00:00 GMT"])
def test_d14_a_busy_hub_says_until_when(fake: FakeHub, wait: str) -> None:
    fake.answer("/api", Odd(429, headers={"Retry-After": wait}))
    error = asked(fake)
    assert isinstance(error, refusals.ServerBusy)
    assert error.until is not None
    assert (error.until - datetime.now().astimezone()).total_seconds() == pytest.approx(
        120 if wait == "120" else 7 * 86_400, abs=5
    )
    assert f"until {error.until:%H:%M}" in str(error)


@pytest.mark.parametrize("wait", ["", "-1", "soon", "9" * 50, "Thu, 99 Jan 2099"])
def test_d14_a_senseless_wait_is_not_repeated(fake: FakeHub, wait: str) -> None:
    fake.answer("/api", Odd(429, headers={"Retry-After": wait}))
    assert "does not say" in str(asked(fake))


def test_d14_a_gated_repository_asks_to_sign_in_then_tells_no_access(fake: FakeHub) -> None:
    fake.add("acme/gated", {"g.gguf": b"GGUF"}, gated=True)
    assert isinstance(asked(fake, None, "acme/gated"), refusals.SignInNeeded)
    assert isinstance(asked(fake, CANARY, "acme/gated"), refusals.NoAccess)
    hub = Hub(fake.endpoint, Secret(GOOD_TOKEN), proxy="none", official=fake.endpoint)
    assert hub.files("acme/gated").gated


def test_d14_a_token_that_expired_is_told(fake: FakeHub) -> None:
    fake.answer("/api", Odd(401))
    error = asked(fake, CANARY)
    assert isinstance(error, refusals.TokenRefused)
    assert CANARY not in f"{error}{error.hint}{error!r}"


def test_d14_what_is_not_there_is_told(fake: FakeHub) -> None:
    assert isinstance(asked(fake, repo="acme/none"), refusals.NotOnHub)
    with pytest.raises(refusals.NotOnHub, match="nowhere"):
        Hub(fake.endpoint, proxy="none").files("acme/small", "nowhere")


@pytest.mark.parametrize("code", ["GatedRepo", "RepoNotFound", "EntryNotFound", "x" * 9000])
def test_d14_the_hubs_own_text_is_never_shown(fake: FakeHub, code: str) -> None:
    fake.answer("/api", Odd(403, b"{}", {"X-Error-Code": code, "X-Error-Message": "<b>pwned</b>"}))
    assert "pwned" not in str(asked(fake))


def test_d15_a_captive_portal_is_named(fake: FakeHub) -> None:
    fake.answer("/", CAPTIVE)
    error = asked(fake)
    assert isinstance(error, refusals.LoginPage)
    assert "login page" in str(error)


def test_d15_a_portal_that_redirects_is_not_followed(fake: FakeHub) -> None:
    fake.answer("/", Odd(302, headers={"Location": "http://login.hotel.example/"}))
    error = asked(fake)
    assert isinstance(error, refusals.RedirectRefused)
    assert "sign in" in error.hint


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest",
        "http://[::1]:1/",
        "file:///etc/passwd",
        "//other.example/x",
        "ftp://a/",
        "http://",
    ],
)
def test_d16_no_redirect_leaves_the_hub(fake: FakeHub, target: str) -> None:
    fake.answer("/api", Odd(307, headers={"Location": target}))
    asked(fake, CANARY)
    assert len(fake.log) == 1


def test_d16_a_redirect_loop_ends(fake: FakeHub) -> None:
    fake.answer("/api", Odd(307, headers={"Location": "/api/models/acme/small"}))
    assert isinstance(asked(fake), refusals.ServerTrouble)
    assert len(fake.log) <= 5


def test_d16_the_token_does_not_follow_to_another_host(fake: FakeHub) -> None:
    with FakeHub() as other:
        fake.answer("/api", Odd(307, headers={"Location": f"{other.endpoint}/api/models/acme/small"}))
        asked(fake, CANARY)
        assert other.log == []


def test_d17_a_hostile_mirror_gets_no_token(fake: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", fake.endpoint)
    monkeypatch.setenv("HF_TOKEN", CANARY)
    hub = Hub(token=Secret(CANARY), proxy="none")
    hub.files("acme/small")
    hub.search("small")
    assert not hub.sends_token
    assert hub.token_for(fake.endpoint) is None
    assert len(fake.log) == 2
    assert all(CANARY not in str(one) and "authorization" not in one.headers for one in fake.log)


def test_d17_only_https_on_the_official_host_gets_the_token() -> None:
    secret = Secret(CANARY)
    assert Hub("https://huggingface.co", secret).token_for("https://huggingface.co/a/b") == secret
    for address in ("http://huggingface.co", "https://huggingface.co.evil.example", "https://huggingface.co:444"):
        assert not Hub(address, secret).sends_token
    for url in ("https://huggingface.co.evil/", "https://huggingface.co@evil/", "http://huggingface.co/", "//x/"):
        assert Hub("https://huggingface.co", secret).token_for(url) is None


def test_d13_names_in_a_listing_that_could_leave_the_folder_are_dropped(fake: FakeHub) -> None:
    bad = ["../up.gguf", "/root.gguf", "a\\b.gguf", "CON.gguf", "x/NUL", "a\u202efugg.gguf", "C:x.gguf"]
    fake.add("acme/bad", dict.fromkeys([*bad, "good.gguf"], b"GGUF"))
    listing = Hub(fake.endpoint, proxy="none").files("acme/bad")
    assert [one.path for one in listing.files] == ["good.gguf"]
    assert len(listing.refused) == len(bad)
    assert all(name.isprintable() for name in listing.refused)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b"[1]", b"{", b'"x"', b"[" * 100_000, b'{"id": 3}', b'{"id":"a/b"}', b"\xff\xfe\0",
        b'{"id":"a/b","sha":"' + b"a" * 40 + b'","siblings":[{"rfilename":3}]}',
        b'{"id":"a/b","sha":"' + b"a" * 40 + b'","siblings":{"x":1}}',
        b'{"id":"a/b","sha":"../x","siblings":[]}',
        b'{"id":"a/b","sha":"' + b"a" * 40 + b'","siblings":[{"rfilename":"a","lfs":{"size":"x"}}]}',
    ],
)  # fmt: skip
def test_d14_junk_is_trouble_of_the_hub(fake: FakeHub, body: bytes) -> None:
    fake.answer("/api", Odd(body=body))
    assert isinstance(asked(fake), refusals.ServerTrouble)


@pytest.mark.parametrize("body", [b"null", b"{}", b"[1]", b"[{}]", b'[{"id":"../x"}]', b'[{"id":"a/b","tags":3}]'])
def test_d14_junk_in_a_search_never_raises_anything_else(fake: FakeHub, body: bytes) -> None:
    fake.answer("/api", Odd(body=body))
    try:
        found = Hub(fake.endpoint, proxy="none").search("x")
    except refusals.ServerTrouble:
        return
    assert all(one.repo == "a/b" for one in found)


def test_d08_an_answer_without_end_is_cut(fake: FakeHub) -> None:
    fake.answer("/api", Odd(body=b" " * (hub_line.MAX_ANSWER_BYTES + 1)))
    assert isinstance(asked(fake), refusals.ServerTrouble)


def test_d09_a_packed_answer_is_refused(fake: FakeHub) -> None:
    fake.answer("/api", Odd(body=b"x", headers={"Content-Encoding": "gzip"}))
    assert isinstance(asked(fake), refusals.ServerTrouble)


@pytest.mark.parametrize("odd", [Odd(hang=True), Odd(drip=True)])
def test_d05_a_hub_that_says_nothing_can_be_stopped_at_once(
    fake: FakeHub, odd: Odd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_line, "DEADLINE_S", 3600)  # so that nothing but the stop can end it
    monkeypatch.setattr(hub_line, "READ_TIMEOUT_S", 3600)
    fake.answer("/api", odd)
    stop = Stop()
    outcome: list[BaseException] = []

    def ask() -> None:
        try:
            Hub(fake.endpoint, proxy="none").files("acme/small", stop=stop)
        except EdgeError as error:
            outcome.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    assert fake.asked.wait(HANG_S)
    stop.wish()
    thread.join(HANG_S)
    assert [type(one) for one in outcome] == [Stopped]


@pytest.mark.parametrize("odd", [Odd(hang=True), Odd(drip=True)])
def test_d05_a_hub_that_says_nothing_is_given_up(fake: FakeHub, odd: Odd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_line, "DEADLINE_S", 0.5)
    monkeypatch.setattr(hub_line, "READ_TIMEOUT_S", 0.3)
    fake.answer("/api", odd)
    assert isinstance(asked(fake), refusals.HubSilent)


def test_d18_a_dead_proxy_is_named_without_its_password(fake: FakeHub) -> None:
    port = closed_port()
    with pytest.raises(refusals.ProxyDead, match=f"http://127.0.0.1:{port}") as caught:
        Hub(fake.endpoint, proxy=f"http://me:pass@127.0.0.1:{port}").files("acme/small")
    assert "pass@" not in str(caught.value)


@pytest.mark.parametrize("endpoint", ["http://hub.example", "https://hub.example"])
def test_d18_a_proxy_that_wants_a_password_is_named(fake: FakeHub, endpoint: str) -> None:
    fake.bytes.proxy_status = 407
    fake.answer("/", Odd(407))
    proxy = fake.endpoint if endpoint.startswith("http:") else fake.bytes.origin
    with pytest.raises(refusals.ProxyRefuses, match=r"127\.0\.0\.1"):
        Hub(endpoint, proxy=proxy).files("acme/small")


def test_d28_nobody_there_is_offline_at_once_and_offers_a_file() -> None:
    before = time.monotonic()
    with pytest.raises(refusals.Offline) as caught:
        Hub(f"http://127.0.0.1:{closed_port()}", proxy="none").search("small")
    assert time.monotonic() - before < RETRIES_S
    assert "file" in caught.value.hint
    assert caught.value.exit_code == 7


_ALONE = f"""
import sys, time
from edgeassist.net.hub import Hub
from edgeassist.net.refusals import Offline
for address in ("https://huggingface.co", "http://192.0.2.1"):
    before = time.monotonic()
    try:
        Hub(address, proxy="none").search("small")
    except Offline as error:
        print(error.code, time.monotonic() - before < {RETRIES_S})
"""


def test_d28_without_any_network_it_says_offline() -> None:
    if subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode != 0:
        pytest.skip("this system does not let a user make a network of his own (unshare -rn)")
    done = subprocess.run(
        ["unshare", "-rn", sys.executable, "-c", _ALONE], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.split() == ["offline", "True"] * 2, done.stderr


_LISTING = """
import sys
from edgeassist.core.secrets import Secret
from edgeassist.net.hub import Hub
hub = Hub(proxy="none", token=Secret(sys.stdin.read()))
hub.search("small")
hub.files("acme/small")
hub.file("acme/small", "small.gguf")
"""


def test_n07_a_listing_sends_only_what_was_asked_and_writes_nothing(fake: FakeHub, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / ".cache/huggingface").mkdir(parents=True)
    (home / ".cache/huggingface/token").write_text(CANARY)
    before = sorted(home.rglob("*"))
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "XDG_"))}
    environ |= {"HOME": str(home), "HF_ENDPOINT": fake.endpoint, "HF_TOKEN": CANARY, "CLAUDECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _LISTING], cwd=ROOT, env=environ, input=CANARY, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert [(one.method, one.path) for one in fake.log] == [
        ("GET", "/api/models"),
        ("GET", "/api/models/acme/small/revision/main"),
        ("GET", "/api/models/acme/small/revision/main"),
    ]
    for one in fake.log:
        assert set(one.headers) == {"host", "accept", "accept-encoding", "user-agent"}
        assert one.headers["user-agent"].startswith("edgeassist/")
    assert sorted(home.rglob("*")) == before
    assert fake.bytes.log == []
