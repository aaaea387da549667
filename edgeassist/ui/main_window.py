# SPDX-License-Identifier: Apache-2.0
"""The window: puts frame, panes and models page together and carries wishes to the desk. Decides nothing itself."""

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QSizePolicy, QStackedWidget, QWidget

from edgeassist.api import Handoff, Notice
from edgeassist.core.language import tr
from edgeassist.kit.bridge import Bridge
from edgeassist.kit.file_choice import PACK_FILTER, FileChoice
from edgeassist.kit.notice import Action, NoticeBar
from edgeassist.kit.parts import column, row
from edgeassist.kit.system_notice import SystemNotices
from edgeassist.runtime.state import EngineState
from edgeassist.ui.costs_place import CostsPlace
from edgeassist.ui.deck import Deck
from edgeassist.ui.dictation import Dictation
from edgeassist.ui.engine_banner import EngineBanner
from edgeassist.ui.file_drop import FileDrop
from edgeassist.ui.frame import TopBar, first_size
from edgeassist.ui.governor_ports import Suggested
from edgeassist.ui.imports import Import, Imports, is_pack
from edgeassist.ui.leaving import Leaving
from edgeassist.ui.live_ports import Receipted
from edgeassist.ui.long_ends import LongEnds
from edgeassist.ui.network_place import show_network
from edgeassist.ui.notices import Notices
from edgeassist.ui.pane_page import PanePage
from edgeassist.ui.ports import (
    Answered,
    Awaited,
    CardsChanged,
    ComeForward,
    Desk,
    DeskEvent,
    DoesNotFit,
    ImportCancelled,
    Imported,
    ImportFailed,
    LaptopMeasured,
    Rang,
    Removed,
    Resumed,
    WorkChanged,
    WorkEnded,
)
from edgeassist.ui.ringing import Ringing
from edgeassist.ui.status_strip import StatusStrip
from edgeassist.ui.steady_top import SteadyTop
from edgeassist.ui.suggesting import suggest
from edgeassist.ui.welcome import Wishes
from edgeassist.ui.window_deeds import WindowDeeds
from edgeassist.wire import Stats

if TYPE_CHECKING:
    from edgeassist.ui.models_page import ModelsPage

_IMPORT = "import"


