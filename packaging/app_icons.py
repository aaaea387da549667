# SPDX-License-Identifier: Apache-2.0
"""Draws the program's icon from its one SVG: PNG for Linux, .ico for Windows, .icns for macOS. Needs PySide6."""

import os
import struct
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "resources" / "edgeassist.svg"
PNG_SIZES_PX = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES_PX = (16, 24, 32, 48, 64, 128, 256)
ICNS_KINDS = {b"ic11": 32, b"ic12": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}
"""Apple's names of the PNG entries of an .icns file, and the size of each in pixels."""


def png(size_px: int) -> bytes:
    """Return the icon as PNG, `size_px` wide and high."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
    from PySide6.QtGui import QImage, QImageWriter, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(kept.data())


def ico(sizes_px: Sequence[int] = ICO_SIZES_PX) -> bytes:
    """Return a Windows icon file: a directory of PNG pictures."""
    pictures = [png(size) for size in sizes_px]
    head = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(head) + 16 * len(pictures)
    rows = b""
    for size, picture in zip(sizes_px, pictures, strict=True):
        side = size % 256  # 0 stands for 256
        rows += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return head + rows + b"".join(pictures)


def icns() -> bytes:
    """Return a macOS icon file: named PNG pictures one after another."""
    body = b"".join(_entry(kind, png(size)) for kind, size in ICNS_KINDS.items())
    return _entry(b"icns", body)


def _entry(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack(">I", 8 + len(content)) + content


def for_system(platform: str, folder: str) -> str | None:
    """Write the icon that a program of `platform` carries inside itself into `folder`; None where it carries none."""
    made = {"win32": (ico, "edgeassist.ico"), "darwin": (icns, "edgeassist.icns")}.get(platform)
    if made is None:
        return None
    draw, name = made
    path = Path(folder) / name
    path.write_bytes(draw())
    return str(path)


def write_theme(folder: Path) -> None:
    """Write the icon into `folder` as an icon theme wants it: `hicolor/<size>/apps/edgeassist.png`, and the SVG."""
    for size in PNG_SIZES_PX:
        place = folder / "hicolor" / f"{size}x{size}" / "apps"
        place.mkdir(parents=True, exist_ok=True)
        (place / "edgeassist.png").write_bytes(png(size))
    scalable = folder / "hicolor" / "scalable" / "apps"
    scalable.mkdir(parents=True, exist_ok=True)
    (scalable / "edgeassist.svg").write_bytes(SOURCE.read_bytes())
