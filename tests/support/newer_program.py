# SPDX-License-Identifier: Apache-2.0
"""The command line as a later EdgeAssist would have it: version 9.0.0, the conversations in one more format."""

import sqlite3
import sys

import edgeassist

VERSION = "9.0.0"


def to_later_colours(connection: sqlite3.Connection) -> None:
    """Change the tables as a later version might."""
    connection.execute("ALTER TABLE chats ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'")


def main() -> int:
    """Become that version before anything else is imported, then run what the command line says."""
    edgeassist.__version__ = VERSION
    from edgeassist.history import schema

    schema.MIGRATIONS = (*schema.MIGRATIONS, to_later_colours)
    schema.migrate.__defaults__ = (schema.MIGRATIONS,)
    from edgeassist.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
