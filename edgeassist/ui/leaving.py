# SPDX-License-Identifier: Apache-2.0
"""Says once before the window closes what can ring only while it is open. Knows no clock and no timer itself."""

from collections.abc import Callable

from edgeassist.api import Notice
from edgeassist.core.language import tr
from edgeassist.kit.notice import Action, NoticeBar


class Leaving:
    """`tell` shows a notice, `close` closes without a word, `silence` has nothing said at later closings.

    `wanted` is asked at each closing. A second wish to close, while the question stands, closes.
    """

    def __init__(
        self,
        tell: Callable[..., NoticeBar],
        close: Callable[[], None],
        wanted: Callable[[], bool],
        silence: Callable[[], object],
        forward: Callable[[], None],
    ) -> None:
        self._tell, self._close, self._wanted, self._silence = tell, close, wanted, silence
        self._forward = forward
        self._rings = ""
        self._bar: NoticeBar | None = None

    def note(self, rings: str) -> None:
        """What was set rings then (`at 7 am (tea)`); empty for nothing within a day."""
        self._rings = rings

    def holds(self) -> bool:
        """Ask where something is to ring; True where the window is to stay open until that is answered."""
        if not self._rings or self._bar is not None or not self._wanted():
            return False
        self._forward()
        text = tr("Something you set rings {moment}, but only while EdgeAssist is open.", moment=self._rings)
        hint = tr("If you close now, it is told the next time you start EdgeAssist.")
        self._bar = self._tell(
            Notice(text, hint, tone="warn"),
            Action(tr("Close anyway"), self._close, primary=True),
            Action(tr("Keep open"), self._stay),
            Action(tr("Close, and never ask"), self._close_silently),
        )
        self._bar.dismissed.connect(self._forget)
        self._bar.buttons[0].setFocus()
        return True

    def _stay(self) -> None:
        if self._bar is not None:
            self._bar.on_dismissed()

    def _close_silently(self) -> None:
        self._silence()
        self._close()

    def _forget(self) -> None:
        self._bar = None
