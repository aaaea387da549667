# SPDX-License-Identifier: Apache-2.0
"""Whether what a setting's new value names is there: a model, a folder, a language. Refuses, or returns a warning.

What a value may be at all the schema says. The window lets only what is there be chosen; on the command line a slip of
the keyboard would be noticed at the next start only.
"""

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.core.errors import BadInput
from edgeassist.core.settings import Value
from edgeassist.core.units import elided

if TYPE_CHECKING:
    from edgeassist.app.services import Services

_PLAIN_MIRROR = (
    "This mirror is not encrypted: whoever is between you and it sees which models you fetch. They cannot change one "
    "unseen, because every file is checked against its known sum."
)


class NotThere(BadInput):
    """The new value names something that this computer does not have."""

    code = "setting-names-nothing"

    def __init__(self, name: str, what: str, hint: str) -> None:
        super().__init__(f"{name} was not changed: {what}.", hint=hint)


def warning_of(services: "Services", name: str, value: Value) -> str:
    """Return what a person should know of this value; raise `NotThere`, or what finding a model raises."""
    if not isinstance(value, str) or not value:
        return ""
    if name == "model":
        services.find(value)
    elif name == "models_folder":
        _folder(value)
    elif name == "voice_language":
        _language(value)
    elif name == "mirror" and _is_plain_and_far(value):
        return _PLAIN_MIRROR
    return ""


def _folder(text: str) -> None:
    path, shown = Path(text).expanduser(), elided(text, 200)
    if not path.is_absolute():
        raise NotThere("models_folder", f"{shown} is not a whole path", "Give it from the root of the drive.")
    if not path.is_dir():
        made = "Make it first. To take the models along, use `edgeassist models move`."
        raise NotThere("models_folder", f"{shown} is no folder that is there", made)


def _language(code: str) -> None:
    from edgeassist.intents.languages import available

    codes = [one for one, _name in available()]
    if code not in codes:
        near = get_close_matches(code, codes, 1, 0.5)
        hint = f"Did you mean {near[0]}? " if near else ""
        all_of_them = "`edgeassist voices list` names the codes."
        raise NotThere("voice_language", f"commands cannot be given in “{elided(code, 40)}”", hint + all_of_them)


def _is_plain_and_far(address: str) -> bool:
    from edgeassist.net.route import host_of, reach

    return address.startswith("http://") and reach(host_of(address)) != 0
