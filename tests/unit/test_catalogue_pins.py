# SPDX-License-Identifier: Apache-2.0
"""What a file was the first time it must be for ever, until a person says otherwise."""

from pathlib import Path
from threading import Thread

import msgspec
import pytest
from filelock import FileLock

from edgeassist.store.catalogue import Entry, read_catalogue
from edgeassist.store.pins import PINS_NAME, PinChanged, Pins, PinsUnreadable, PinsUnwritable

REF = "somebody/one-GGUF/one.gguf"
FIRST, OTHER, COMMIT = "a" * 64, "b" * 64, "c" * 40


def test_nothing_is_pinned_at_first(tmp_path: Path) -> None:
    assert Pins(tmp_path).pinned(REF) is None


def test_the_first_digest_is_kept_over_a_restart(tmp_path: Path) -> None:
    pin = Pins(tmp_path).pin(REF, COMMIT, FIRST, 10)
    assert Pins(tmp_path).pinned(REF) == pin
    assert (pin.commit, pin.sha256, pin.size_bytes) == (COMMIT, FIRST, 10)


@pytest.mark.parametrize(("sha256", "size_bytes"), [(OTHER, 10), (FIRST, 11)])
def test_another_file_under_the_same_name_is_refused_and_changes_nothing(
    tmp_path: Path, sha256: str, size_bytes: int
) -> None:
    pins = Pins(tmp_path)
    first = pins.pin(REF, COMMIT, FIRST, 10)
    with pytest.raises(PinChanged) as caught:
        pins.pin(REF, "d" * 40, sha256, size_bytes)
    assert caught.value.code == "catalogue-pin-changed"
    assert "stays as it is" in caught.value.hint
    assert PINS_NAME in caught.value.hint
    assert pins.pinned(REF) == first


def test_pins_that_cannot_be_written_are_said_and_pin_nothing(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"a file in the place of the folder")
    with pytest.raises(PinsUnwritable) as caught:
        Pins(tmp_path / "data").pin(REF, COMMIT, FIRST, 10)
    assert caught.value.code == "catalogue-pins-unwritable"


def test_another_process_at_the_pins_is_waited_for_and_then_named(tmp_path: Path) -> None:
    with FileLock(tmp_path / "pins.lock"), pytest.raises(PinsUnwritable, match="another window"):
        Pins(tmp_path, limit_s=0).pin(REF, COMMIT, FIRST, 10)
    assert Pins(tmp_path).pin(REF, COMMIT, FIRST, 10).sha256 == FIRST


def test_a_newer_commit_with_the_same_content_is_no_change(tmp_path: Path) -> None:
    pins = Pins(tmp_path)
    first = pins.pin(REF, COMMIT, FIRST, 10)
    assert pins.pin(REF, "d" * 40, FIRST.upper(), 10) == first


@pytest.mark.parametrize(("commit", "sha256"), [("main", FIRST), (COMMIT, "short"), (COMMIT, "../" + "a" * 61)])
def test_only_a_digest_and_a_commit_can_be_pinned(tmp_path: Path, commit: str, sha256: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        Pins(tmp_path).pin(REF, commit, sha256, 10)
    assert not (tmp_path / PINS_NAME).exists()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"x": {"sha256": "short", "size_bytes": 1}}', b"\xff"])
def test_damaged_pins_trust_nobody(tmp_path: Path, content: bytes) -> None:
    (tmp_path / PINS_NAME).write_bytes(content)
    with pytest.raises(PinsUnreadable):
        Pins(tmp_path).pinned(REF)
    with pytest.raises(PinsUnreadable):
        Pins(tmp_path).pin(REF, COMMIT, FIRST, 10)
    assert (tmp_path / PINS_NAME).read_bytes() == content


def test_pins_that_cannot_be_opened_trust_nobody(tmp_path: Path) -> None:
    (tmp_path / PINS_NAME).mkdir()
    with pytest.raises(PinsUnreadable, match="cannot be read"):
        Pins(tmp_path).pinned(REF)


def test_two_downloads_at_once_lose_no_pin(tmp_path: Path) -> None:
    pins = Pins(tmp_path)
    threads = [Thread(target=pins.pin, args=(f"{REF}{number}", COMMIT, FIRST, number)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [pins.pinned(f"{REF}{number}") is not None for number in range(8)] == [True] * 8


def with_digest() -> Entry:
    return next(entry for entry in read_catalogue().entries if entry.file.sha256)


def test_the_digest_of_the_catalogue_counts_from_the_first_download_on(tmp_path: Path) -> None:
    entry, pins = with_digest(), Pins(tmp_path)
    with pytest.raises(PinChanged, match="not the file it was"):
        pins.hold(entry, COMMIT, OTHER, 10)
    assert pins.pinned(entry.ref) is None
    assert pins.hold(entry, COMMIT, entry.file.sha256, 10).sha256 == entry.file.sha256


def test_an_entry_without_a_digest_is_pinned_to_what_the_hub_says_first(tmp_path: Path) -> None:
    entry = next(entry for entry in read_catalogue().entries if not entry.file.sha256)
    pins = Pins(tmp_path)
    pins.hold(entry, COMMIT, FIRST, 10)
    with pytest.raises(PinChanged):
        pins.hold(entry, COMMIT, OTHER, 10)
