# SPDX-License-Identifier: Apache-2.0
"""Shares a changed text out over the runs that the old one had, so that bold words and links stay near their places."""

from collections.abc import Sequence

_SIGNS = frozenset(".,;:!?")


def shared_out(old: Sequence[str], new: str) -> list[str]:
    """Return `new` in as many parts as `old` has, cut between words; joined they give `new` again.

    A run that stands in the new text word for word keeps just that (a name, a link); the others share by length.
    """
    parts: list[str] = []
    while len(old) > 1 and (found := _kept_run(old, new)) is not None:
        index, at = found
        run = old[index].strip()
        parts += [*shared_out(old[:index], new[:at]), run]
        old, new = old[index + 1 :], new[at + len(run) :]
    return [*parts, *([new] * len(old) if len(old) < 2 else _tidied(old, _by_length(old, new)))]


def _kept_run(old: Sequence[str], new: str) -> tuple[int, int] | None:
    """Return the first run between two others that `new` has once, and where; None for no such run."""
    for index in range(1, len(old) - 1):
        run = old[index].strip()
        if len(run) > 1 and new.count(run) == 1:
            at = new.index(run)
            if new[:at].strip() and new[at + len(run) :].strip():
                return index, at
    return None


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
