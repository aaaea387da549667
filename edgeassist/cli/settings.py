# SPDX-License-Identifier: Apache-2.0
"""What the `edgeassist settings` commands do: the same schema and checks as the window's page."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.cli.errand import Errand, FileNotThere
from edgeassist.cli.setting_truths import warning_of
from edgeassist.core.errors import BadInput, BadUsage, Unavailable
from edgeassist.core.files import replace_file
from edgeassist.core.settings import Option, Value, options, resettable, values
from edgeassist.core.settings.exchange import exported, shown, taken_in

if TYPE_CHECKING:
    from edgeassist.app.services import Services

_EFFECTS = {
    "load": "It holds from the next time a model is loaded.",
    "start": "An open window takes it when restarted.",
}


class NoSuchSetting(BadUsage):
    """A name that no setting has."""

    code = "no-such-setting"

    def __init__(self, name: str) -> None:
        near = get_close_matches(name.replace("-", "_").casefold(), options(), 1, 0.6)
        meant = f"Did you mean {near[0]}? " if near else ""
        super().__init__(f"There is no setting “{name}”.", hint=f"{meant}`edgeassist settings list` names them all.")


class BadSetting(BadInput):
    """A value that the setting cannot have."""

    code = "bad-setting"

    def __init__(self, option: Option, reason: str) -> None:
        super().__init__(f"{option.name} {reason}.", hint=f"{option.help} Nothing was changed.")


class SettingsUnwritable(Unavailable):
    """The file of the settings cannot be changed."""

    code = "settings-unwritable"
    hint = "Nothing was changed. Free or unlock that folder and try again."

    def __init__(self, path: Path, reason: str | None) -> None:
        super().__init__(f"{path} cannot be written: {reason or 'another EdgeAssist holds it'}.")


class FileUnwritable(Unavailable):
    """An export finds no place."""

    code, hint = "file-unwritable", "Name another place."

    def __init__(self, path: Path, reason: str | None) -> None:
        super().__init__(f"{path} cannot be written: {reason or 'the system gives no reason'}.")


class NothingNamed(BadUsage):
    """`reset` without a name."""

    code, hint = "nothing-named", "Name the settings, or give --all for every one of them."

    def __init__(self) -> None:
        super().__init__("Which settings are to be reset?")


def option_named(name: str) -> Option:
    """Return the option of that name; dashes are as good as underscores."""
    found = options().get(name.replace("-", "_"))
    if found is None:
        raise NoSuchSetting(name)
    return found


def list_settings(errand: Errand, *, changed: bool = False) -> None:
    """Print every setting; addresses without their passwords."""
    with errand.services() as services:
        now = _shown(services)
        path = services.places.settings
    rows = [one for one in options().values() if not changed or now[one.name] != one.default]
    if errand.screen.as_json:
        errand.screen.result({"file": str(path), "settings": [_facts(one, now[one.name]) for one in rows]})
    elif rows:
        lines = ((one.name, one.shown(now[one.name]) or '""', _bounds(one), one.help) for one in rows)
        errand.screen.table(("NAME", "VALUE", "MAY BE", ""), lines)
    else:
        errand.screen.note("Every setting is at its default.")


def get(errand: Errand, name: str) -> None:
    """Print one value."""
    option = option_named(name)
    with errand.services() as services:
        value = values(services.settings)[option.name]
    if errand.screen.as_json:
        errand.screen.result({"name": option.name, "value": value})
    else:
        errand.screen.say(option.shown(value))


def set_value(errand: Errand, name: str, text: str) -> None:
    """Change one value."""
    option = option_named(name)
    value = option.read(text)
    reason = _unread(option) if value is None else option.fault(value)
    if value is None or reason:
        raise BadSetting(option, reason)
    with errand.services() as services:
        warning = warning_of(services, option.name, value)
        services.kept.take({option.name: value})
        _write(services, (option.name,))
    told = shown({option.name: value})[option.name]
    _done(errand, {option.name: value}, f"{option.name} is {option.shown(told) or 'empty'} now.")
    if warning and not errand.screen.as_json:
        errand.screen.note(warning, "warn")
    if (when := _EFFECTS.get(option.takes_effect)) and not errand.screen.as_json:
        errand.screen.note(when)


def reset(errand: Errand, names: tuple[str, ...], *, everything: bool = False) -> None:
    """Give these their defaults back."""
    if not names and not everything:
        raise NothingNamed
    wanted = resettable() if everything else tuple(option_named(name).name for name in names)
    defaults = {name: options()[name].default for name in wanted}
    with errand.services() as services:
        before = values(services.settings)
        services.kept.take(defaults)
        _write(services, (), drop=wanted)
    changed = {name: value for name, value in defaults.items() if before[name] != value}
    told = f"Back at the default: {', '.join(changed)}." if changed else "They were at their defaults already."
    _done(errand, changed, told)


def export(errand: Errand, path: Path) -> None:
    """Write the settings to `path`."""
    with errand.services() as services:
        content = exported(services.settings)
    try:
        replace_file(path, content)
    except OSError as error:
        raise FileUnwritable(path, error.strerror) from error
    if errand.screen.as_json:
        errand.screen.result({"file": str(path)})
    else:
        errand.screen.note(f"The settings are in {path}. Passwords and tokens are not in it.")


def take_in(errand: Errand, path: Path) -> None:
    """Take in what the file at `path` holds; say what is left out."""
    try:
        changes, problems = taken_in(path)
    except FileNotFoundError as error:
        raise FileNotThere(f"{path} is not there.") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
    if problems and not changes:
        raise BadInput(f"{path} holds no setting that can be used.", hint=f"It {problems[0].reason}.")
    with errand.services() as services:
        before = values(services.settings)
        changed = {name: value for name, value in changes.items() if before[name] != value}
        services.kept.take(changed)
        _write(services, tuple(changed))
    for one in problems:
        errand.screen.note(f"Left out: {one.key} {one.reason}.", "warn")
    _done(errand, changed, f"Changed: {', '.join(changed)}." if changed else "All of it holds already.")


def _write(services: "Services", names: Collection[str], *, drop: Collection[str] = ()) -> None:
    try:
        services.kept.write(names, drop=drop)
    except OSError as error:
        raise SettingsUnwritable(services.places.settings, error.strerror) from error


def _done(errand: Errand, changed: dict[str, Value], sentence: str) -> None:
    """Tell what changed, addresses without their passwords: a screen is seen by others, and kept."""
    if errand.screen.as_json:
        errand.screen.result({"changed": shown(changed)})
    else:
        errand.screen.note(sentence)


def _shown(services: "Services") -> dict[str, Value]:
    return shown(values(services.settings))


def _unread(option: Option) -> str:
    return "must be true or false" if isinstance(option.default, bool) else "must be a whole number"


def _bounds(option: Option) -> str:
    return f"{option.bounds} {option.unit}".strip() or "a text"


def _facts(option: Option, value: Value) -> dict[str, object]:
    facts: Iterable[tuple[str, object]] = (
        ("name", option.name),
        ("value", value),
        ("default", option.default),
        ("title", option.title),
        ("help", option.help),
        ("group", option.group),
        ("one_of", list(option.one_of)),
        ("low", option.low if option.high else None),
        ("high", option.high or None),
        ("unit", option.unit),
        ("takes_effect", option.takes_effect),
    )
    return dict(facts)
