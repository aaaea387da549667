# SPDX-License-Identifier: Apache-2.0
"""A link is taken apart: what it leads to, whether it may be opened, what should make one wary."""

import pytest

from edgeassist.kit.addresses import address, visible


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://example.org/a?b=c#d", "example.org"),
        ("HTTP://Example.org:8080", "Example.org"),
        ("mailto:anna@example.org?subject=Hello", "anna@example.org"),
        ("http://[2001:db8::1]/x", "[2001:db8::1]"),
    ],
)
def test_web_and_mail_addresses_can_be_opened_and_nothing_of_them_is_hidden(link: str, host: str) -> None:
    found = address(link)
    assert (found.openable, found.host, found.whole, found.warning) == (True, host, link, "")


@pytest.mark.parametrize(
    "link",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,<b>x</b>",
        "qrc:/x",
        "//example.org/x",
        "smb://server/share",
        "vscode://x",
        "mailto:a@b.org?attach=/etc/passwd",
        "http://good.org\\@evil.org/",
        "http://good.org /x",
        "http://",
        "",
        "http://exa%6Dple.org",
    ],
)
def test_everything_else_can_only_be_copied(link: str) -> None:
    found = address(link)
    assert not found.openable
    assert found.warning
    assert found.whole == link


@pytest.mark.parametrize(
    ("link", "text", "said"),
    [
        ("https://аpple.com/", "", "mixes Cyrillic and Latin letters"),
        ("https://xn--80ak6aa92e.com/", "", "apple"),
        ("https://bücher.example", "", "beyond plain a to z"),
        ("https://bank.org@evil.org/", "", "leads to evil.org"),
        ("https://evil.org/", "https://www.bank.org/login", "says www.bank.org, but the link leads to evil.org"),
        ("mailto:a@раypal.com", "", "mixes Cyrillic and Latin"),
    ],
)
def test_what_looks_like_something_else_is_warned_of(link: str, text: str, said: str) -> None:
    found = address(link, text)
    assert found.openable
    if said == "apple":
        assert "аррӏе" in found.warning
    else:
        assert said in found.warning


def test_the_same_host_with_or_without_www_is_no_lie() -> None:
    assert address("https://www.example.org/x", "example.org").warning == ""


def test_what_cannot_be_seen_is_written_out() -> None:
    assert visible("a\u202eb c") == "a⟨202E⟩b⟨0020⟩c"
