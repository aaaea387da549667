# SPDX-License-Identifier: Apache-2.0
"""Shares a changed text out over the runs that the old one had, so that bold words and links stay near their places."""

from collections.abc import Sequence

_SIGNS = frozenset(".,;:!?")


def shared_out(old: Sequence[str], new: str) -> list[str]:
    """Return `new` in as many parts as `old` has, cut between words; joined they give `new` again.

    A run that stands in the new text word for word keeps just that (a name, a link); the others share by length.
    """
    if len(old) < 2:
        return [new] * len(old)
    kept = [index for index, run in enumerate(old) if len(run.strip()) > 1 and new.count(run.strip()) == 1]
    places = {index: new.index(old[index].strip()) for index in kept}
    for index in kept:
        before, after = new[: places[index]], new[places[index] + len(old[index].strip()) :]
        if index and len(old) - index > 1 and before.strip() and after.strip():
            run = old[index].strip()
            return [*shared_out(old[:index], before), run, *shared_out(old[index + 1 :], after)]
    return _tidied(old, _by_length(old, new))


def _tidied(old: Sequence[str], parts: list[str]) -> list[str]:
    """Return `parts` with the spaces and the punctuation between two of them where they stood between the old runs."""
    for index in range(len(parts) - 1):
        ending = parts[index][len(parts[index].rstrip()) :]
        bare = parts[index].rstrip()
        if ending and not old[index][-1:].isspace() and bare and parts[index + 1]:
            parts[index], parts[index + 1] = bare, ending + parts[index + 1]
        sign = parts[index][-1:]
        if sign in _SIGNS and len(bare) > 1 and old[index + 1].startswith(sign) and not old[index].endswith(sign):
            parts[index], parts[index + 1] = parts[index][:-1], sign + parts[index + 1]
    return parts


def _by_length(old: Sequence[str], new: str) -> list[str]:
    total = sum(map(len, old)) or 1
    parts: list[str] = []
    start = passed = 0
    for run in old[:-1]:
        passed += len(run)
        end = max(_word_start(new, round(passed / total * len(new))), start) if run.strip() else start
        parts.append(new[start:end])
        start = end
    return [*parts, new[start:]]


def _word_start(text: str, near: int) -> int:
    """Return where the word nearest to `near` begins."""
    before, after = text.rfind(" ", 0, near) + 1, text.find(" ", near) + 1 or len(text)
    return before if near - before <= after - near else after
