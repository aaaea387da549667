# SPDX-License-Identifier: Apache-2.0
"""Tells the window, once, that the bundle it runs from is damaged: at the start, or when the engine ends by itself.

What still works goes on working. From source there is nothing to look at.
"""

from collections.abc import Callable
from pathlib import Path
from threading import Thread

from edgeassist.api import Notice
from edgeassist.app.notices import notice_of
from edgeassist.core.installation import Damage, InstallationDamaged, altered, program_folder, resized
from edgeassist.runtime.engine import Engine
from edgeassist.runtime.state import EngineState
from edgeassist.wire import Stats


class DamageWatch:
    """Looks at the files at a glance when it is made, and reads them all once the engine is in trouble."""

    def __init__(self, publish: Callable[[Notice], None], inside: Path | None) -> None:
        self._publish, self._inside = publish, inside
        self._is_told = self._is_read = False
        self._tell(resized(inside))

    def on_engine_news(self, news: EngineState | Stats) -> None:
        """Engine thread: trouble has the files read, once and on a thread of its own."""
        if isinstance(news, EngineState) and news.trouble is not None and not (self._is_told or self._is_read):
            self._is_read = True
            Thread(target=self._read, name="reading the program's files", daemon=True).start()

    def _read(self) -> None:
        self._tell(altered(self._inside))

    def _tell(self, damages: tuple[Damage, ...]) -> None:
        if damages:
            self._is_told = True
            self._publish(notice_of(InstallationDamaged(damages)))


def watch_files(engine: Engine, publish: Callable[[Notice], None]) -> None:
    """Tell of damage now and later, where there is a list of files to hold them against."""
    if (inside := program_folder()) is not None:
        engine.watch(DamageWatch(publish, inside).on_engine_news)
