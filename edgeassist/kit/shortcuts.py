# SPDX-License-Identifier: Apache-2.0
"""Every key that means something in the window, named once. Knows no widget. No Qt.

Key bindings, tool tips, the palette and the sheet of keys all read from here.

A scope is where a key works: `window` everywhere, the others in that page only. No two in one scope are the same, and
none in a page is one of the window's (a test sees to it). Keys are written as Qt writes them in English.
"""

from dataclasses import dataclass

from edgeassist.core.language import later

WINDOW, CHAT, SUMMARIZE, TRANSLATE, VOICE = "window", "chat", "summarize", "translate", "voice"
MODELS, FIND, GUIDE, LISTS, TEXT = "models", "find", "guide", "lists", "text"
SCOPES = {
    WINDOW: later("Everywhere"),
    CHAT: later("Chat"),
    SUMMARIZE: later("Summarize"),
    TRANSLATE: later("Translate"),
    VOICE: later("Voice"),
    MODELS: later("Models"),
    FIND: later("Find more models"),
    GUIDE: later("User guide"),
    LISTS: later("In lists"),
    TEXT: later("While you write"),
}
"""What the sheet of keys calls each scope, in its order."""
MOST_PLACES = 9


@dataclass(frozen=True, slots=True)
class Shortcut:
    """`keys` do what `title` says, in `scope`. `bound`: a `QShortcut` does it; else the widget with the keyboard."""

    name: str
    keys: str
    title: str
    scope: str = WINDOW
    bound: bool = True


SHORTCUTS = (
    Shortcut("palette", "Ctrl+K", later("Search or run")),
    Shortcut("home", "Alt+Home", later("Start page")),
    Shortcut("keys", "Ctrl+/", later("Show all keys")),
    Shortcut("guide", "F1", later("Help for this page")),
    Shortcut("next-region", "F6", later("Go to the next part of the window")),
    Shortcut("previous-region", "Shift+F6", later("Go to the part of the window before")),
    Shortcut("back", "Esc", later("Back out, stop, or close what is in front"), bound=False),
    Shortcut("new-chat", "Ctrl+Shift+N", later("New chat")),
    Shortcut("settings", "Ctrl+,", later("Settings")),
    Shortcut("live", "Ctrl+Shift+M", later("What answers cost")),
    Shortcut("find-models", "Ctrl+Shift+F", later("Find more models")),
    Shortcut("import-model", "Ctrl+Shift+I", later("Add a model file")),
    Shortcut("offline", "Ctrl+Shift+O", later("Turn the offline switch")),
    Shortcut("theme", "Ctrl+Shift+L", later("Light or dark colours")),
    Shortcut("larger", "Ctrl++", later("Larger text")),
    Shortcut("smaller", "Ctrl+-", later("Smaller text")),
    Shortcut("usual-size", "Ctrl+0", later("Text in its usual size")),
    Shortcut("quit", "Ctrl+Q", later("Close EdgeAssist")),
    Shortcut("chat-new", "Ctrl+N", later("New chat"), CHAT),
    Shortcut("chat-find", "Ctrl+F", later("Search your chats"), CHAT),
    Shortcut("chat-stop", "Esc", later("Stop the answer"), CHAT),
    Shortcut("summarize-open", "Ctrl+O", later("Open a document"), SUMMARIZE),
    Shortcut("summarize-new", "Ctrl+N", later("New summary"), SUMMARIZE),
    Shortcut("summarize-stop", "Esc", later("Stop summarizing"), SUMMARIZE),
    Shortcut("summarize-paste", "Ctrl+V", later("Sum up what is on the clipboard"), SUMMARIZE),
    Shortcut("page-before", "Ctrl+PgUp", later("Previous page"), SUMMARIZE),
    Shortcut("page-after", "Ctrl+PgDown", later("Next page"), SUMMARIZE),
    Shortcut("translate-now", "Ctrl+Return", later("Translate now"), TRANSLATE),
    Shortcut("translate-swap", "Ctrl+Shift+S", later("Swap languages"), TRANSLATE),
    Shortcut("translate-back", "Esc", later("Back to the text, or stop"), TRANSLATE),
    Shortcut("dictate", "F9", later("Hold to speak (Settings: talk key)"), VOICE, bound=False),
    Shortcut("models-filter", "Ctrl+F", later("Search the models here"), MODELS),
    Shortcut("guide-find", "Ctrl+F", later("Search the guide"), GUIDE),
    Shortcut("find-online", "Ctrl+Return", later("Search Hugging Face"), FIND),
    Shortcut("take", "Return", later("Open, or do the main thing"), LISTS, bound=False),
    Shortcut("rename", "F2", later("Rename or edit"), LISTS, bound=False),
    Shortcut("delete", "Del", later("Delete (it can be undone)"), LISTS, bound=False),
    Shortcut("send", "Return", later("Send (Settings: send with)"), TEXT, bound=False),
    Shortcut("break-line", "Shift+Return", later("Begin a new line"), TEXT, bound=False),
    Shortcut("earlier-question", "Up", later("In an empty line: the question before"), TEXT, bound=False),
    Shortcut("undo", "Ctrl+Z", later("Undo"), TEXT, bound=False),
)
_BY_NAME = {one.name: one for one in SHORTCUTS}


def shortcut(name: str) -> Shortcut:
    """Return the one called `name`; raise `KeyError` for none."""
    return _BY_NAME[name]


def keys_of(name: str) -> str:
    """Return the keys of the one called `name`."""
    return _BY_NAME[name].keys


def place_keys(number: int) -> str:
    """Return the keys that lead to the place `number` of the rail, counted from 1; empty when digits are used up."""
    return f"Ctrl+{number}" if number <= MOST_PLACES else ""
