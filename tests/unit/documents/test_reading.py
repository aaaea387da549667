# SPDX-License-Identifier: Apache-2.0
"""A document is read by a child: blocks as they come, one ending, killed when called off or too slow."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from edgeassist.core.stop import Stop, Stopped
from edgeassist.documents.blocks import Block
from edgeassist.documents.lines import Ending, Line, Opening, Tongue, encode
from edgeassist.documents.reading import DocumentReader, Limits
from edgeassist.documents.refusals import LockedDocument, ReaderDied, ReadingTooSlow
from tests.support.documents import read, reader
from tests.support.documents_pdf import LOCK, Page, Text, pdf


def scripted(*steps: str) -> DocumentReader:
    """Return a reader whose child runs `steps` instead of reading anything."""
    code = "\n".join(["import os, sys", "def say(line): os.write(1, line)", *steps])
    return DocumentReader((sys.executable, "-c", code), Limits(time_s=30.0))


def say(*lines: Opening | Block | Ending) -> str:
    return f"say({b''.join(map(encode, lines))!r})"


WAIT = "sys.stdin.read()"
"""Until the parent hangs up."""


@pytest.fixture
def some_file(tmp_path: Path) -> Path:
    path = tmp_path / "some.txt"
    path.write_text("Some words in a file.")
    return path


def test_a_text_is_read_by_a_real_child_with_its_language(tmp_path: Path) -> None:
    path = tmp_path / "brief.txt"
    path.write_text("Sehr geehrte Damen und Herren,\n\nwir freuen uns über Ihre Anfrage und antworten gern.\n")
    document = read(path)
    assert [block.text for block in document.blocks] == [
        "Sehr geehrte Damen und Herren,",
        "wir freuen uns über Ihre Anfrage und antworten gern.",
    ]
    assert (document.kind, document.language, document.title, document.cut) == ("text", "de", "brief", "")


def test_the_stream_opens_tells_blocks_and_ends_once(some_file: Path) -> None:
    lines = list(reader().read_stream(some_file, Stop()))
    assert isinstance(lines[0], Opening)
    assert [type(line) for line in lines if isinstance(line, Block | Tongue | Ending)] == [Block, Tongue, Ending]
    assert isinstance(lines[-1], Ending)


def test_a_refusal_of_the_child_is_raised_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(pdf([Page((Text(72, 700, "secret"),))], trailer=LOCK))
    with pytest.raises(LockedDocument, match="protected by a password") as caught:
        read(path)
    assert caught.value.code == "document-locked"
    assert "save a copy without the protection" in caught.value.hint


def test_calling_off_kills_the_child_at_once(some_file: Path) -> None:
    stop = Stop()
    lines = scripted(say(Opening("text", "T")), WAIT).read_stream(some_file, stop)
    assert isinstance(next(lines), Opening)
    threading.Thread(target=stop.wish).start()
    with pytest.raises(Stopped):
        next(lines)


def test_a_stop_that_was_wished_before_starts_no_child(some_file: Path) -> None:
    stop = Stop()
    stop.wish()
    with pytest.raises(Stopped):
        next(DocumentReader(("no such program",)).read_stream(some_file, stop))


def test_who_wants_no_more_leaves_no_child_behind(some_file: Path) -> None:
    lines = scripted(say(Opening("text", "T")), WAIT).read_stream(some_file, Stop())
    next(lines)
    lines.close()  # the fixture that looks for threads left behind would find the child's listeners


def test_a_child_that_takes_too_long_is_ended_with_a_sentence(some_file: Path) -> None:
    command = (sys.executable, "-c", "import sys; sys.stdin.read()")
    slow = DocumentReader(command, Limits(time_s=-4.9))  # with the grace: a tenth of a second
    with pytest.raises(ReadingTooSlow, match=r"“some\.txt” took too long"):
        list(slow.read_stream(some_file, Stop()))


def test_a_child_that_used_up_its_processor_time_is_told_as_slow(some_file: Path) -> None:
    used_up = scripted("import signal", "os.kill(os.getpid(), signal.SIGXCPU)")
    with pytest.raises(ReadingTooSlow, match="too much of the processor's time"):
        list(used_up.read_stream(some_file, Stop()))


@pytest.mark.parametrize("end", ["os._exit(3)", "os.kill(os.getpid(), 9)", "say(b'nonsense\\n')", "pass"])
def test_a_child_that_ends_without_an_answer_is_told_as_such(end: str, some_file: Path) -> None:
    lines = scripted(say(Opening("text", "T")), "sys.stderr.write('why')", end).read_stream(some_file, Stop())
    with pytest.raises(ReaderDied, match="ended early") as caught:
        list(lines)
    assert "why" in caught.value.detail or "kill" in end


def test_a_child_that_talks_without_end_fills_no_memory(some_file: Path) -> None:
    code = 'import os\nwhile True: os.write(1, b\'{"type":"progress","pages_read":1}\\n\' * 999)'
    endless = DocumentReader((sys.executable, "-c", code), Limits(time_s=600.0, text_bytes=10_000))
    heard: list[Line] = []
    with pytest.raises(ReaderDied, match="ended early"):
        heard.extend(endless.read_stream(some_file, Stop()))
    assert 0 < len(heard) < 10_000


@pytest.mark.parametrize("pages", ["9" * 400, "9" * 30, "-1", "1e300"])
def test_a_number_that_no_document_has_is_no_answer(pages: str, some_file: Path) -> None:
    line = f'{{"type":"opening","kind":"pdf","title":"T","pages":{pages}}}\n'
    with pytest.raises(ReaderDied, match="ended early"):
        list(scripted(f"say({line.encode()!r})", WAIT).read_stream(some_file, Stop()))


def test_a_document_of_endless_pages_is_waited_for_no_longer_than_a_clock_can_tell(some_file: Path) -> None:
    opening, *_rest = scripted(say(Opening("pdf", "T", pages=2**53), Ending())).read_stream(some_file, Stop())
    assert isinstance(opening, Opening)


def test_a_program_that_cannot_be_started_is_told_as_such(some_file: Path) -> None:
    with pytest.raises(ReaderDied, match="could not be started"):
        list(DocumentReader(("no such program",)).read_stream(some_file, Stop()))


def test_pages_are_reported_while_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "two.pdf"
    path.write_bytes(pdf([Page((Text(72, 700, f"The words of page {number}."),)) for number in (1, 2)]))
    reports: list[tuple[str, int, int]] = []
    document = reader().read(path, lambda *told: reports.append(told), Stop())
    assert {(step, total) for step, _done, total in reports} == {("Reading pages", 2)}
    assert document.pages_read == 2


def test_the_window_s_side_of_reading_loads_no_parser() -> None:
    code = (
        "import sys, edgeassist.documents.reading;"
        "print([one for one in ('lxml', 'pypdfium2', 'py3langid', 'numpy', 'markdown_it', 'charset_normalizer')"
        " if one in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