class MainWindow(QMainWindow):
    """The shell; `attach` gives it the desk when that was not ready at first."""

    def __init__(self, desk: Desk | None = None) -> None:
        super().__init__()
        self._desk: Desk | None = None
        self._wanted = self._path = ""
        self._closed = False
        self.imports: Imports | None = None
        self.dictation: Dictation | None = None
        self.deeds: WindowDeeds | None = None
        self.setWindowTitle("EdgeAssist")
        size = first_size(self.screen().availableSize())
        self.setMinimumSize(QSize(480, 360).boundedTo(size))
        self.resize(size)
        self.top = TopBar(self.show_models, self.explain_offline, self.toggle_dictation, self.show_palette)
        self.footer = StatusStrip()
        self._board = Notices()
        self._file_choice = FileChoice(self, self.import_file)
        self._leaving = Leaving(self.tell, self.leave, self._asks_before_closing, self._never_ask, self.be_seen)
        wishes = Wishes(self.choose_file, self.choose_pack, self.find_models, self.show_models, self.use_model)
        self.stack: Deck = Deck(wishes, self._file_choice)
        self.engine = EngineBanner(self.load_again, self.show_models, self.stack.tells)
        self.stack.turned.connect(self.engine.refresh)
        self.stack.turned.connect(self.place_notices)
        self.stack.broke.connect(self.tell)
        self.stack.asking.connect(self.top.lock.show_asking)
        drop = FileDrop(self)
        drop.dropped.connect(self.import_file)
        drop.hovered.connect(lambda over: self.stack.show_drop(over=over))
        self._lay_out()
        self._events: Bridge[DeskEvent] = Bridge(self, self._on_desk_event, latest=(Stats, WorkChanged))
        if desk is not None:
            self.attach(desk)

    @property
    def pages(self) -> tuple[PanePage, ...]:
        """The usable panes' pages, in rail order."""
        return tuple(self.stack.pages)

    @property
    def models(self) -> "ModelsPage | None":
        """The models page, once it was wanted."""
        return self.stack.models

    @property
    def notices(self) -> list[NoticeBar]:
        """What stands above the panes or below the models, newest last."""
        return self._board.bars

    def attach(self, desk: Desk) -> None:
        """Fill the shell: panes into the rail, the engine's state everywhere."""
        self._desk = desk
        self.imports = Imports(self, desk)
        self.imports.started.connect(self._on_import_started)
        self.imports.ended.connect(self._on_import_ended)
        self.stack.attach(desk, self.imports)
        self.top.lock.show_works(desk.works())
        self._costs = CostsPlace(self.footer, self.stack, desk, self._file_choice)
        show_network(self.top.lock, self.stack.settings, desk, self._file_choice)
        self._attach_ear(desk)
        outside = SystemNotices(self)
        outside.clicked.connect(self.be_seen)
        self.deeds = WindowDeeds(self, desk)
        self.long_ends = LongEnds(self, outside, lambda: bool(desk.preferences().values()["notify"]))
        self._ringing = Ringing(self, partial(self._board.tell, each=True), desk.more_time, desk.sound, outside)
        self._on_state(desk.state())
        self.stack.show_first()
        self._unwatch = desk.watch(self._events)  # last: what it sets going takes turns with what is drawn

    @Slot()
    def show_models(self) -> None:
        """Bring the models page to the front."""
        self.stack.show_models()

    @Slot()
    def choose_file(self) -> None:
        """Let a person pick a model file."""
        self._file_choice.ask()

    @Slot()
    def explain_offline(self) -> None:
        """Say what the lock stands for."""
        self.tell(Notice(self.top.lock.told))

    @Slot()
    def toggle_dictation(self) -> None:
        """Begin to dictate into the text that has the keyboard, or end it."""
        if self.dictation is not None:
            self.dictation.toggle()

    @property
    def regions(self) -> tuple[QWidget, ...]:
        """The parts that the keyboard can be brought to, in reading order."""
        return self.top, self.stack.rail, self.engine, self._board, self.stack

    def show_palette(self) -> None:
        """Open the line in which everything can be found and run."""
        if self.deeds is not None:
            self.deeds.show_palette()

    @Slot()
    def choose_pack(self) -> None:
        """Let a person pick a field pack."""
        self._file_choice.ask_for(tr("Choose a field pack"), PACK_FILTER, self.open_pack)

    @Slot()
    def find_models(self) -> None:
        """Bring the search for models to the front."""
        self.show_models()
        if self.models is not None:
            self.models.search_for()

    def import_file(self, path: Path) -> None:
        """Take the file at `path` in, a model or a field pack."""
        if is_pack(path):
            self.open_pack(path)
        elif self.imports is not None:
            self.imports.start(path)

    def open_pack(self, path: Path) -> None:
        """Take in what the field pack at `path` holds; the models page shows how far that is."""
        if self._desk is not None:
            self.show_models()
            self._desk.open_pack(path)

    def use_model(self, card_id: str, *, anyway: bool = False) -> None:
        """Load a model."""
        if self._desk is not None:
            self._wanted = card_id
            self._desk.use_model(card_id, anyway=anyway)

    @Slot()
    def load_again(self) -> None:
        """Load the model that was wanted last once more."""
        if any(card.id == self._wanted for card in self.stack.cards):
            self.use_model(self._wanted)
        else:
            self.show_models()

    def tell(self, notice: Notice, *actions: Action) -> NoticeBar:
        """Show a sentence above the panes or below the models until a person dismisses it."""
        return self._board.tell(notice, *actions)

    @Slot()
    def place_notices(self) -> None:
        """Keep them above a pane, but below the models: nothing may move there under the pointer when work ends."""
        low = self.models is not None and self.stack.currentWidget() is self.models
        if low:
            self._middle.addWidget(self._board)
        else:
            self._steady.take(self._board)
        self._board.lie(low=low)
        self._steady.settle()

    def save(self) -> None:
        """Save what was painted, and go on: the end of the session can still be called off."""
        for page in self.stack.pages:
            page.save_pane()

    def shut(self, *, desk_goes_on: bool = False) -> None:
        """Save and stop everything, whatever fails on the way; called once, whoever closes the window.

        `desk_goes_on`: another window takes the desk over, and what it does goes on.
        """
        if self._closed:
            return
        self._closed = True
        if self._desk is not None and not desk_goes_on:
            self._desk.hush()
        with ExitStack() as ends:
            if self._desk is not None:
                ends.callback(self._unwatch if desk_goes_on else self._desk.close)
            ends.callback(self._events.close)
            ends.callback(self.footer.close_meters)
            if self.dictation is not None:
                ends.callback(self.dictation.close)
                ends.callback(self._open_ear.close)
                ends.callback(self._deaf)
                ends.callback(self._ringing.close)
            if self.imports is not None:
                ends.callback(self.imports.close)
            for page in reversed(self.stack.pages):
                ends.callback(page.close_pane)

    def leave(self) -> None:
        """Close without a question: it was answered, or the system wishes it."""
        self.ask_nothing()
        self.close()

    def ask_nothing(self) -> None:
        """Let the next wish to close be done at once; what is set to ring from now on is asked about again."""
        self._leaving.note("")

    def changeEvent(self, event: QEvent) -> None:
        """Look at the clock when the window is turned to: the command line may have set a timer meanwhile."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self._desk is not None:
            self._desk.look_at_clock()
            self.long_ends.looked()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Vanish at once, then save and stop; first say what could not ring then, once."""
        if not self._closed and self._leaving.holds():
            event.ignore()
            return
        self.hide()
        self.shut()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Back out on an Esc that nobody else had a use for: first the newest notice goes, then the models page."""
        if self.dictation is not None and self.dictation.press(event):
            return
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif not self._board.dismiss_newest():
            self.stack.go_back()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End what a held key began."""
        if self.dictation is None or not self.dictation.release(event):
            super().keyReleaseEvent(event)

    def _asks_before_closing(self) -> bool:
        return self._desk is not None and bool(self._desk.preferences().values()["ask_before_closing"])

    def _never_ask(self) -> None:
        if self._desk is not None:
            self._desk.preferences().change("ask_before_closing", value=False)

    def _attach_ear(self, desk: Desk) -> None:
        """Bind dictation, and the sign that the microphone is open, to the one microphone."""
        hearing = desk.hearing()
        self.dictation = Dictation(self, hearing, self.tell, self._show_dictation)
        self.top.ear.show_keys(self.dictation.choose(*desk.talking()))
        self._below.addWidget(self.dictation.strip)
        self._open_ear: Bridge[bool] = Bridge(self, lambda now: self.top.ear.show_open(open_now=now))
        self._deaf = hearing.watch(self._open_ear)
        self.top.ear.show()

    def _show_dictation(self, active: bool) -> None:
        """Have the dictation take the status strip's place: nothing may move while somebody speaks."""
        if self.dictation is not None:
            self._below.setCurrentWidget(self.dictation.strip if active else self.footer)

    def _lay_out(self) -> None:
        central = QWidget()
        central.setProperty("role", "page")
        self._steady = SteadyTop(central, self.stack, self.engine, self._board)
        middle = self._middle = column(self._steady, spacing=0)
        middle.addWidget(self.stack, 1)
        body = row(self.stack.rail, spacing=0)
        body.addLayout(middle, 1)
        whole = column(self.top, spacing=0)
        whole.addLayout(body, 1)
        self._below: QStackedWidget = QStackedWidget()
        self._below.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._below.addWidget(self.footer)
        whole.addWidget(self._below)
        central.setLayout(whole)
        self.setCentralWidget(central)

    def _on_desk_event(self, event: DeskEvent) -> None:
        self.long_ends.hear(event)
        match event:
            case EngineState():
                self._on_state(event)
            case Stats() | Answered() | Receipted():
                self.footer.show_event(event)
            case CardsChanged():
                self.stack.show_cards(event)
            case LaptopMeasured():
                self.stack.show_measured()
            case ComeForward(files=files):
                self._on_asked_for(files)
            case Resumed():
                self._on_resumed()
            case WorkChanged():
                self.stack.show_works(event.works)
                self.top.lock.show_works(event.works)
            case WorkEnded():
                self._on_work_ended(event)
            case Handoff():
                self.stack.hand_over(event)
            case _:
                self._on_answer(event)

    def _on_answer(self, event: Removed | DoesNotFit | Suggested | Rang | Awaited | Notice) -> None:
        """Show what became of a wish."""
        if isinstance(event, Rang):
            self._ringing.ring(event)
        elif isinstance(event, Awaited):
            self._leaving.note(event.rings)
        elif isinstance(event, DoesNotFit):
            self._offer_anyway(event)
        elif isinstance(event, Suggested):
            if self._desk is not None:
                suggest(event, self._board, self._desk.governor())
        elif isinstance(event, Notice):
            self.tell(event)
            self.stack.show_again()
        else:
            self._board.drop(event.card_id)
            if self.models is not None:
                self.models.show_removed(event)

    def _on_resumed(self) -> None:
        self.top.show_resumed()
        self.stack.show_resumed()
        self._costs.begin()
        QTimer.singleShot(0, _warm_up)

    def _on_asked_for(self, files: tuple[Path, ...]) -> None:
        """Another start of the program gave its wish over."""
        self.be_seen()
        for file in files:
            self.import_file(file)

    def be_seen(self) -> None:
        """Come in front of all other windows, whatever became of this one."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def _on_state(self, state: EngineState) -> None:
        """Show it everywhere; the model it turned to last is the one that would be loaded again."""
        if state.path != self._path:
            self._path, self._wanted = state.path, Path(state.path).parent.name or self._wanted
        self.top.show_state(state)
        self.footer.show_state(state)
        self.engine.show_state(state)
        self.stack.show_state(state)

    def _on_work_ended(self, ended: WorkEnded) -> None:
        if self.models is not None:
            self.models.show_ended(ended)
        if ended.notice is not None:
            self._board.tell(ended.notice, kind=ended.card_id)

    def _offer_anyway(self, refused: DoesNotFit) -> None:
        """Say why the model was not loaded, and let a person insist."""
        self._wanted = refused.card_id

        def insist() -> None:
            bar.on_dismissed()
            self.use_model(refused.card_id, anyway=True)

        bar = self._board.tell(refused.notice, Action(tr("Load anyway"), insist), kind=refused.card_id)

    def _on_import_started(self, one: Import) -> None:
        self._board.drop(_IMPORT)
        self.stack.show_import(one)

    def _on_import_ended(self, _one: Import, event: Imported | ImportFailed | ImportCancelled) -> None:
        if not isinstance(event, ImportCancelled) and event.notice is not None:
            self._board.tell(event.notice, kind=_IMPORT)


def _warm_up() -> None:
    """Have the first answer wait for nothing."""
    from edgeassist.kit.stream_view import warm_up

    warm_up()
