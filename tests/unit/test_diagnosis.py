# SPDX-License-Identifier: Apache-2.0
"""What a helper gets: figures and places in our code, and nothing a person wrote or is called."""

import logging
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from edgeassist.app.diagnosis import DiagnosisNotWritten, diagnosis, write
from edgeassist.app.logs import start_log
from edgeassist.app.services import Services
from edgeassist.core.paths import Places
from edgeassist.core.scrubbing import log_lines, scrubbed
from tests.support.scripted_services import card, stored
from tests.support.source_tree import ROOT

CANARY = "quagga"
HOME = {"/people/jerome": "~", "jerome": "<user>"}


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    made = Services(Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache", tmp_path / "logs"))
    yield made
    made.close()


@pytest.fixture
def log(services: Services, expects_log: None) -> Iterator[logging.Logger]:
    ours = logging.getLogger("edgeassist")
    before = list(ours.handlers)
    start_log(services.places.logs)
    yield logging.getLogger("edgeassist.app.desk")
    for handler in [one for one in ours.handlers if one not in before]:
        handler.close()
        ours.removeHandler(handler)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("could not read “quagga notes”", "could not read “…”"),
        ("no such file: '/people/jerome/quagga.pdf'", "no such file: “…”"),
        ("reading /people/jerome/papers/quagga.pdf failed", "reading <path>.pdf"),
        ("at /opt/x/edgeassist/app/desk.py", "at …/edgeassist/app/desk.py"),
        ("asked https://quagga:secret@host.example/a?b=c now", "asked https://<address> now"),
        ("with hf_abcdefghijkl in it", "with <token> in it"),
        ("from quagga@example.org", "from <mail>"),
        ("ValueError: quagga is no number", "ValueError: <message>"),
        ("edgeassist.core.errors.BadInput: quagga", "edgeassist.core.errors.BadInput: <message>"),
        ('  File "/x/edgeassist/net/line.py", line 7, in open', "  File …/edgeassist/net/line.py, line 7, in open"),
        (r"D:\people\quagga\Documents\a.docx", "<path>.docx"),
        ("/media/quagga/My Stick/Letters to Mum/quagga 1.pdf could not be read", "<path>.pdf"),
        ("/My Stick/Letters to quagga/a quagga.pdf", "<path>.pdf"),
        (r"how: C:\people\Jane quagga\Documents\my quagga.docx failed", "how: <path>.docx"),
        (r"C:\my quagga.docx", "<path>.docx"),
        (r"\\nas\Jane quagga\my quagga", "<path>"),
        ("//nas/Jane quagga/my quagga", "<path>"),
        ("~/Letters to quagga.pdf and more", "<path>.pdf"),
        ("<models>/divorce quagga.gguf", "<models><path>.gguf"),
        ("of edgeassist/app/desk.py and 3 and/or 4 tok/s", "of edgeassist/app/desk.py and 3 and/or 4 tok/s"),
        ("at /opt/x y/edgeassist/app/desk.py in /srv/quagga x/b", "at …/edgeassist/app/desk.py in <path>"),
        ('  File "/usr/lib/json/decoder.py", line 7, in x', "  File <path>.py, line 7, in x"),
        ('  File "/opt/.pyenv/lib/functools.py", line 7, in x', "  File <path>.py, line 7, in x"),
        ('  File "edgeassist/net/line.py", line 7, in open', "  File …/edgeassist/net/line.py, line 7, in open"),
        ('  File "<string>", line 2, in x', "  File <string>, line 2, in x"),
        ("<data>/history.sqlite3 is whole", "<data>/history.sqlite3 is whole"),
        ("jerome's laptop", "<user>'s laptop"),
        ("4.2 GB of 8 GB, 2/4 cores", "4.2 GB of 8 GB, 2/4 cores"),
    ],
)
def test_what_could_tell_of_a_person_goes_and_figures_stay(text: str, left: str) -> None:
    assert scrubbed(text, HOME) == left


def test_of_a_log_only_lines_of_our_own_shape_are_told() -> None:
    lines = [
        "2026-11-21 10:00:00,123 ERROR edgeassist.app.desk: a wish of the window failed",
        "Traceback (most recent call last):",
        '  File "/x/edgeassist/app/desk.py", line 3, in work',
        "    work()",
        "    ^^^^^^",
        "ValueError: my quagga",
        "    and more of my quagga",
        "my quagga again",
    ]
    told = list(log_lines(lines))
    assert told[:6] == lines[:6]
    assert told[6:] == ["<line>", "<line>"]


