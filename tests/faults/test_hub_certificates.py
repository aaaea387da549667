# SPDX-License-Identifier: Apache-2.0
"""A hub or a proxy whose certificate is not trusted gets no question and no token, and there is no way round."""

import ssl
import subprocess
from pathlib import Path
from shutil import which

import pytest

from edgeassist.core.secrets import Secret
from edgeassist.net.hub import Hub
from edgeassist.net.refusals import CertificateTrouble, ServerTrouble
from tests.support.byte_server import ByteServer

CANARY = "hf_" + "t" * 34


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    openssl = which("openssl")
    if openssl is None:
        pytest.skip("a certificate of our own is made with openssl, which is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(certificate),
         "-days", "2", "-subj", "/CN=huggingface.co", "-addext", "subjectAltName=IP:127.0.0.1,DNS:huggingface.co"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def test_d18_a_hub_with_a_certificate_of_its_own_is_refused(self_signed: ssl.SSLContext) -> None:
    with ByteServer(context=self_signed) as server:
        with pytest.raises(CertificateTrouble, match=r"127\.0\.0\.1.*not trusted") as caught:
            Hub(server.origin, Secret(CANARY), proxy="none", official=server.origin).files("acme/small")
        assert server.log == []
    assert "skip" not in caught.value.hint


def test_d18_a_proxy_that_reads_along_is_refused_before_the_token_goes(self_signed: ssl.SSLContext) -> None:
    with ByteServer(intercept=self_signed) as server:
        with pytest.raises(CertificateTrouble, match=r"huggingface\.co"):
            Hub("https://huggingface.co", Secret(CANARY), proxy=server.origin).files("acme/small")
        assert [one.method for one in server.log] == ["CONNECT"]
        assert CANARY not in str(server.log)


def test_d18_a_server_that_speaks_no_tls_is_told() -> None:
    with ByteServer() as server, pytest.raises(ServerTrouble):
        Hub(f"https://127.0.0.1:{server.port}", proxy="none").files("acme/small")
