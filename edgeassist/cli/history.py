# SPDX-License-Identifier: Apache-2.0
"""`edgeassist history`: find, export, take in, back up and restore conversations on the command line."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from edgeassist.cli.errand import Errand
from edgeassist.cli.screen import Part
from edgeassist.core.errors import BadUsage, NotFound
from edgeassist.core.units import elided, human_bytes
from edgeassist.history.backups import Backup
from edgeassist.history.chats import ChatGone, Chats
from edgeassist.history.search import Filters, Hit
from edgeassist.history.shelf import Entry, Place

_WHO = {"user": "you", "assistant": "answer", "": "title"}


class FileThere(BadUsage):
    """The file to be written is there already."""

    code = "file-there"
    hint = "Choose another name, or add --force to write over it."

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is there already.")


class NoSuchBackup(NotFound):
    """A day without a backup, and no file either."""

    code = "no-such-backup"
    hint = "`edgeassist history restore` lists them."

    def __init__(self, wanted: str) -> None:
        super().__init__(f"There is no backup {elided(wanted)}.")


class NoSuchChat(NotFound):
    """A number that no conversation has."""

    code = "no-such-chat"
    hint = "`edgeassist history list` tells their numbers."

    def __init__(self, number: int) -> None:
        super().__init__(f"There is no conversation {number}.")


class NothingToFind(BadUsage):
    """A search without a word."""

    code = "nothing-to-find"
    hint = "Name at least one word; the beginning of it is enough."

    def __init__(self) -> None:
        super().__init__("There is nothing to look for.")


@contextmanager
def _chats(errand: Errand) -> Iterator[Chats]:
    with errand.services() as services:
        chats = services.chats
        if chats.problem:
            errand.screen.note(chats.problem, "warn")
        yield chats


def list_chats(errand: Errand, place: Place, folder: str | None) -> None:
    """Print the conversations in `place`."""
    with _chats(errand) as chats:
        entries = chats.shelf.entries(place, folder=folder)
    if errand.screen.as_json:
        errand.screen.result({"chats": [asdict(one) for one in entries]})
    elif not entries:
        errand.screen.note("There is no conversation here.")
    else:
        errand.screen.table(("CHAT", "LAST", "FOLDER", "TITLE"), map(_row, entries))


def _row(entry: Entry) -> tuple[str, ...]:
    title = f"{entry.title} (pinned)" if entry.pinned else entry.title
    return (str(entry.id), _minute(entry.touched_ms), elided(entry.folder, 30) or "-", elided(title))


def search_chats(errand: Errand, text: str, filters: Filters, limit: int) -> None:
    """Print what was found, the newest first."""
    if not text.strip():
        raise NothingToFind
    with _chats(errand) as chats:
        hits, note = chats.finder.search(text, filters, limit=limit), chats.finder.note()
    if errand.screen.as_json:
        errand.screen.result({"hits": [asdict(one) for one in hits], "note": note})
        return
    if note:
        errand.screen.note(note, "warn")
    if not hits:
        errand.screen.note("Nothing was found. All words must occur in one message.")
    for hit in hits:
        where = f"{hit.chat}  {_minute(hit.created_ms)}  {elided(hit.title)}"
        errand.screen.say((where, "bold"))
        errand.screen.say(f"    {_WHO.get(hit.role, hit.role)}: ", *_parts(hit))


def _parts(hit: Hit) -> Iterator[Part]:
    at = 0
    for start, end in hit.marks:
        yield hit.excerpt[at:start]
        yield (hit.excerpt[start:end], "ok")
        at = end
    yield hit.excerpt[at:]


def export_chats(errand: Errand, path: Path, chat_ids: Sequence[int] | None, *, force: bool) -> None:
    """Write conversations, all by default, to `path`."""
    _check(path, force=force)
    wanted = list(dict.fromkeys(chat_ids)) if chat_ids else None
    with _chats(errand) as chats:
        for number in wanted or ():
            _known(chats, number)
        count = chats.export(path, wanted)
    if errand.screen.as_json:
        errand.screen.result({"file": str(path), "chats": count})
    else:
        errand.screen.say(f"{path}: {_counted(count, 'conversation')}")


def import_chats(errand: Errand, path: Path) -> None:
    """Take in an exported file."""
    with _chats(errand) as chats:
        done = chats.take_in(path)
    if errand.screen.as_json:
        errand.screen.result(asdict(done))
        return
    new, grown = _counted(done.new_chats, "new conversation"), _counted(done.grown_chats, "known one")
    errand.screen.say(f"{new}, {grown} continued, {_counted(done.messages, 'message')} in all")


def back_up(errand: Errand, target: Path | None, *, force: bool) -> None:
    """Make a checked copy now, at its usual place or at `target`."""
    if target is not None:
        _check(target, force=force)
    with _chats(errand) as chats:
        if target is None:
            target = chats.backups.make().path
        else:
            chats.backups.write_to(target)
    size_bytes = target.stat().st_size
    if errand.screen.as_json:
        errand.screen.result({"backup": str(target), "size_bytes": size_bytes})
    else:
        errand.screen.say(f"{target}: {human_bytes(size_bytes)}, checked")


def restore(errand: Errand, wanted: str) -> None:
    """Put the backup `wanted`, a day or a file, in place; without one print those there are."""
    with _chats(errand) as chats:
        kept = chats.backups.kept()
        if not wanted:
            _tell(errand, kept)
            return
        path = next((one.path for one in kept if f"{one.day:%Y-%m-%d}" == wanted), Path(wanted))
        if not path.is_file():
            raise NoSuchBackup(wanted)
        aside = chats.backups.restore(path)
        count = len(chats.shelf.entries()) + len(chats.shelf.entries("archive"))
    if errand.screen.as_json:
        errand.screen.result({"restored": str(path), "kept_aside": str(aside), "chats": count})
        return
    errand.screen.say(f"Restored {path}: {_counted(count, 'conversation')}.")
    errand.screen.say(
        f"What was there before is kept as {aside}; `edgeassist history restore` with that file undoes this."
    )


def _tell(errand: Errand, kept: Sequence[Backup]) -> None:
    rows = [(f"{one.day:%Y-%m-%d}", human_bytes(one.size_bytes), str(one.path)) for one in kept]
    if errand.screen.as_json:
        found = [{"day": day, "file": path} for day, _size, path in rows]
        errand.screen.result({"backups": found})
    elif not kept:
        errand.screen.note("There is no backup yet; `edgeassist history backup` makes one.")
    else:
        errand.screen.table(("DAY", "SIZE", "FILE"), rows)


def _known(chats: Chats, number: int) -> None:
    try:
        chats.shelf.entry(number)
    except ChatGone as error:
        raise NoSuchChat(number) from error


def _check(path: Path, *, force: bool) -> None:
    if path.exists() and not force:
        raise FileThere(path)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _minute(moment_ms: int) -> str:
    try:
        return f"{datetime.fromtimestamp(moment_ms / 1000).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return "-"
