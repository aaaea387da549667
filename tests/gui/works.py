# SPDX-License-Identifier: Apache-2.0
"""Long work, offers and choices as tests of the models page want them, and hands to press what lies in menus."""

from dataclasses import replace

from PySide6.QtWidgets import QFileDialog, QWidget

from edgeassist.api import Notice
from edgeassist.kit.more_button import MoreButton
from edgeassist.ui.main_window import MainWindow
from edgeassist.ui.models_page import ModelsPage
from edgeassist.ui.views import Offer, Offers, ProofView, QuantizeChoice, QuantizeChoices, WorkState, WorkView
from tests.gui.conftest import settle

FULL = Notice("The stick is full.", "Free 18 MB on it.", tone="danger")
PLOT = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40" fill="{}"/></svg>'
PROOF = ProofView("It keeps 97 % and is 2.4 times smaller.", "97 %", (("Size", "948 MB", "398 MB"),), PLOT)
GOOD = Offer("q15", "Qwen2.5 1.5B", "Q4_K_M · 1.1 GB", "Good fit", "ok", "1.4 GB of 7.6 GB free", kind="good")
SLOW = replace(GOOD, ref="g4", name="Gemma 3 4B", verdict="Better but slower", tone="warn", gated=True, kind="slower")
LARGE = replace(GOOD, ref="phi", name="Phi-3.5 mini", verdict="Will not fit", tone="danger", kind="too-big")
HERE = replace(GOOD, ref="smol", name="SmolLM2 360M", here=True)
ODD = replace(GOOD, ref="odd", name="Odd", verdict="Size unknown", tone="warn", kind="other")
OFFERS = Offers("Good fit: Qwen2.5 1.5B.", (GOOD, SLOW, LARGE, HERE, ODD))
CHOICES = QuantizeChoices(
    (
        QuantizeChoice("smallest", "Smallest", "forgets the most", 480_000_000, True),
        QuantizeChoice("balanced", "Balanced", "what most people want", 770_000_000, True),
        QuantizeChoice("careful", "Careful", "hardly tells", 1_100_000_000, False),
    ),
    "balanced",
    16,
    most_pruned=4,
)


def fetching(
    work_id: str = "w1",
    *,
    state: WorkState = "running",
    fraction: float | None = 0.5,
    line: str = "fetching 550 MB of 1.1 GB",
    name: str = "Qwen2.5 1.5B",
    can_pause: bool = True,
    problem: Notice | None = None,
    ref: str = "",
) -> WorkView:
    """Return a fetch that is half done."""
    return WorkView(work_id, "fetch", name, line, state, fraction, problem, can_pause, ref=ref)


def models(window: MainWindow) -> ModelsPage:
    """Bring the models page to the front."""
    window.show_models()
    settle()
    assert window.models is not None
    return window.models


def pick(more: MoreButton, text: str) -> None:
    """Open the menu and take the line that says `text`."""
    menu = more.open()
    action = next(action for action in menu.actions() if action.text() == text)
    action.trigger()
    menu.close()
    settle()


def lines(more: MoreButton) -> list[str]:
    """Return what the menu offers and allows."""
    menu = more.open()
    found = [action.text() for action in menu.actions() if action.isEnabled()]
    menu.close()
    return found


def answer_dialog(window: QWidget, name: str) -> str:
    """Choose `name` in the file dialog that is open; return its title."""
    dialog = next(made for made in window.findChildren(QFileDialog) if made.isVisible())
    dialog.fileSelected.emit(name)
    title = dialog.windowTitle()
    dialog.reject()
    settle()
    return title
