# SPDX-License-Identifier: Apache-2.0
"""Makes the two samples that the self-test reads: a PDF of the harbour handbook and a spoken command.

Runs in the environment: `python packaging/samples.py`. The voice is espeak-ng's; the words and the text are ours. The
files are kept in git, so this runs only when they are to be changed.
"""

import subprocess
import sys
import textwrap
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent / "resources" / "samples"
PDF, WAV = SAMPLES / "harbour-workshop.pdf", SAMPLES / "spoken-command.wav"
SENTENCE = "set a timer for ten minutes"
_SECTIONS = 3
_LINES_A_PAGE, _CHARACTERS_A_LINE = 56, 92


def main() -> int:
    """Write both files."""
    PDF.write_bytes(made_pdf((SAMPLES / "harbour-workshop.md").read_text(encoding="utf-8")))
    subprocess.run(["espeak-ng", "-v", "en-us", "-s", "140", "-w", str(WAV), SENTENCE], check=True)
    return 0


def made_pdf(text: str) -> bytes:
    """Return a PDF with the first sections of `text`, which is Markdown of headings and paragraphs."""
    wanted = "\n## ".join(text.split("\n## ")[: _SECTIONS + 1])
    lines: list[str] = []
    for block in wanted.split("\n\n"):
        lines += [*textwrap.wrap(block.strip().lstrip("# "), _CHARACTERS_A_LINE), ""]
    pages = [lines[at : at + _LINES_A_PAGE] for at in range(0, len(lines), _LINES_A_PAGE)]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for page in pages:
        objects += [_page(len(objects) + 2), _content(page)]
    return _file(objects)


def _page(content: int) -> bytes:
    box = "/MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
    return f"<< /Type /Page /Parent 2 0 R {box} /Contents {content} 0 R >>".encode()


def _content(lines: list[str]) -> bytes:
    shown = b"\n".join(b"(" + _escaped(line) + b") '" for line in lines)
    body = b"BT /F1 10 Tf 13 TL 60 790 Td\n" + shown + b"\nET"
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body)


def _escaped(line: str) -> bytes:
    return line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: list[bytes]) -> bytes:
    data, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(data))
    return bytes(data) + b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table) + end


if __name__ == "__main__":
    sys.exit(main())
