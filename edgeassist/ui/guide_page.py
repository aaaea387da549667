# SPDX-License-Identifier: Apache-2.0
"""The user guide in the window: its pages on the left, one to read on the right, and a search. Fetches nothing."""

import re
from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QMargins, QSize, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QHideEvent,
    QImage,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from edgeassist.core.guide import Guide, GuidePage
from edgeassist.core.language import later, tr
from edgeassist.kit.binding import bind
from edgeassist.kit.parts import box, button, column, mark, row, words
from edgeassist.kit.scaling import KeepScaled, text_scale
from edgeassist.kit.search_field import SearchField
from edgeassist.kit.split_page import SplitPage
from edgeassist.kit.theme import is_dark, tokens_of
from edgeassist.kit.tokens import READING_LINE_PX, READING_PX, READING_TEXT_PX, SMALL_PX, TITLE_PX

_LIST_PX, _LIST_LEAST_PX, _LINE_PX = 240, 200, 32
_MARGIN_PX, _CALM_MS = 12, 80
_PICTURE = re.compile(r'<img width="(\d+)"')
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[dh])\b[^>]*>.*?</\1>", re.DOTALL)
_NONE = later("No page has these words. Try fewer, or others.")
_TOLD = later(
    "One text file for somebody who helps you: this computer, the program and its last errors. None of your texts, no "
    "names of documents, no passwords."
)
_TOLD_FROM_PX = 440
"""Where the page is lower, the list of pages needs the room more than this sentence."""
_TABBED = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class GuideView(SplitPage):
    """`show_page` opens one by its name. Emits `left` on Esc, and `diagnosis_wished`."""

    left = Signal()
    diagnosis_wished = Signal()

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self.search = SearchField(tr("Search the guide"), tr("Search the guide"))
        self.list = QListWidget()
        self.nothing = words(tr(_NONE), "quiet")
        self.reader = _Reader(guide.folder)
        self.diagnose = button(
            tr("What happened?…"), self._wish_diagnosis, name=tr("What happened? Write a file for a helper…")
        )
        self.diagnose.setAccessibleDescription(tr(_TOLD))
        self.told = words(tr(_TOLD), "small")
        super().__init__(self._left_half(), self._right_half(), back=tr("Back to the list"))
        self.setAccessibleName(tr("User guide"))
        self.setProperty("role", "page")
        self.setSizes([_LIST_PX, 3 * _LIST_PX])
        self.setStretchFactor(0, 0)
        KeepScaled(self, self._size)
        self.search.textChanged.connect(self._list_pages)
        self.list.currentItemChanged.connect(self._on_chosen)
        self.list.itemActivated.connect(lambda _item: self._read())
        self.list.itemClicked.connect(lambda _item: self._read())
        self.reader.wished.connect(self.show_page)
        bind("guide-find", self, self.search.setFocus, inside=True)
        self._list_pages("")

    def _size(self, factor: float) -> None:
        self.first.setMinimumWidth(round(_LIST_LEAST_PX * factor))
        for row_at in range(self.list.count()):
            self.list.item(row_at).setSizeHint(self._line)
        if self.reader.page is not None:
            self.reader.show_page(self.reader.page)

    @property
    def _line(self) -> QSize:
        return QSize(0, round(_LINE_PX * text_scale()))

    @property
    def name(self) -> str:
        """The name of the page that is shown; empty for none."""
        return self.reader.page.name if self.reader.page else ""

    def show_page(self, name: str, anchor: str = "") -> None:
        """Show the page called `name` (the first, where there is none of it) from `anchor` on."""
        self.search.clear()
        page = self._guide.page(name)
        rows = [self.list.item(number) for number in range(self.list.count())]
        found = next((one for one in rows if page and one.data(Qt.ItemDataRole.UserRole) == page.name), None)
        if found is not None:
            self.list.setCurrentItem(found)
        self._show(page, anchor)
        self._read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say what the file holds where there is room for that."""
        super().resizeEvent(event)
        self.told.setVisible(self.height() >= _TOLD_FROM_PX * text_scale())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the sheet, then the guide."""
        if event.key() == Qt.Key.Key_Escape and not (self.narrow and self.second_seen):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _left_half(self) -> QWidget:
        half = box("side", tr("Pages of the guide"))
        self.list.setAccessibleName(tr("Pages of the guide"))
        self.list.setProperty("role", "places")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.nothing.hide()
        title = words(tr("User guide"), "title", wrap=False)
        layout = column(title, self.search, self.nothing, spacing=12, margins=(16, 16, 16, 16))
        layout.addWidget(self.list, 1)
        layout.addWidget(self.told)
        layout.addWidget(self.diagnose)
        half.setLayout(layout)
        return half

    def _right_half(self) -> QWidget:
        half = QWidget()
        half.setProperty("role", "page")
        half.setLayout(row(self.reader, spacing=0, margins=(12, 12, 0, 0)))
        return half

    def _list_pages(self, text: str) -> None:
        """Show the pages that have `text`. The page that is open stays: a list that loses its lines chooses another."""
        pages = self._guide.find(text)
        self.list.blockSignals(True)
        self.list.clear()
        for page in pages:
            item = QListWidgetItem(page.title)
            item.setData(Qt.ItemDataRole.UserRole, page.name)
            item.setSizeHint(self._line)
            self.list.addItem(item)
            if page.name == self.name and not text:
                self.list.setCurrentItem(item)
                _weigh(item, QFont.Weight.DemiBold)
        self.list.blockSignals(False)
        self.nothing.setVisible(not pages and bool(self._guide.pages))

    def _on_chosen(self, item: QListWidgetItem | None, before: QListWidgetItem | None) -> None:
        if before is not None:
            _weigh(before, QFont.Weight.Normal)
        if item is not None:
            item.setSelected(True)
            _weigh(item, QFont.Weight.DemiBold)
            self._show(self._guide.page(str(item.data(Qt.ItemDataRole.UserRole))))

    def _show(self, page: GuidePage | None, anchor: str = "") -> None:
        self.reader.show_page(page, anchor, self.search.text())

    def _read(self) -> None:
        self.show_second()
        self.reader.setFocus(Qt.FocusReason.OtherFocusReason)

    def _wish_diagnosis(self) -> None:
        self.diagnosis_wished.emit()


