# SPDX-License-Identifier: Apache-2.0
"""The full-text index beside the messages: made, kept in step by triggers, left out where SQLite has no FTS5.

It holds no text of its own (external content), so it can be thrown away and made anew without losing a word.
"""

import sqlite3

_INDEX = (
    "CREATE VIRTUAL TABLE words USING fts5(text, spaced, content = 'messages', content_rowid = 'id',"
    " prefix = '2 3', tokenize = \"unicode61 remove_diacritics 2 categories 'L* N* Co So'\")"
)
_PUT = "INSERT INTO words(rowid, text, spaced) VALUES (new.id, new.text, new.spaced);"
_TAKE = "INSERT INTO words(words, rowid, text, spaced) VALUES ('delete', old.id, old.text, old.spaced);"
_TRIGGERS = {
    "words_put": f"AFTER INSERT ON messages BEGIN {_PUT} END",
    "words_taken": f"AFTER DELETE ON messages BEGIN {_TAKE} END",
    "words_changed": f"AFTER UPDATE OF text, spaced ON messages BEGIN {_TAKE} {_PUT} END",
}


def can_index(connection: sqlite3.Connection) -> bool:
    """Tell whether this SQLite brings FTS5."""
    return connection.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone() is not None


def is_indexed(connection: sqlite3.Connection) -> bool:
    """Tell whether the index is there and has been kept in step: without its triggers it may lie."""
    query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'words_*'"
    return connection.execute(query).fetchone()[0] == len(_TRIGGERS) and can_index(connection)


def make_index(connection: sqlite3.Connection) -> None:
    """Make the index anew from the messages, within the caller's transaction; without FTS5 nothing happens."""
    if not can_index(connection):
        return
    leave_index(connection)
    connection.execute("DROP TABLE IF EXISTS words")
    connection.execute(_INDEX)
    connection.execute("INSERT INTO words(words) VALUES ('rebuild')")
    for name, trigger in _TRIGGERS.items():
        connection.execute(f"CREATE TRIGGER {name} {trigger}")


def leave_index(connection: sqlite3.Connection) -> None:
    """Stop keeping the index: messages go on being stored, and `make_index` mends it later."""
    for name in _TRIGGERS:
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")


def leave_only_ours(connection: sqlite3.Connection) -> None:
    """Take away every trigger and view that this module did not write, word for word: a stranger's file may hold some.

    One of them could change or delete what a person says later. An index left without its triggers is made anew.
    """
    query = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
    for kind, name, text in connection.execute(query).fetchall():
        if name not in _TRIGGERS or text != f"CREATE TRIGGER {name} {_TRIGGERS[name]}":
            quoted = name.replace('"', '""')
            connection.execute(f'DROP {kind} IF EXISTS "{quoted}"')
