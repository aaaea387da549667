# SPDX-License-Identifier: Apache-2.0
"""A pytest plugin that makes Qt not importable: `-p tests.support.no_qt`.

The second lock behind the import contracts: what the unit tests cover runs on a machine without PySide6.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_REFUSED = ("PySide6", "shiboken6", "PyQt5", "PyQt6")


class QtRefused(ImportError):
    """Something on the Qt-free side asked for Qt."""


class NoQt(MetaPathFinder):
    """Refuses to find Qt."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Raise `QtRefused` for Qt's packages; know nothing of any other."""
        if fullname.partition(".")[0] in _REFUSED:
            raise QtRefused(f"{fullname} was imported where Qt must not be needed", name=fullname)
        return None


def refuse_qt() -> None:
    """Refuse Qt in this interpreter from now on."""
    loaded = sorted({name.partition(".")[0] for name in sys.modules} & set(_REFUSED))
    if loaded:
        raise QtRefused(f"{', '.join(loaded)} is already imported")
    if not any(isinstance(finder, NoQt) for finder in sys.meta_path):
        sys.meta_path.insert(0, NoQt())


refuse_qt()
