# SPDX-License-Identifier: Apache-2.0
"""The settings file: read so that nothing in it stops the program, changed key by key so that nothing in it is lost.

Several processes may change it at once: each takes the lock, reads what is there and replaces its own keys only.
A file that cannot be trusted to tell whether EdgeAssist may go online means: it may not, until a person says so anew.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from edgeassist.core.files import replace_file
from edgeassist.core.language import tr
from edgeassist.core.settings.bad_copies import MOST_BYTES, Fault, copies_of, free_copy, keep
from edgeassist.core.settings.checking import FILE, UNKNOWN, Problem, with_valid
from edgeassist.core.settings.lines import edited
from edgeassist.core.settings.migrations import VERSION, VERSION_KEY, Table, migrated, version_of
from edgeassist.core.settings.option import Value
from edgeassist.core.settings.schema import GROUPS, STAYS, Settings, options, values

LOCK_LIMIT_S = 3.0
SWITCH = "offline"


def load(path: Path, *, note: bool = True) -> tuple[Settings, tuple[Problem, ...]]:
    """Read the file at `path`; whatever is wrong with it ends in defaults and problems, never in an error.

    `note`: what is wrong is told now, so it is no news the next time.
    """
    settings, problems, _named = load_named(path, note=note)
    return settings, problems


def load_named(path: Path, *, note: bool = True) -> tuple[Settings, tuple[Problem, ...], Collection[str]]:
    """Return what `load` does, and which keys the file names, with good or bad values."""
    try:
        content = _read(path)
    except FileNotFoundError:
        return Settings(), (), ()
    except OSError as error:
        unread = Problem(FILE, tr("could not be read ({reason}) and was not used", reason=error.strerror))
        return *_shut(Settings(), (unread,), set()), ()
    settings, problems = _read_out(content)
    try:
        named = migrated(_table(content)).keys()
    except ValueError:
        named = Table().keys()
    return settings, _with_copy(path, content, problems) if problems and note else problems, named


def parsed(content: bytes) -> tuple[Settings, tuple[Problem, ...]]:
    """Return what `content` sets, and what is wrong with it."""
    try:
        table = _table(content)
    except ValueError as error:
        return Settings(), (Problem(FILE, tr("is damaged ({place}) and was not used", place=_place(error))),)
    settings, problems = with_valid(Settings(), migrated(table))
    if version_of(table) <= VERSION:
        return settings, problems
    later = Problem(
        FILE,
        tr(
            "is of a later EdgeAssist (version {version}), so only what is known here is used",
            version=version_of(table),
        ),
        used=True,
    )
    return settings, (later, *(one for one in problems if one.reason != UNKNOWN))


def settings_in(content: bytes) -> set[str]:
    """Return the names of the settings that `content` says something good of."""
    try:
        table = migrated(_table(content))
    except ValueError:
        return set()
    known = options()
    return {name for name, value in table.items() if name in known and not known[name].fault(value)}


def save(path: Path, settings: Settings) -> None:
    """Write all of `settings` durably; what else the file holds stays."""
    change(path, values(settings))


def change(path: Path, changes: Mapping[str, Value], *, drop: Collection[str] = ()) -> None:
    """Write `changes`, take the keys `drop` out, and leave every other key and comment as it is; raise `OSError`."""
    import tomli_w
    from filelock import FileLock

    with FileLock(path.with_name(".settings.lock"), timeout=LOCK_LIMIT_S):
        table = {**_kept_part(path), **changes}
        for key in drop:
            table.pop(key, None)
        wanted = {VERSION_KEY: max(version_of(table), VERSION), **_without_version(table)}
        before = _read(path) if path.is_file() else b""
        replace_file(path, (edited(before, wanted) if b"#" in before else None) or tomli_w.dumps(wanted).encode())


def put_back(copy: bytes, now: bytes) -> bytes:
    """Return the file to write where `copy` is to take the place of `now`: what `STAYS` is as it is today.

    The offline switch stays on where either has it on. A damaged copy changes nothing.
    """
    import tomli_w

    try:
        table = _table(copy)
    except ValueError:
        return now
    today, problems = _read_out(now)
    doubted = {one.key for one in problems if not one.used}
    before, there = values(parsed(copy)[0]), values(today)
    wanted = {name: there[name] for name in STAYS if not {name, FILE} & doubted}
    wanted[SWITCH] = before[SWITCH] or there[SWITCH]
    changes = {name: value for name, value in wanted.items() if value != before[name]}
    if not changes:
        return copy
    changed = {VERSION_KEY: max(version_of(table), VERSION), **migrated(table), **changes}
    return edited(copy, changed) or tomli_w.dumps(changed).encode()


def _kept_part(path: Path) -> Table:
    """Return what stays of the file: all but known keys with bad values, of which there is a copy."""
    try:
        content = _read(path)
    except FileNotFoundError:
        return {}
    except PermissionError:
        path.replace(free_copy(path))
        return {SWITCH: True}
    settings, problems = _read_out(content)
    if problems:
        _with_copy(path, content, problems)
    try:
        table = _table(content)
    except ValueError:
        return {SWITCH: True}
    if (version := version_of(table)) != VERSION:
        _keep(path.with_suffix(f".toml.version-{version}"), content)
    known = options()
    kept = {key: value for key, value in migrated(table).items() if key not in known or not known[key].fault(value)}
    closed = {SWITCH: True} if settings.offline and SWITCH not in kept else {}
    return {**kept, **closed, VERSION_KEY: version}


def _read_out(content: bytes) -> tuple[Settings, tuple[Problem, ...]]:
    """Return what `content`, the settings file's own, means for this program."""
    return _shut(*parsed(content), settings_in(content))


