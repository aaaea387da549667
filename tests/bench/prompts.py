# SPDX-License-Identifier: Apache-2.0
"""Prompts of a wanted number of tokens which share no beginning, so that nothing of one is reused for the next."""

import random
import re
from bisect import bisect_right
from collections.abc import Callable

from tests.support.tokenizer import corpus

Count = Callable[[str], int]


def prompt_of(tokens: int, number: int, count: Count) -> str:
    """Return text of `tokens` tokens (or a few less), different from its first word on for every `number`."""
    words = sorted(set(re.findall(r"[a-z]{3,9}", "\n".join(corpus()))))
    drawn = random.Random(number)
    chosen = [words[number * 37 % len(words)], *drawn.choices(words, k=2 * tokens)]
    taken = bisect_right(range(2 * tokens), tokens, key=lambda many: count(" ".join(chosen[:many]))) - 1
    return " ".join(chosen[:taken])
