# SPDX-License-Identifier: Apache-2.0
"""Makes PDF files byte by byte for tests: lines of text at places, pictures, broken and locked variants."""

import zlib
from dataclasses import dataclass

A4 = (595, 842)
_FONTS = {False: "/F1", True: "/F2"}


@dataclass(frozen=True)
class Text:
    """One line of text at `x`, `y` in points from the lower left corner."""

    x: float
    y: float
    text: str
    size: float = 10
    bold: bool = False


@dataclass(frozen=True)
class Page:
    """What is on one page."""

    texts: tuple[Text, ...] = ()
    has_picture: bool = False
    rotation: int = 0


def paragraph(
    lines: list[str], *, x: float = 72, top: float = 760, size: float = 10, leading: float = 12
) -> list[Text]:
    """Return `lines` one below the other from `top`."""
    return [Text(x, top - index * leading, line, size) for index, line in enumerate(lines)]


def pdf(pages: list[Page], *, title: str = "", trailer: str = "", compress: bool = False) -> bytes:
    """Return a PDF with `pages`; `trailer` is put into its trailer as it is."""
    writer = _Writer()
    writer.add(1, b"<< /Type /Catalog /Pages 2 0 R >>")
    kids = " ".join(f"{10 + 2 * index} 0 R" for index in range(len(pages)))
    writer.add(2, f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    for number, name in ((3, "Helvetica"), (4, "Helvetica-Bold")):
        font = f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
        writer.add(number, font.encode())
    picture = b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    writer.add(5, picture + b" /Length 1 >>\nstream\n\x80\nendstream")
    writer.add(6, b"<< /Title (" + title.encode("cp1252") + b") >>")
    for index, page in enumerate(pages):
        _add_page(writer, 10 + 2 * index, page, compress=compress)
    return writer.finish(f"/Root 1 0 R /Info 6 0 R {trailer}")


def _add_page(writer: "_Writer", number: int, page: Page, *, compress: bool) -> None:
    resources = "<< /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /I 5 0 R >> >>"
    box = f"[0 0 {A4[0]} {A4[1]}] /Rotate {page.rotation}"
    body = f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Resources {resources} /Contents {number + 1} 0 R >>"
    writer.add(number, body.encode())
    shown = [_shown(text, page.rotation) for text in page.texts]
    if page.has_picture:
        shown.append(b"q 500 0 0 700 40 60 cm /I Do Q")
    content = b"\n".join(shown)
    if compress:
        content = zlib.compress(content)
    packed = b" /Filter /FlateDecode" if compress else b""
    writer.add(number + 1, b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(content), packed, content))


def _shown(text: Text, rotation: int) -> bytes:
    """Return the operators that draw `text` so that it stands upright once the page is turned by `rotation`."""
    (width, height), (x, y) = A4, (text.x, text.y)
    matrix = {
        0: f"1 0 0 1 {x} {y}",
        90: f"0 1 -1 0 {width - y} {x}",
        180: f"-1 0 0 -1 {width - x} {height - y}",
        270: f"0 -1 1 0 {y} {height - x}",
    }[rotation]
    escaped = text.text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    font = _FONTS[text.bold]
    return f"BT {font} {text.size} Tf {matrix} Tm (".encode() + escaped + b") Tj ET"


class _Writer:
    def __init__(self) -> None:
        self._data = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._places: dict[int, int] = {}

    def add(self, number: int, body: bytes) -> None:
        self._places[number] = len(self._data)
        self._data += b"%d 0 obj\n%s\nendobj\n" % (number, body)

    def finish(self, trailer: str) -> bytes:
        start = len(self._data)
        most = max(self._places) + 1
        rows = [b"0000000000 65535 f \n"]
        for number in range(1, most):
            place = self._places.get(number)
            rows.append(b"%010d 00000 n \n" % place if place else b"0000000000 00000 f \n")
        self._data += b"xref\n0 %d\n" % most + b"".join(rows)
        self._data += f"trailer\n<< /Size {most} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
        return bytes(self._data)


LOCK = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 "
    f"/O <{'11' * 32}> /U <{'22' * 32}> >> /ID [<{'33' * 16}> <{'33' * 16}>]"
)
"""A trailer entry that asks for a password nobody has."""