def _shut(settings: Settings, problems: tuple[Problem, ...], there: set[str]) -> tuple[Settings, tuple[Problem, ...]]:
    """Return them with the offline switch on where the file is there and does not say well whether it is."""
    doubtful = any(one.key in (FILE, SWITCH) for one in problems)
    if not doubtful or SWITCH in there:
        return settings, problems
    shut, option = replace(settings, offline=True), options()[SWITCH]
    if all(one.key != SWITCH for one in problems):  # the file names no switch, so none in it is to blame
        return shut, tuple(replace(one, follows=_followed(one)) if one.key == FILE else one for one in problems)
    closed = Problem(SWITCH, option.fault(None), tr("{value} is used", value=option.shown(True)))
    return shut, (*(one for one in problems if one.key != SWITCH), closed)


def _followed(whole: Problem) -> str:
    """Say what it means that the file as a whole was not used, or tells nothing of the offline switch."""
    group = tr(GROUPS[options()[SWITCH].group])
    closed = tr("The offline switch is on until you turn it off in Settings, under {group}.", group=group)
    defaults = tr("All settings are at their defaults.")
    return closed if whole.used else f"{defaults} {closed}"


def _without_version(table: Table) -> Table:
    return {key: value for key, value in table.items() if key != VERSION_KEY}


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _table(content: bytes) -> Table:
    if len(content) > MOST_BYTES:
        raise ValueError("line 1: longer than any settings")
    try:
        return tomllib.loads(content.decode())
    except RecursionError as error:
        raise ValueError("line 1: nested too deep") from error


def _place(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return tr("line {number}", number=error.object[: error.start].count(10) + 1)
    found = re.search(r"line (\d+)", str(error))  # older Pythons tell the line in words only
    return tr("line {number}", number=found[1]) if found else tr("at its end")


def _with_copy(path: Path, content: bytes, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Keep `content` unless all that is wrong with it was kept before; say so where the whole file is bad."""
    faults = _faults(content, problems)
    before = {fault for copy in copies_of(path) for fault in _faults(copy, _read_out(copy)[1])}
    name = keep(path, content, set(faults) - before)
    copied = tr("a copy is kept as {name}", name=name)
    told = (
        replace(one, again=fault in before, instead=copied if name and one.key == FILE else one.instead)
        for one, fault in zip(problems, faults, strict=True)
    )
    return tuple(told)


def _faults(content: bytes, problems: tuple[Problem, ...]) -> list[Fault]:
    """Return for each of `problems` what tells it from the same one with another value."""
    whole = content.decode("latin-1")
    try:
        table = migrated(_table(content))
    except ValueError:
        return [(one.key, whole) for one in problems]
    return [(one.key, "" if one.reason == UNKNOWN else repr(table.get(one.key))) for one in problems]


def _keep(path: Path, content: bytes) -> bool:
    """Keep `content`; a folder that cannot be written to still has readable settings."""
    try:
        replace_file(path, content)
    except OSError:
        return False
    return True
