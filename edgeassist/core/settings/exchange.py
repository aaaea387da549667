# SPDX-License-Identifier: Apache-2.0
"""Settings as a file to carry to another computer: without secrets, and without what is this computer's own."""

from collections.abc import Mapping
from pathlib import Path

from edgeassist.core.settings.bad_copies import MOST_BYTES
from edgeassist.core.settings.checking import Problem
from edgeassist.core.settings.file import parsed, settings_in
from edgeassist.core.settings.migrations import VERSION, VERSION_KEY
from edgeassist.core.settings.option import Value
from edgeassist.core.settings.schema import OWN, Settings, values

ADDRESSES = ("proxy", "mirror")
"""The settings that may hold a name, a password or a token."""


def exported(settings: Settings) -> bytes:
    """Return all settings but this computer's own as TOML; addresses lose names, passwords and tokens."""
    import tomli_w

    table = {name: value for name, value in shown(values(settings)).items() if name not in OWN}
    return tomli_w.dumps({VERSION_KEY: VERSION, **table}).encode()


def shown(table: Mapping[str, Value]) -> dict[str, Value]:
    """Return settings as anybody may see them: addresses without logins."""
    return {name: without_login(str(value)) if name in ADDRESSES else value for name, value in table.items()}


def without_login(address: str) -> str:
    """Return an address without name, password and query; nothing of one in which these cannot be told apart."""
    scheme, sign, rest = address.partition("://") if "://" in address else ("", "", address)
    server, slash, path = rest.partition("/")
    server = server.rpartition("@")[2]
    if "@" in scheme or ("@" in path and set(server) & set(":?#")):
        return ""
    return f"{scheme}{sign}{server}{slash}{path}".partition("?")[0].partition("#")[0]


def taken_in(path: Path) -> tuple[dict[str, Value], tuple[Problem, ...]]:
    """Return the good values that the file at `path` holds, and what is wrong with the others; raise `OSError`."""
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    settings, problems = parsed(content)
    there = settings_in(content)
    return {name: value for name, value in values(settings).items() if name in there and name not in OWN}, problems
