# SPDX-License-Identifier: Apache-2.0
"""What the worker's audit hook tells of: sockets it refuses itself, programs and files that the kernel refuses."""

import os
from pathlib import Path

import pytest

from edgeassist.worker.alarm import Alarm, Reach, to_stderr


class Heard:
    def __init__(self, reach: Reach | None = None, *, programs: bool = True) -> None:
        self.told: list[tuple[str, str]] = []
        self.alarm = Alarm(lambda *one: self.told.append(one), reach, programs)


@pytest.fixture
def allowed(tmp_path: Path) -> Path:
    for name in ("models", "work", "private"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x", encoding="utf-8")
    return tmp_path


@pytest.fixture
def reach(allowed: Path) -> Reach:
    return Reach.of([allowed / "models"], [allowed / "work"])


@pytest.mark.parametrize(
    ("event", "arguments", "name"),
    [
        ("socket.connect", (None, ("127.0.0.1", 9)), "127.0.0.1:9"),
        ("socket.getaddrinfo", ("tracker.example", 443, 0, 1, 0), "tracker.example:443"),
        ("socket.getaddrinfo", (b"tracker.example", None, 0, 1, 0), "tracker.example:None"),
        ("socket.__new__", (None, 2, 1, 0), "socket.__new__"),
        ("socket.gethostname", (), "socket.gethostname"),
    ],
)
def test_a_socket_is_refused_and_told(event: str, arguments: tuple[object, ...], name: str) -> None:
    heard = Heard()
    with pytest.raises(PermissionError, match="may not use"):
        heard.alarm(event, arguments)
    assert heard.told == [("connection", name)]


@pytest.mark.parametrize(
    ("event", "arguments", "name"),
    [
        ("subprocess.Popen", ("/bin/true", ["true"], None, None), "/bin/true"),
        ("subprocess.Popen", (None, ["curl", "x"], None, None), "curl"),
        ("os.exec", (Path("/bin/true"), ["true"], None), "/bin/true"),
        ("os.posix_spawn", (b"/bin/sh", [], {}), "/bin/sh"),
        ("os.spawn", (0, "/bin/sh", [], {}), "/bin/sh"),
        ("os.system", ("rm -rf x",), "rm -rf x"),
        ("os.exec", (3, [], None), "os.exec"),
    ],
)
def test_a_program_is_told_where_the_kernel_refuses_it(event: str, arguments: tuple[object, ...], name: str) -> None:
    heard = Heard()
    heard.alarm(event, arguments)
    assert heard.told == [("program", name)]
    unlocked = Heard(programs=False)
    unlocked.alarm(event, arguments)
    assert unlocked.told == []


@pytest.mark.parametrize(
    ("name", "flags", "refused"),
    [
        ("models/file", os.O_RDONLY, False),
        ("models/file", os.O_WRONLY, True),
        ("models/new", os.O_WRONLY | os.O_CREAT, True),
        ("work/file", os.O_RDWR, False),
        ("work/new", os.O_WRONLY | os.O_CREAT, False),
        ("work/../private/file", os.O_RDONLY, True),
        ("private/file", os.O_RDONLY, True),
        ("private/absent", os.O_RDONLY, False),  # the kernel says that it is not there
        ("models", os.O_RDONLY, False),
        ("modelsbeside", os.O_WRONLY, True),
    ],
)
def test_a_file_out_of_reach_is_told(allowed: Path, reach: Reach, name: str, flags: int, refused: bool) -> None:
    heard = Heard(reach)
    path = str(allowed / name)
    heard.alarm("open", (path, None, flags))
    assert heard.told == ([("file", path)] if refused else [])


def test_a_link_that_leads_out_is_told(allowed: Path, reach: Reach) -> None:
    link = allowed / "models" / "link"
    link.symlink_to(allowed / "private" / "file")
    heard = Heard(reach)
    heard.alarm("open", (os.fsencode(link), None, os.O_RDONLY))
    assert heard.told == [("file", str(link))]


def test_an_open_descriptor_and_the_null_device_are_no_files(reach: Reach) -> None:
    heard = Heard(reach)
    heard.alarm("open", (3, "r", 0))
    heard.alarm("open", (os.devnull, "w", os.O_WRONLY))
    assert heard.told == []


def test_without_a_lock_on_files_none_is_told(allowed: Path) -> None:
    heard = Heard(None)
    heard.alarm("open", (str(allowed / "private" / "file"), None, os.O_RDONLY))
    heard.alarm("import", ("x", None, None, None, None))
    assert heard.told == []


def test_each_thing_is_told_once_and_not_for_ever() -> None:
    heard = Heard()
    for number in range(200):
        heard.alarm("os.system", (f"program {number % 100}",))
    assert len(heard.told) == len(set(heard.told)) == 50


def test_a_strangers_name_is_one_short_line() -> None:
    heard = Heard()
    heard.alarm("os.system", ("a\nb" + "x" * 1000,))
    ((_kind, name),) = heard.told
    assert name.startswith("a b")
    assert len(name) == 160


def test_a_child_without_a_better_way_leaves_a_line_in_its_log(capsys: pytest.CaptureFixture[str]) -> None:
    to_stderr("file", "/etc/shadow")
    assert capsys.readouterr().err == "edgeassist worker: refused a file: /etc/shadow\n"
