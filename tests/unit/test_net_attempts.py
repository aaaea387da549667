# SPDX-License-Identifier: Apache-2.0
"""The network log: whole lines from several processes, a size it does not outgrow, and nothing secret in it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from edgeassist.net.attempts import FAILED, OPENED, REFUSED_FOREIGN, REFUSED_OFFLINE, Attempts, Tried


@pytest.fixture
def log(tmp_path: Path) -> Attempts:
    return Attempts(tmp_path / "network", now=iter(range(1, 10_000)).__next__, by="EdgeAssist")


def test_an_attempt_is_kept_with_what_came_over_it(log: Attempts) -> None:
    id = log.began("hub.example", 443, "Fetching a model", OPENED)
    log.ended(id, 1234)
    assert log.read().attempts == (Tried(1.0, "hub.example", 443, "Fetching a model", OPENED, 1234, "EdgeAssist"),)


def test_the_newest_attempt_stands_first(log: Attempts) -> None:
    for outcome in (FAILED, REFUSED_OFFLINE, REFUSED_FOREIGN):
        log.began("hub.example", 443, "Searching", outcome)
    assert [one.outcome for one in log.read().attempts] == [REFUSED_FOREIGN, REFUSED_OFFLINE, FAILED]


def test_a_log_that_is_not_there_is_empty(log: Attempts) -> None:
    assert log.read().attempts == ()
    assert not log.file.exists()


@pytest.mark.parametrize(
    "rotten",
    [
        b"{", b"[]", b"null", b'{"id": 5}', b'{"id": "a", "at": "x", "port": 1, "outcome": "opened"}', b"\xff\xfe\x00",
        b'{"id": "a", "at": 1, "port": 1, "outcome": "else"}', b"[" * 5000, b"9" * 3000,
    ],
)  # fmt: skip
def test_a_damaged_line_is_skipped_and_counted(log: Attempts, rotten: bytes) -> None:
    log.began("a.example", 1, "x", OPENED)
    with log.file.open("ab") as file:
        file.write(rotten + b"\n")
    log.began("b.example", 1, "x", OPENED)
    found = log.read()
    assert [one.host for one in found.attempts] == ["b.example", "a.example"]
    assert found.damaged == 1


def test_half_a_line_at_the_end_costs_only_itself(log: Attempts) -> None:
    log.began("a.example", 1, "x", OPENED)
    with log.file.open("ab") as file:
        file.write(b'{"id":"abc","at":2,"ho')
    log.began("b.example", 1, "x", OPENED)
    assert ([one.host for one in log.read().attempts], log.read().damaged) == (["b.example", "a.example"], 1)


@pytest.mark.parametrize("host", ["me:secret@hub.example", "hub.example?token=secret", "hub.example\n{}"])
def test_no_secret_and_no_second_line_gets_in(log: Attempts, host: str) -> None:
    log.began(host, 443, "Fetching https://user:secret@hub.example/a?token=secret", OPENED)
    raw = log.file.read_bytes()
    assert b"secret" not in raw
    assert raw.count(b"\n") == 1
    assert log.read().attempts[0].host.startswith("hub.example")


def test_a_full_log_is_put_aside_and_both_halves_are_read(tmp_path: Path) -> None:
    log = Attempts(tmp_path, most_bytes=2_000, now=iter(range(10_000)).__next__)
    for number in range(60):
        log.began(f"h{number}.example", 443, "x", OPENED)
    sizes = [one.stat().st_size for one in tmp_path.glob("*.jsonl")]
    assert len(sizes) == 2
    assert max(sizes) < 2_200
    hosts = [one.host for one in log.read().attempts]
    assert hosts[0] == "h59.example"
    assert hosts == [f"h{number}.example" for number in range(59, 59 - len(hosts), -1)]


def test_a_folder_that_cannot_be_written_stops_no_connection(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    log = Attempts(tmp_path / "file")
    log.ended(log.began("a.example", 1, "x", OPENED), 5)
    assert log.read().attempts == ()


def test_several_processes_write_whole_lines_at_once(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from edgeassist.net.attempts import Attempts\n"
        "log = Attempts(Path(sys.argv[1]), most_bytes=20_000)\n"
        "for n in range(60): log.began(f'{sys.argv[2]}-{n}.example', n, 'x' * 100, 'opened')\n"
    )
    children = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path), name]) for name in "abc"]
    assert [child.wait(60) for child in children] == [0, 0, 0]
    found = Attempts(tmp_path).read()
    assert found.damaged == 0
    assert len(found.attempts) >= 60
    for line in (tmp_path / "attempts.jsonl").read_bytes().splitlines():
        assert json.loads(line)["for"] == "x" * 100
