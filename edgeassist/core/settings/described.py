# SPDX-License-Identifier: Apache-2.0
"""The schema as a page of the documents: `python -m edgeassist.core.settings.described > docs/settings.md`."""

import json
import sys

from edgeassist.core.settings.option import Option
from edgeassist.core.settings.schema import GROUPS, OWN, options

_HEAD = """\
# Settings

Press Ctrl+, in the window: every setting has a row there, with a search over all of them, an arrow that gives one its
default back, and "Reset all", "Import" and "Export" under the three dots. What you change holds at once unless the
table says otherwise. The command line does the same:

```
edgeassist settings list
edgeassist settings get theme
edgeassist settings set theme dark
edgeassist settings reset theme
edgeassist settings export mine.toml
edgeassist settings import mine.toml
```

An open window notices what the command line changed when you turn to it. All of it lies in one file, `settings.toml`
in the settings folder (`edgeassist doctor` shows where), which you may also write yourself: one `key = value` per
line; your comments stay. A value that cannot be used falls back to its default and is told once; the file as it was is
kept as `settings.toml.bad`, the next one as `settings.toml.bad-2`. Where the file is damaged, or its `offline` makes no
sense, the offline switch is on until you turn it off. Keys of a later version stay in the file.

Tokens and passwords are not in it: they are in the
system's keyring, or held until EdgeAssist is closed. (A proxy that wants a name and password is the exception: they
are part of its address, and left out of an export.)
"""
_TAIL = """\
An export leaves out what means something on one computer only: {own}. "Reset all" leaves alone the offline switch, the
model in use and the folder of the models.
"""
_EFFECTS = {"now": "at once", "load": "when a model is loaded next", "start": "at the next start"}


def row(option: Option) -> str:
    """Return an option as a line of a table."""
    bounds = option.bounds + (f" {option.unit}" if option.unit else "")
    default = json.dumps(option.default, ensure_ascii=False)
    return f"| `{option.name}` | `{default}` | {bounds} | {option.help} | {_EFFECTS[option.takes_effect]} |"


def page() -> str:
    """Return the whole page."""
    parts = [_HEAD]
    for key, title in GROUPS.items():
        rows = [row(one) for one in options().values() if one.group == key]
        table = "\n".join(["| Key | Default | May be | Meaning | Holds |", "|---|---|---|---|---|", *rows])
        parts.append(f"## {title}\n\n{table}\n")
    return "\n".join([*parts, _TAIL.format(own=", ".join(f"`{name}`" for name in OWN))])


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
