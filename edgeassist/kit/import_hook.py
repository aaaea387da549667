# SPDX-License-Identifier: Apache-2.0
"""Spares imports what PySide adds to each: reading the module's source. Knows nothing of what is imported.

PySide asks of every module whether it uses Qt, for the sake of `from __feature__ import snake_case`, and looks for its
own name in the source: a tenth of the window's start-up, and all sources kept in memory. Here where a module comes
from answers that. See docs/decisions/0025.
"""

import sys
from importlib import import_module
from types import ModuleType

_ASKED_IN, _QUESTION = "shibokensupport.feature", "_mod_uses_pyside"


def read_no_sources() -> bool:
    """Import PySide and have it read no module's source from here on; tell whether it could be had."""
    import_module("PySide6.QtCore")
    asked_in = sys.modules.get(_ASKED_IN)
    if asked_in is None or not callable(getattr(asked_in, _QUESTION, None)):
        return False
    vars(asked_in)[_QUESTION] = may_use_qt
    return True


def may_use_qt(module: ModuleType) -> bool:
    """Tell whether a module could call Qt: any that is not Python's own."""
    return module.__name__.partition(".")[0] not in sys.stdlib_module_names
