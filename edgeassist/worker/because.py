# SPDX-License-Identifier: Apache-2.0
"""Why the system refused something, as a sentence that the window can say in the person's language."""

from edgeassist.core.language import later
from edgeassist.core.told import Told

_COMMON = (
    later("no such file or directory"),
    later("permission denied"),
    later("operation not permitted"),
    later("input/output error"),
    later("is a directory"),
    later("no such device"),
    later("too many open files"),
    later("too many levels of symbolic links"),
    later("cannot allocate memory"),
    later("no space left on device"),
    later("read-only file system"),
    later("stale file handle"),
    later("unknown reason"),
)
"""What systems mostly say, so that it is translated; anything else is shown as it came."""


def because(error: OSError) -> Told:
    """Return why `error` came, to go behind a colon."""
    return Told((error.strerror or _COMMON[-1]).lower(), {})