class _Reader(QTextBrowser):
    """Shows one page in the theme's colours; only files of the guide are ever loaded. Emits `wished` (name, anchor)."""

    wished = Signal(str, str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder.resolve()
        self.page: GuidePage | None = None
        self.setAccessibleName(tr("The page"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("role", "prose")
        self.setOpenLinks(False)
        self._room_px, self._picture_px = 0, 1
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._calm.timeout.connect(self.on_calm)
        self.anchorClicked.connect(self._on_link)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Wear the frame of the keyboard where a person led it here by Tab or F6, not where a page was opened."""
        super().focusInEvent(event)
        mark(self, ring="on" if event.reason() in _TABBED else "off")

    def show_page(self, page: GuidePage | None, anchor: str = "", words: str = "") -> None:
        """Show `page` from `anchor`, or from the first of `words`, on."""
        self.page = page
        self.document().setDefaultStyleSheet(_style(self))
        self._room_px = self._room()
        self.document().clear()
        self.document().setDocumentMargin(_MARGIN_PX)
        self.document().setDefaultTextOption(self._option())
        body = _PICTURE.sub(self._width, page.body) if page else _missing()
        self.setHtml(_mirrored(body) if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else body)
        self.setAccessibleName(page.title if page else tr("The guide is not here"))
        if anchor:
            self.scrollToAnchor(anchor)
        elif words.split():
            self.find(words.split(maxsplit=1)[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep lines short enough to be read, and have pictures fit the new width, once it stays."""
        super().resizeEvent(event)
        beside = max(0, self.width() - READING_PX - 2 * _MARGIN_PX)
        wanted = QMargins(beside, 0, 0, 0) if self.isRightToLeft() else QMargins(0, 0, beside, 0)
        if self.viewportMargins() != wanted:  # Qt leaves these margins as they are, whatever the direction
            self.setViewportMargins(wanted)
        if self.page is not None and self._room() != self._room_px:
            self._calm.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Wait for nothing."""
        super().hideEvent(event)
        self._calm.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit to the width there is by now."""
        super().showEvent(event)
        if self.page is not None and self._room() != self._room_px:
            self._calm.start()

    @Slot()
    def on_calm(self) -> None:
        """Show the page again at the width there is, where the person was."""
        bar = self.verticalScrollBar()
        part = bar.value() / max(1, bar.maximum())
        self.show_page(self.page)
        bar.setValue(round(part * bar.maximum()))

    def _room(self) -> int:
        """Return how wide a picture can be."""
        return self.viewport().width() - 2 * _MARGIN_PX

    def changeEvent(self, event: QEvent) -> None:
        """Take the new colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.page is not None:
            self.show_page(self.page)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Give pictures of the guide, and nothing else."""
        url = QUrl(name)
        path = self._fit_to_colours((self._folder / url.path()).resolve())
        if url.isRelative() and path.is_relative_to(self._folder.parent) and path.suffix == ".png":
            return self._fitting(QImage(str(path)))
        return QTextDocument().resource(kind, QUrl())

    def _fit_to_colours(self, picture: Path) -> Path:
        """Return the dark picture where the window is dark and there is one."""
        dark = picture.parent / "dark" / picture.name
        return dark if is_dark(self.palette()) and dark.is_file() else picture

    def _fitting(self, picture: QImage) -> QImage:
        """Return `picture` with no more points than the screen shows of it."""
        most = round(self._picture_px * self.devicePixelRatioF())
        if picture.width() <= most:
            return picture
        return picture.scaledToWidth(most, Qt.TransformationMode.SmoothTransformation)

    def _option(self) -> QTextOption:
        """Have pictures, tables and lines that begin with a name of another script stand on the side of the others."""
        option = self.document().defaultTextOption()
        option.setTextDirection(self.layoutDirection())
        return option

    def _width(self, wished: re.Match[str]) -> str:
        """Have a picture be no wider than there is room."""
        self._picture_px = max(1, min(round(int(wished[1]) * text_scale()), self._room_px))
        return f'<img width="{self._picture_px}"'

    def _on_link(self, target: QUrl) -> None:
        if target.path():
            self.wished.emit(Path(target.path()).stem, target.fragment())
        else:
            self.scrollToAnchor(target.fragment())


def _mirrored(body: str) -> str:
    """Return `body` with its tables from right to left: Qt leaves their columns as they are, whatever the direction."""

    def turned(row: re.Match[str]) -> str:
        return f"<tr>{''.join(reversed([cell[0] for cell in _CELL.finditer(row[1])]))}</tr>"

    return _ROW.sub(turned, body).replace("<table>", '<table align="right">')


def _weigh(item: QListWidgetItem, weight: QFont.Weight) -> None:
    font = item.font()
    font.setWeight(weight)
    item.setFont(font)


def _style(reader: QWidget) -> str:
    tokens, factor = tokens_of(reader.palette()), text_scale()
    read, title, small = (round(size * factor) for size in (READING_TEXT_PX, TITLE_PX, SMALL_PX))
    line = round(READING_LINE_PX * factor)
    gap = "4px 10px 4px 6px" if reader.layoutDirection() == Qt.LayoutDirection.RightToLeft else "4px 16px 4px 0"
    return (
        f"body {{ font-size: {read}px; line-height: {line}px; color: {tokens.text} }}"
        f"p, li {{ font-size: {read}px; line-height: {line}px }}"
        f"h1 {{ font-size: {title}px }} h2 {{ font-size: {read + 1}px }}"
        f"a {{ color: {tokens.accent} }} th {{ font-size: {small}px; color: {tokens.text_2}; text-align: left }}"
        f"td, th {{ padding: {gap} }} code {{ background: {tokens.surface_2} }}"
    )


def _missing() -> str:
    """Return what stands there when the guide's own files are not."""
    title = escape(tr("The guide is not here"))
    told = escape(tr("Some files of EdgeAssist are missing. Install it again; your data stays."))
    return f"<h1>{title}</h1><p>{told}</p>"
