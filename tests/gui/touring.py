# SPDX-License-Identifier: Apache-2.0
"""A way through every page and sheet of a window on stand-ins: `DOORS` names each and opens it. For tests of all."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from edgeassist.api.discovery import discover
from edgeassist.core.settings import GROUPS
from edgeassist.runtime.state import EngineState
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.ports import PaneRow
from tests.gui.conftest import settle
from tests.gui.fakes import READY, FakeContext, FakeDesk, card

Door = Callable[[MainWindow], object]
OPERABLE = (QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit)


def whole_desk(state: EngineState = READY) -> FakeDesk:
    """Return a desk with all our panes and some models."""
    found = [one for one in discover() if one.spec is not None and one.origin.split()[0] == "edgeassist"]
    rows = tuple(PaneRow(one.id, one.spec.title, one.spec, origin=one.origin) for one in found if one.spec is not None)
    models = [card(), card("llama", name="Llama 3.2 1B", in_use=False, badge="Good fit")]
    return FakeDesk(rows=rows, models=models, now=state, pane_context=FakeContext())


def pane(window: MainWindow, pane_id: str) -> Any:
    """Bring the pane to the front and return it."""
    page = next(one for one in window.pages if one.spec.id == pane_id)
    window.stack.show_pane(page)
    return page.pane


def _pane(pane_id: str) -> Door:
    return lambda window: pane(window, pane_id)


def _run(pane_id: str, title: str) -> Door:
    """Open what the pane offers to the palette under `title`."""

    def open_it(window: MainWindow) -> None:
        pane(window, pane_id)
        page = next(one for one in window.pages if one.spec.id == pane_id)
        next(act for name, act in page.offered() if name == title)()

    return open_it


def _models(act: Callable[[Any], object]) -> Door:
    def open_it(window: MainWindow) -> None:
        window.show_models()
        act(window.models)

    return open_it


def _deed(name: str) -> Door:
    def open_it(window: MainWindow) -> None:
        assert window.deeds is not None
        window.deeds.deeds[name]()

    return open_it


def _settings(group: str) -> Door:
    return lambda window: window.stack.show_settings(group)


DOORS: dict[str, Door] = {
    "chat": _pane("chat"),
    **{f"chat: {title}": _run("chat", title) for title in ("How this chat is answered…", "Prompts…", "Backups…")},
    "summarize": _pane("summarize"),
    "translate": _pane("translate"),
    "translate: glossary": _run("translate", "Glossary"),
    "translate: documents": _run("translate", "Documents"),
    "voice": _pane("voice"),
    "voice: devices": _run("voice", "My devices"),
    "voice: models": _run("voice", "Voice models"),
    "models": MainWindow.show_models,
    "models: find": MainWindow.find_models,
    "models: sign in": _models(lambda page: page._sign_in()),
    "models: pack": _models(lambda page: page._choose_models()),
    "models: smaller": _models(lambda page: page._make_smaller("qwen")),
    **{f"settings: {key}": _settings(key) for key in GROUPS},
    "home": _deed("home"),
    "guide": _deed("guide"),
    "keys": _deed("keys"),
    "palette": _deed("palette"),
}


def operable(within: QWidget) -> list[QWidget]:
    """Return what a person can operate in `within` and sees there, without Qt's own inner parts."""
    made = [one for one in within.findChildren(QWidget) if one.isVisible() and one.isEnabled()]
    return [one for one in made if isinstance(one, OPERABLE) and not _inner(one)]


def stops(window: MainWindow) -> list[QWidget]:
    """Return where Tab leads, from the first on."""
    chain, after = [], window.nextInFocusChain()
    while after is not None and after is not window:
        if takes_tab(after):
            chain.append(after)
        after = after.nextInFocusChain()
    return chain


def takes_tab(one: QWidget) -> bool:
    from PySide6.QtCore import Qt

    policy = one.focusPolicy()
    return bool(policy & Qt.FocusPolicy.TabFocus) and one.isVisible() and one.isEnabled() and one.focusProxy() is None


def visit(window: MainWindow, door: str) -> None:
    """Open `door`, with nothing lying over the window that was opened before."""
    assert window.deeds is not None
    window.deeds.leave()
    DOORS[door](window)
    for _ in range(3):
        settle()


def _inner(one: QWidget) -> bool:
    return isinstance(one, QScrollBar) or one.objectName().startswith("qt_") or isinstance(one, QScrollArea)
