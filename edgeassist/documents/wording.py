# SPDX-License-Identifier: Apache-2.0
"""Sentences that a child says and the parent puts into the person's language. Knows none of them.

A child speaks English only: it names the sentence with its gaps, and what goes into each.
"""

import re
from collections.abc import Mapping

from edgeassist.core.language import tr

_GAP = re.compile(r"\{(\w+)\}")


def worded(text: str, values: Mapping[str, str]) -> str:
    """Return `text` in the person's language, each `{name}` in it replaced by its value.

    Both may come from a child that a stranger's document took over: nothing is formatted, gaps are replaced once.
    """
    found = tr(text)
    return _GAP.sub(lambda gap: values.get(gap[1], gap[0]), found) if values else found
