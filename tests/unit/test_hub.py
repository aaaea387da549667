# SPDX-License-Identifier: Apache-2.0
"""What the hub's listing becomes, with huggingface_hub itself talking to a loopback hub."""

import hashlib
from collections.abc import Iterator

import pytest

from edgeassist.core.secrets import Secret
from edgeassist.net.hub import Hub
from edgeassist.net.hub_names import UnsafeName
from edgeassist.net.refusals import BadAddress, NotOnHub, Offline
from tests.support.hub import FakeHub

SMALL = b"GGUF" + bytes(range(200))


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    with FakeHub() as hub:
        hub.add("acme/small", {"README.md": b"hi", "small-q4.gguf": SMALL}, licence="mit", downloads=7)
        yield hub


def test_a_listing_names_commit_sizes_and_digests(fake: FakeHub) -> None:
    listing = Hub(fake.endpoint, proxy="none").files("acme/small")
    assert listing.commit == fake.repos["acme/small"].commits[0].sha
    assert (listing.gated, listing.licence, listing.refused) == (False, "mit", ())
    readme, model = listing.files
    assert (readme.path, readme.size_bytes, readme.sha256) == ("README.md", 2, None)
    assert (model.path, model.size_bytes) == ("small-q4.gguf", len(SMALL))
    assert model.sha256 == hashlib.sha256(SMALL).hexdigest()
    assert listing.models == (model,)


def test_one_file_is_found_in_its_listing(fake: FakeHub) -> None:
    hub = Hub(fake.endpoint, proxy="none")
    assert hub.file("acme/small", "small-q4.gguf").size_bytes == len(SMALL)
    with pytest.raises(NotOnHub, match=r"other\.gguf"):
        hub.file("acme/small", "other.gguf")


def test_a_branch_moves_and_a_commit_stays(fake: FakeHub) -> None:
    hub = Hub(fake.endpoint, proxy="none")
    first = hub.files("acme/small").commit
    fake.add("acme/small", {"small-q4.gguf": b"GGUF new"})
    assert hub.files("acme/small").commit != first
    assert hub.files("acme/small", first).commit == first
    assert hub.file("acme/small", "small-q4.gguf", first).size_bytes == len(SMALL)


def test_search_finds_only_repositories_with_gguf_files(fake: FakeHub) -> None:
    fake.add("acme/small-original", {"model.safetensors": b"x"}, gguf=False)
    fake.add("bee/small-too", {"b.gguf": b"GGUF"}, downloads=9, gated=True)
    found = Hub(fake.endpoint, proxy="none").search("small", 5)
    assert [(one.repo, one.downloads, one.gated) for one in found] == [
        ("bee/small-too", 9, True),
        ("acme/small", 7, False),
    ]
    assert found[1].licence == "mit"


def test_search_asks_for_one_page_whatever_the_hub_offers(fake: FakeHub) -> None:
    assert len(Hub(fake.endpoint, proxy="none").search("small", 100)) == 1
    assert [one.path for one in fake.log] == ["/api/models"]


def test_a_renamed_repository_is_followed_on_the_same_hub(fake: FakeHub) -> None:
    fake.renamed["acme/old"] = "acme/small"
    assert len(Hub(fake.endpoint, proxy="none").files("acme/old").files) == 2


def test_the_address_of_a_file_has_its_commit_and_is_escaped() -> None:
    hub = Hub("https://huggingface.co")
    assert hub.download_url("acme/small", "q 4/a#b.gguf", "a" * 40) == (
        f"https://huggingface.co/acme/small/resolve/{'a' * 40}/q%204/a%23b.gguf"
    )


def test_the_endpoint_comes_from_the_environment(fake: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", fake.endpoint + "/")
    hub = Hub(proxy="none")
    assert hub.endpoint == fake.endpoint
    assert hub.files("acme/small").files


@pytest.mark.parametrize(
    "address", ["ftp://a", "a.com", "https://", "https://u:p@a", "https://a?b", "https://a:x", "http://a\n", "file:///"]
)
def test_an_address_that_cannot_be_a_hub_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        Hub(address)


def test_the_same_address_is_the_same_hub() -> None:
    token = Secret("hf_x")
    assert Hub("https://huggingface.co:443/", token).sends_token
    assert Hub("https://HUGGINGFACE.co", token).sends_token
    assert not Hub("https://huggingface.co/mirror", token).sends_token


def test_the_wish_to_be_offline_is_obeyed(fake: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(Offline, match="HF_HUB_OFFLINE"):
        Hub(fake.endpoint).files("acme/small")
    assert fake.log == []


def test_a_bad_repository_name_asks_nothing(fake: FakeHub) -> None:
    with pytest.raises(UnsafeName):
        Hub(fake.endpoint).files("../etc")
    assert fake.log == []