@pytest.mark.parametrize(
    "place",
    [
        '  File "/x/edgeassist/ui/palette.py", line 41, in keyPressEvent',
        r'  File "C:\x\edgeassist\ui\palette.py", line 41, in Palette.<lambda>',
        '  File "edgeassist/ui/palette.py", line 41 in run',
        '  File "/opt/.pyenv/lib/functools.py", line 1001, in __get__',
        '  File "<string>", line 2',
    ],
)
def test_a_place_in_the_log_is_still_one_when_the_log_is_told(place: str) -> None:
    written = [scrubbed(line, {}) for line in log_lines([place, "    self.run()"])]
    assert [scrubbed(line, HOME) for line in log_lines(written)] == written
    assert "<line>" not in written


@pytest.mark.parametrize(
    "line",
    [
        "  File my quagga.py, line 3, in run",
        "  File …/edgeassist/ui/palette.py, line 41, in quagga and more of it",
        "  File <path>.py, line 7: quagga",
        "File …/quagga/ui/palette.py, line 41",
    ],
)
def test_what_only_looks_like_a_place_is_not_told(line: str) -> None:
    assert list(log_lines([line, "    quagga"])) == ["<line>", "<line>"]


def test_the_places_of_an_error_in_our_code_are_in_the_file(
    services: Services, log: logging.Logger, tmp_path: Path
) -> None:
    try:
        write(services, tmp_path / CANARY / "what.txt")
    except DiagnosisNotWritten:
        log.exception("a wish of the window failed")
    text = diagnosis(services).partition("Last lines of the log")[2]
    assert "File …/edgeassist/app/diagnosis.py, line " in text
    assert "<line>" not in text
    assert CANARY not in text


def test_nothing_that_a_person_wrote_is_in_the_file(services: Services, log: logging.Logger, tmp_path: Path) -> None:
    services.change_settings(proxy=f"http://{CANARY}:{CANARY}@proxy.example:3128", microphone=f"{CANARY} mic")
    services.change_settings(model=f"{CANARY}-letters-q4", voice_language=CANARY)
    stored(tmp_path, card(f"{CANARY}-letters-q4"))
    services.chats.start().add_question(f"{CANARY} in a chat")
    try:
        raise ValueError(f"could not read {CANARY}\nthe second line has {CANARY} too")
    except ValueError:
        log.exception("a wish of the window failed")
    log.warning("the draft of “%s” was not read", CANARY)
    write(services, tmp_path / "what.txt")
    text = (tmp_path / "what.txt").read_text(encoding="utf-8")
    assert CANARY not in text
    assert "proxy = (set)" in text
    assert "model = (set)" in text
    assert "Models: 1 here: <model>" in text
    assert "ERROR edgeassist.app.desk: a wish of the window failed" in text
    assert "ValueError: <message>" in text
    assert str(tmp_path) not in text


def test_it_has_the_checks_and_says_what_cannot_be_told(services: Services) -> None:
    services.places.logs.rmdir()
    (services.places.logs).write_text("no folder")
    text = diagnosis(services, now=lambda: datetime(2026, 11, 21, 9, 5))
    assert "Written 2026-11-21 09:05." in text
    assert "ok    EdgeAssist: " in text
    assert "bad   Log folder: <logs> cannot be written" in text


def test_a_place_that_cannot_be_written_is_named(services: Services, tmp_path: Path) -> None:
    with pytest.raises(DiagnosisNotWritten, match=r"missing/what.txt could not be written: No such file"):
        write(services, tmp_path / "missing" / "what.txt")


def test_where_the_window_crashed_is_told(services: Services) -> None:
    crash = "import faulthandler, sys; sys.path.insert(0, sys.argv[1]); from edgeassist.app.logs import log_crashes\n"
    crash += "from pathlib import Path; log_crashes(Path(sys.argv[2])); faulthandler._sigsegv()"
    command = [sys.executable, "-c", crash, str(ROOT), str(services.places.logs)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == -signal.SIGSEGV
    text = diagnosis(services).partition("Where it crashed last")[2]
    assert "Fatal Python error: Segmentation fault" in text
    assert "File <string>, line 2 in <module>" in text or "line 2" in text
