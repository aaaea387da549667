# SPDX-License-Identifier: Apache-2.0
"""The sentences above or below the pages, newest last: never higher than a part of the window, scrolled beyond that."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from edgeassist.api import Notice
from edgeassist.core.language import tr
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import button, column, row

LEAST_PX = 96
_SHARE = 0.4
FEW = 2
"""More than so many can be dismissed together, and take less of the window."""
_SHARE_OF_MANY = 0.3


class Notices(QScrollArea):
    """Holds what was told until a person dismisses it; takes no room without anything to say."""

    def __init__(self) -> None:
        super().__init__()
        self.bars: list[NoticeBar] = []
        self._kinds: dict[NoticeBar, str] = {}
        self._topics: dict[NoticeBar, str] = {}
        self.setProperty("role", "page")
        self.setAccessibleName(tr("Notices"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.all = button(tr("Dismiss all"), self.dismiss_all, role="link")
        self._column = column(spacing=8, margins=(24, 12, 24, 0))
        self._column.addLayout(row(None, self.all))
        self._inside = QWidget()
        self._inside.setProperty("role", "page")
        self._inside.setLayout(self._column)
        self.all.hide()
        self._inside.installEventFilter(self)
        self.setWidget(self._inside)
        self.verticalScrollBar().rangeChanged.connect(self.on_range_changed)
        self.hide()

    def tell(self, notice: Notice, *actions: Action, kind: str = "", each: bool = False) -> NoticeBar:
        """Show and announce a sentence, in place of the same one told before; `kind` lets `drop` find it.

        With `each` the same one told before stays: it was about something else, like another timer.
        """
        same = [bar for bar in self.bars if bar.text == notice.text and not each]
        outdated = [bar for bar, topic in self._topics.items() if topic and topic == notice.topic and bar not in same]
        for old in (*same, *outdated):
            old.on_dismissed()
        bar = NoticeBar(notice.text, hint=notice.hint, detail=notice.detail, tone=notice.tone, actions=actions)
        self.bars.append(bar)
        self._kinds[bar], self._topics[bar] = kind, notice.topic
        bar.dismissed.connect(partial(self._on_dismissed, bar))
        self._column.insertWidget(self._column.count() - 1, bar)  # what dismisses all stays beside the newest
        bar.show()
        self.show()
        self._offer_all()
        from edgeassist.kit.announcing import announce

        announce(bar, f"{notice.text} {notice.hint}".rstrip())
        return bar

    def lie(self, *, low: bool) -> None:
        """Lie above the pages, or below them."""
        self._column.setContentsMargins(24, 12, 24, 12 if low else 0)
        self._fit()

    def drop(self, kind: str) -> None:
        """Dismiss everything of that kind."""
        for bar in [bar for bar in self.bars if self._kinds[bar] == kind]:
            bar.on_dismissed()

    @Slot()
    def dismiss_all(self) -> None:
        """Dismiss everything."""
        for bar in tuple(self.bars):
            bar.on_dismissed()

    def dismiss_newest(self) -> bool:
        """Dismiss the newest sentence; False when there is none."""
        if not self.bars:
            return False
        self.bars[-1].on_dismissed()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the wrapped words need."""
        super().resizeEvent(event)
        self._fit()

    @Slot(int, int)
    def on_range_changed(self, _lowest: int, highest: int) -> None:
        """Keep the newest in sight."""
        self.verticalScrollBar().setValue(highest)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow details that are unfolded."""
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _on_dismissed(self, bar: NoticeBar) -> None:
        self.bars.remove(bar)
        del self._kinds[bar], self._topics[bar]
        bar.deleteLater()
        self.setVisible(bool(self.bars))
        self._offer_all()

    def _offer_all(self) -> None:
        """Offer to dismiss many together."""
        many = len(self.bars) > FEW
        self.all.setVisible(many)
        self.all.setText(tr("Dismiss all {count}", count=len(self.bars)) if many else tr("Dismiss all"))
        self.all.setAccessibleName(self.all.text())
        self._fit()

    def _fit(self) -> None:
        wrapped = self._column.totalHeightForWidth(self.width())
        needed = wrapped if wrapped >= 0 else self._column.totalSizeHint().height()
        share = _SHARE_OF_MANY if len(self.bars) > FEW else _SHARE
        most = max(LEAST_PX, round(share * self.window().height()))
        self.setFixedHeight(min(needed, most))
