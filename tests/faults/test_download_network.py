# SPDX-License-Identifier: Apache-2.0
"""Servers that refuse, redirect or pretend, proxies, certificates and clocks (rows D14-D18, D26), in words."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edgeassist.core.errors import EdgeError
from edgeassist.net import refusals
from edgeassist.net.line import Means
from edgeassist.net.route import Route
from tests.support.byte_server import ByteServer, Fault
from tests.support.certificates import self_signed
from tests.support.fetching_bench import Bench

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with ByteServer() as server:
        yield Bench(server, tmp_path)


def _refused(bench: Bench, kind: type[EdgeError], **changes: object) -> str:
    with pytest.raises(kind) as refused:
        bench.run(**changes)
    assert refused.value.hint
    return str(refused.value)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, refusals.SignInNeeded),
        (403, refusals.NoAccess),
        (404, refusals.NotOnHub),
        (410, refusals.GoneFromHub),
        (429, refusals.ServerBusy),
        (500, refusals.ServerTrouble),
        (503, refusals.ServerTrouble),
        (418, refusals.OddAnswer),
    ],
)
def test_D14_each_status_has_its_own_words(bench: Bench, status: int, kind: type[EdgeError]) -> None:
    bench.server.fault("m", Fault("status", value=status))
    _refused(bench, kind)
    assert len(bench.server.log) <= 3


@pytest.mark.parametrize("value", ["5400", "Sat, 21 Nov 2026 13:30:00 GMT"])
def test_D14_busy_says_until_when(bench: Bench, value: str) -> None:
    bench.terms = replace(bench.terms, means=replace(bench.terms.means, now=lambda: NOON))
    bench.server.fault("m", Fault("status", value=429, headers={"Retry-After": value}))
    until = NOON.replace(hour=13, minute=30).astimezone()
    assert f"busy until {until:%H:%M}" in _refused(bench, refusals.ServerBusy)


def test_D14_nonsense_in_retry_after_is_no_time(bench: Bench) -> None:
    bench.server.fault("m", Fault("status", value=429, headers={"Retry-After": "9" * 400}))
    assert "does not say" in _refused(bench, refusals.ServerBusy)


def test_D14_what_has_come_survives_a_refusal(bench: Bench) -> None:
    bench.server.fault("m", Fault("truncate", at=400_000, times=1))
    bench.server.fault("m", Fault("status", value=503, times=0))
    bench.run()
    assert bench.is_right()


def test_D15_a_login_page_is_recognized_by_its_type(bench: Bench) -> None:
    bench.server.fault("m", Fault("captive"))
    assert "login page" in _refused(bench, refusals.LoginPage)


def test_D15_a_login_page_is_recognized_by_its_look(bench: Bench) -> None:
    bench.content = b"<!DOCTYPE html><html>sign in" + bytes(1000)
    bench.server.files["m"] = bench.content
    _refused(bench, refusals.LoginPage)


def test_D16_a_redirect_loop_ends_after_five(bench: Bench) -> None:
    bench.server.fault("m", Fault("redirect", value=bench.server.url("m")))
    _refused(bench, refusals.RedirectRefused)
    assert len(bench.server.log) == 6


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/m",
        "http://169.254.169.254/latest",
        "http://[fe80::1]/",
        "http://0.0.0.0/m",
        "//",
        "http://[::1",
    ],
)
def test_D16_a_redirect_to_a_bad_place_is_refused(bench: Bench, target: str) -> None:
    bench.server.fault("m", Fault("redirect", value=target))
    _refused(bench, refusals.RedirectRefused)


def test_D16_another_host_may_give_bytes_and_gets_no_token(bench: Bench) -> None:
    with ByteServer() as other:
        other.files["m"] = bench.content
        bench.route = Route(proxy="none", token_origins=(bench.server.origin,))
        bench.server.fault("m", Fault("redirect", value=other.url("m")))
        bench.run(token="hf_secret")
        assert bench.is_right()
        assert bench.server.log[0].headers["authorization"] == "Bearer hf_secret"
        assert "authorization" not in other.log[0].headers


def test_D17_a_hub_that_is_not_listed_gets_no_token(bench: Bench) -> None:
    bench.run(token="hf_secret")
    assert "authorization" not in bench.server.log[0].headers


def test_D17_a_mirror_gives_bytes_and_gets_no_token(bench: Bench) -> None:
    with ByteServer() as mirror:
        mirror.files["hub/m"] = bench.content
        listed = (bench.server.origin, mirror.origin)
        bench.route = Route(
            proxy="none", mirror=f"{mirror.origin}/hub/", token_origins=listed, mirrored_origins=(bench.server.origin,)
        )
        bench.run(token="hf_secret")
        assert bench.is_right()
        assert bench.server.log == []
        assert "authorization" not in mirror.log[0].headers


def test_nobody_there_is_being_offline(bench: Bench) -> None:
    assert "cannot be reached" in _refused(bench, refusals.Offline, url=f"http://127.0.0.1:{_closed_port()}/m")


def test_D18_a_dead_proxy_is_named(bench: Bench) -> None:
    port = _closed_port()
    bench.route = Route(proxy=f"http://name:secret@127.0.0.1:{port}")
    said = _refused(bench, refusals.ProxyDead)
    assert f"127.0.0.1:{port}" in said
    assert "secret" not in said


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_D18_a_proxy_that_wants_a_password_is_named(bench: Bench, scheme: str) -> None:
    with ByteServer() as proxy:
        proxy.proxy_status = 407
        proxy.fault("m", Fault("status", value=407))
        bench.route = Route(proxy=proxy.origin)
        said = _refused(bench, refusals.ProxyRefuses, url=f"{scheme}://example.com/m")
        assert proxy.origin in said


def test_D18_a_proxy_that_reads_along_is_named(bench: Bench, tmp_path: Path) -> None:
    context, _ = self_signed(tmp_path)
    with ByteServer(intercept=context) as proxy:
        bench.route = Route(proxy=proxy.origin)
        said = _refused(bench, refusals.CertificateTrouble, url="https://example.com/m")
        assert f"proxy {proxy.origin} seems to put its own certificate" in said


def test_a_working_proxy_is_used(bench: Bench) -> None:
    bench.route = Route(proxy=bench.server.origin)
    bench.run(url="http://example.com/m")
    assert bench.is_right()
    assert bench.server.log[0].path == "http://example.com/m"


@pytest.mark.parametrize("year", [1970, 2099])
def test_D26_a_wrong_clock_is_named_as_the_cause(tmp_path: Path, year: int) -> None:
    context, _ = self_signed(tmp_path)
    with ByteServer(context=context) as server:
        bench = Bench(server, tmp_path)
        bench.terms = replace(bench.terms, means=Means(now=lambda: NOON.replace(year=year)))
        assert f"clock of this computer is wrong: it says {year}" in _refused(bench, refusals.ClockWrong)


def test_D26_with_a_right_clock_the_certificate_is_to_blame(tmp_path: Path) -> None:
    context, _ = self_signed(tmp_path)
    with ByteServer(context=context) as server:
        bench = Bench(server, tmp_path)
        bench.terms = replace(bench.terms, means=Means(now=lambda: NOON))
        _refused(bench, refusals.CertificateTrouble)


def test_a_trusted_certificate_lets_bytes_through_and_cuts_still_resume(tmp_path: Path) -> None:
    context, certificate = self_signed(tmp_path)
    with ByteServer(context=context) as server:
        bench = Bench(server, tmp_path)
        server.fault("m", Fault("truncate", at=300_000, times=1))
        trusting = ssl.create_default_context(cafile=str(certificate))
        bench.terms = replace(bench.terms, means=replace(bench.terms.means, context=trusting))
        bench.run()
        assert bench.is_right()


def _closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
