# SPDX-License-Identifier: Apache-2.0
"""Lets much be loaded on a work thread without the garbage collector holding the window up. Loads nothing itself.

The collector stops every thread while it looks through all that was loaded: a quarter of a second for the sentences.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading(*, stays: bool) -> Iterator[None]:
    """Put collecting off until the end; what `stays` for good is never looked through again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if stays:
            gc.freeze()
        if was_on:
            gc.enable()
