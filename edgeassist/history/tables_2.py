# SPDX-License-Identifier: Apache-2.0
"""The step from format 1 to 2: branches, a shelf with folders, drafts, the full-text index. Knows no chats of today.

It must not call code that later formats change, except the index's, which is made anew from what the tables hold.
"""

import sqlite3

from edgeassist.history.index import make_index
from edgeassist.history.log import draw_id
from edgeassist.history.words import spaced

_CHATS = (
    "uid TEXT NOT NULL DEFAULT ''",
    "pinned INTEGER NOT NULL DEFAULT 0",
    "folder TEXT NOT NULL DEFAULT ''",
    "archived INTEGER NOT NULL DEFAULT 0",
    "deleted_at INTEGER",
    "model TEXT NOT NULL DEFAULT ''",
    "persona TEXT NOT NULL DEFAULT ''",
    "parameters TEXT NOT NULL DEFAULT '{}'",
    "leaf INTEGER",
)
_MESSAGES = (
    "uid TEXT NOT NULL DEFAULT ''",
    "parent INTEGER REFERENCES messages(id) ON DELETE CASCADE",
    "model TEXT NOT NULL DEFAULT ''",
    "attachments TEXT NOT NULL DEFAULT '[]'",
    "spaced TEXT NOT NULL DEFAULT ''",
)


def to_2_branches_shelf_and_search(connection: sqlite3.Connection) -> None:
    """Hang each message below the one before it, and let everything be found.

    `chats.leaf` is the message in front; the path from it up to the root is what the person sees. `messages.spaced`
    is `words.spaced(text)`. `drafts.chat` 0 is the draft of a conversation that is not stored yet.
    """
    for table, columns in (("chats", _CHATS), ("messages", _MESSAGES)):
        for column in columns:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    connection.execute("UPDATE chats SET uid = lower(hex(randomblob(16)))")
    connection.execute("UPDATE messages SET uid = lower(hex(randomblob(16)))")
    connection.execute(
        "UPDATE messages SET parent = (SELECT before.id FROM messages AS before WHERE before.chat = messages.chat"
        " AND before.position < messages.position ORDER BY before.position DESC LIMIT 1)"
    )
    connection.execute(
        "UPDATE chats SET leaf = (SELECT id FROM messages WHERE chat = chats.id ORDER BY position DESC LIMIT 1)"
    )
    connection.execute("CREATE UNIQUE INDEX chats_uid ON chats (uid)")
    connection.execute("CREATE INDEX messages_parent ON messages (parent, chat)")
    connection.execute("CREATE TABLE drafts (chat INTEGER PRIMARY KEY, text NOT NULL, attachments TEXT NOT NULL)")
    draw_id(connection)
    _space(connection)
    make_index(connection)


def _space(connection: sqlite3.Connection) -> None:
    rows = connection.execute("SELECT id, text FROM messages WHERE typeof(text) = 'text'")
    needed = [(form, number) for number, text in rows if (form := spaced(text))]
    connection.executemany("UPDATE messages SET spaced = ? WHERE id = ?", needed)
