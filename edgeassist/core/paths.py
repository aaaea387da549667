# SPDX-License-Identifier: Apache-2.0
"""Where things live: user folders, and the one door to the files shipped in `resources/`.

Folders are values passed in; nothing is created or read at import. `EDGEASSIST_HOME` puts everything below one
folder (portable use, tests).
"""

import errno
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

from edgeassist.core.errors import Unavailable
from edgeassist.core.language import later, tr


class FolderUnavailable(Unavailable):
    """A folder of ours cannot be made or written."""

    code = "folder-unavailable"
    hint = later("Free or unlock that folder, or set EDGEASSIST_HOME to a folder you can write to.")

    def __init__(self, folder: Path, reason: str | None) -> None:
        super().__init__(
            tr("{folder} cannot be used: {reason}.", folder=folder, reason=reason or tr("the system gives no reason"))
        )


@dataclass(frozen=True, slots=True)
class Places:
    """The folders EdgeAssist may write to, and nothing else."""

    data: Path
    config: Path
    cache: Path
    logs: Path

    @property
    def models(self) -> Path:
        """Folder of `<id>/{card.json, *.gguf}`."""
        return self.data / "models"

    @property
    def history(self) -> Path:
        """The conversations database."""
        return self.data / "history.sqlite3"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.config / "settings.toml"

    def create(self) -> None:
        """Make every folder, readable by the owner only where the system knows that."""
        for folder in (self.data, self.config, self.cache, self.logs, self.models):
            make_private(folder)


def make_private(folder: Path) -> None:
    """Make `folder` and what is missing of those around it, whatever the umask says; raise `OSError`.

    One that is there stays as it is: it is a person's own business who may look into it.
    """
    if not folder.is_dir():
        if folder.parent != folder:  # a drive that is not there ends here, as the error of making it
            make_private(folder.parent)
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except FileExistsError as error:
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder)) from error


def places(environ: Mapping[str, str] | None = None) -> Places:
    """Return the folders for this user, or those below `EDGEASSIST_HOME` when it is set."""
    home = (os.environ if environ is None else environ).get("EDGEASSIST_HOME")
    if home:
        root = Path(home).expanduser().absolute()
        return Places(root / "data", root / "config", root / "cache", root / "logs")
    dirs = PlatformDirs("EdgeAssist", appauthor=False)
    return Places(dirs.user_data_path, dirs.user_config_path, dirs.user_cache_path, dirs.user_log_path)


def resource(*parts: str) -> Path:
    """Return the path of a shipped file: in the bundle, in the installed package, or in the source tree."""
    package = Path(__file__).resolve().parent.parent
    bundle = getattr(sys, "_MEIPASS", None)
    roots = [Path(bundle) / "resources"] if bundle else [package / "resources", package.parent / "resources"]
    root = next((root for root in roots if root.is_dir()), roots[-1])
    return root.joinpath(*parts)
