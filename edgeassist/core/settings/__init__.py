# SPDX-License-Identifier: Apache-2.0
"""What a person may choose, declared once with type, default, bounds and help; kept in `settings.toml`.

A bad value never stops the program: it falls back to its default, is reported, and the file it stood in is kept
beside the new one. What a later version wrote there stays there.
"""

from edgeassist.core.settings.checking import Problem, checked
from edgeassist.core.settings.file import change, load, save
from edgeassist.core.settings.option import Option, Value
from edgeassist.core.settings.schema import GROUPS, Settings, options, resettable, values

__all__ = [
    "GROUPS", "Option", "Problem", "Settings", "Value", "change", "checked", "load", "options", "resettable", "save",
    "values",
]  # fmt: skip
