# SPDX-License-Identifier: Apache-2.0
"""The settings as the window changes them: at once in this run, on the disk by a thread of their own. Knows no Qt."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.api import Notice
from edgeassist.app.kept_settings import Heard
from edgeassist.app.setting_choices import Choices, SettingChoices
from edgeassist.core.files import replace_file
from edgeassist.core.language import tr
from edgeassist.core.settings import Settings, Value, options, resettable, values
from edgeassist.core.settings.exchange import exported, taken_in
from edgeassist.ui.settings_ports import Taken

if TYPE_CHECKING:
    from edgeassist.app.services import Services

_log = logging.getLogger(__name__)


class KeptPreferences:
    """`Preferences` on the settings of this run."""

    def __init__(self, services: "Services", publish: Callable[[Notice], None]) -> None:
        self._kept, self._publish = services.kept, publish
        self._lane = ThreadPoolExecutor(1, "settings")
        self._choices = SettingChoices(lambda: services.spoken.hearing, self._lane, self._kept.tell_again)
        self._told_unwritable = self._queued = False
        self._kept.trouble = lambda problem: publish(Notice(problem.sentence, tone="warn"))

    def values(self) -> dict[str, Value]:
        """Return every setting's value."""
        return values(self._kept.now)

    def change(self, name: str, value: Value) -> str:
        """Keep a value; return why it could not be."""
        if problems := self._kept.take({name: value}):
            return tr(problems[0].reason)
        self._write((name,))
        return ""

    def reset(self, names: tuple[str, ...] = ()) -> None:
        """Give these (none: all that are `resettable`) their defaults back; the file has them no more."""
        known = options()
        wanted = names or resettable()
        self._kept.take({name: known[name].default for name in wanted})
        self._write((), wanted)

    def choices(self, name: str) -> Choices:
        """Return what may be chosen here, as far as it is known; who watches hears of more."""
        return self._choices.of(name)

    def export(self, path: Path) -> None:
        """Write all settings but secrets to `path`."""
        now = self._kept.now
        self._later(lambda: self._export(path, now))

    def take_in(self, path: Path, told: Callable[[Taken], None]) -> None:
        """Take in what `path` holds; `told` hears of it before the listeners do."""
        self._later(lambda: self._take_in(path, told))

    def watch(self, listener: Heard) -> Callable[[], None]:
        """Deliver the values of what changed."""
        return self._kept.watch(listener)

    def look(self) -> None:
        """Have it noticed what another program of ours changed in the file."""
        self._later(self._look)

    def close(self) -> None:
        """Write what is under way, and once more what could not be written; nothing more is taken."""
        self._write(())
        self._lane.shutdown(wait=True)

    def _write(self, names: tuple[str, ...], drop: tuple[str, ...] = ()) -> None:
        self._kept.owe(names, drop=drop)
        if not self._queued:  # one write takes all that is owed by then
            self._queued = True
            self._later(self._keep)

    def _keep(self) -> None:
        self._queued = False
        self._kept.write(())
        self._told_unwritable = False

    def _later(self, work: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the program ends
            self._lane.submit(self._safely, work)

    def _safely(self, work: Callable[[], None]) -> None:
        try:
            work()
        except OSError as error:
            self._tell_unwritable(error)
        except Exception:
            _log.exception("settings could not be kept")

    def _tell_unwritable(self, error: OSError) -> None:
        if not self._told_unwritable:
            self._told_unwritable = True
            reason = error.strerror or tr("the system gives no reason")
            text = tr("Settings cannot be written to the disk: {reason}.", reason=reason)
            self._publish(Notice(text, tr("What you choose holds until EdgeAssist is closed."), tone="warn"))

    def _look(self) -> None:
        self._kept.look()

    def _export(self, path: Path, now: Settings) -> None:
        try:
            replace_file(path, exported(now))
        except OSError as error:
            self._publish(
                Notice(
                    tr("The settings could not be written to {path}: {reason}.", path=path, reason=error.strerror),
                    tone="warn",
                )
            )
            return
        self._publish(Notice(tr("The settings are in {path}.", path=path), tr("Passwords and tokens are not in it.")))

    def _take_in(self, path: Path, told: Callable[[Taken], None]) -> None:
        try:
            changes, problems = taken_in(path)
        except OSError as error:
            self._publish(
                Notice(tr("{path} could not be read: {reason}.", path=path, reason=error.strerror), tone="warn")
            )
            return
        before = self.values()
        changed = {name: value for name, value in changes.items() if before[name] != value}
        told(Taken(path.name, {name: before[name] for name in changed}, changed, problems))
        self._kept.take(changed)
        self._kept.owe(tuple(changed))
        self._keep()
