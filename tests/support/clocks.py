# SPDX-License-Identifier: Apache-2.0
"""A clock that stands until a test moves it: seconds since 1970, as `time.time` gives them."""


class Clock:
    """Tell `now`, which only the test changes."""

    def __init__(self, now: float = 1_760_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now
