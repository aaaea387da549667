# SPDX-License-Identifier: Apache-2.0
"""An error in one line: what happened, and what to do. No Qt."""

from edgeassist.core.language import tr


def told(error: Exception) -> str:
    """Return the error's sentence and its hint, if it has one."""
    return f"{error} {hint_of(error)}".strip()


def hint_of(error: Exception) -> str:
    """Return what to do about it, in the person's language; empty where the error does not say."""
    hint = getattr(error, "hint", "")
    return tr(hint) if hint else ""
