# SPDX-License-Identifier: Apache-2.0
"""The single checks of the doctor and the diagnosis: each looks at one thing and says what it saw. Prints nothing."""

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from edgeassist.core.build_facts import this_build
from edgeassist.core.errors import EdgeError
from edgeassist.core.paths import FolderUnavailable
from edgeassist.core.units import human_bytes

if TYPE_CHECKING:
    from edgeassist.app.services import Services
    from edgeassist.worker.variants import VariantRow

LOW_DISK_BYTES = 2_000_000_000
LOW_MEMORY_BYTES = 1_000_000_000

State = Literal["ok", "note", "bad"]


@dataclass(frozen=True, slots=True)
class Check:
    """One line: `note` works but deserves a look, `bad` needs mending; `todo` says how."""

    name: str
    state: State
    says: str
    todo: str = ""


def quick_checks(services: "Services") -> list[Check]:
    """Return what can be told in a moment, without starting anything."""
    looks: list[Callable[[], Check]] = [
        program,
        processor,
        memory,
        display,
        lambda: settings(services),
        lambda: folder("Data folder", services.places.data),
        lambda: folder("Cache folder", services.places.cache),
        lambda: folder("Log folder", services.places.logs),
        lambda: conversations(services),
        *([lambda: models_folder(services)] if services.settings.models_folder else []),
        lambda: models(services),
        lambda: starter(services),
        panes,
    ]
    return [look() for look in looks]


def program() -> Check:
    """Name the program, the interpreter and the system."""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return Check("EdgeAssist", "ok", f"{this_build().described()}, Python {platform.python_version()}, {system}")


def processor() -> Check:
    """Count the cores."""
    import psutil

    physical, logical = psutil.cpu_count(logical=False), psutil.cpu_count()
    return Check("Processor", "ok", f"{physical or '?'} cores, {logical or '?'} threads")


def memory() -> Check:
    """Say how much memory a model may take now."""
    import psutil

    from edgeassist.store.free_memory import free_memory

    free = free_memory()
    says = f"{human_bytes(free)} free of {human_bytes(psutil.virtual_memory().total)}"
    if free < LOW_MEMORY_BYTES:
        return Check("Memory", "note", says, "Close other programs before you load a model.")
    return Check("Memory", "ok", says)


def display(environ: Mapping[str, str] | None = None, system: str = sys.platform) -> Check:
    """Say whether a window could open."""
    env = os.environ if environ is None else environ
    if not system.startswith("linux"):
        return Check("Display", "ok", "the system's own")
    found = [f"{name}={env[name]}" for name in ("WAYLAND_DISPLAY", "DISPLAY") if env.get(name)]
    if found:
        return Check("Display", "ok", ", ".join(found))
    return Check("Display", "note", "none; the window cannot open here", "`edgeassist chat` needs none.")


def settings(services: "Services") -> Check:
    """Say which settings were not used."""
    path = services.places.settings
    if services.problems:
        says = " ".join(f"{one.sentence} {one.follows}".rstrip() for one in services.problems)
        return Check("Settings", "note", says, f"Mend it in {path} while no window is open.")
    return Check("Settings", "ok", str(path) if path.exists() else "defaults; no settings file yet")


def folder(name: str, path: Path) -> Check:
    """Say whether `path` can be written and has room."""
    try:
        with tempfile.TemporaryFile(dir=path):
            free = shutil.disk_usage(path).free
    except OSError as error:
        return Check(name, "bad", f"{path} cannot be written: {error.strerror}", FolderUnavailable.hint)
    says = f"{path} ({human_bytes(free)} free)"
    if free < LOW_DISK_BYTES:
        return Check(name, "note", says, "Free some space before you import a model.")
    return Check(name, "ok", says)


def conversations(services: "Services") -> Check:
    """Open the conversations."""
    try:
        problem = services.chats.problem
    except EdgeError as error:
        return Check("Conversations", "bad", str(error), error.hint)
    if problem:
        return Check("Conversations", "note", problem)
    return Check("Conversations", "ok", str(services.places.history))


def models_folder(services: "Services") -> Check:
    """Say whether the folder that was chosen for the models is there; one that can only be read is worth a note."""
    if (away := services.store_away) is not None:
        return Check("Models folder", "note", str(away), away.hint)
    looked_at = folder("Models folder", services.models_folder)
    return looked_at if looked_at.state == "ok" else replace(looked_at, state="note")


def models(services: "Services") -> Check:
    """Count the models and name the broken ones."""
    if services.store_away is not None:
        return Check("Models", "note", "away with their folder")
    cards = services.library.cards()
    broken = [f"{card.id}: {card.failure}" for card in cards if card.state == "failed"]
    if broken:
        todo = "`edgeassist models remove ID` takes one out; import its file again."
        return Check("Models", "note", f"{len(cards)} here; {'; '.join(broken)}", todo)
    if not cards:
        return Check("Models", "note", "none yet", "`edgeassist models import PATH` brings in a GGUF file.")
    return Check("Models", "ok", f"{len(cards)} here: {', '.join(card.id for card in cards)}")


def starter(services: "Services") -> Check:
    """Read the starter model against its SHA-256."""
    if services.starter is None:
        return Check("Starter model", "note", "this program comes without one")
    try:
        services.starter.verify()
    except EdgeError as error:
        return Check("Starter model", "note", str(error), error.hint)
    return Check("Starter model", "ok", f"whole, {human_bytes(services.starter.card.size_bytes)}")


def panes() -> Check:
    """Look at the plug-in door."""
    from edgeassist.api.discovery import discover

    found = discover()
    faulty = [f"{pane.id}: {pane.fault}" for pane in found if pane.spec is None]
    if faulty or not found:
        return Check("Panes", "note", "; ".join(faulty) or "none found", "`edgeassist panes` shows them all.")
    return Check("Panes", "ok", ", ".join(pane.id for pane in found))


def processor_checks(services: "Services") -> tuple[tuple["VariantRow", ...], Check]:
    """Try every processor code anew; return the table, and the verdict."""
    from edgeassist.app.children import child_command
    from edgeassist.worker.variants import table

    try:
        rows = table(services.places.cache, child_command("selftest"))
    except (EdgeError, OSError) as error:
        return (), Check("Processor code", "bad", str(error), "Install EdgeAssist again.")
    chosen = next((row for row in rows if row.chosen), None)
    if chosen is None:
        todo = "Install EdgeAssist again; if that does not help, report this table."
        return rows, Check("Processor code", "bad", "none works here", todo)
    dead = [row.name for row in rows if row.score and not row.works]
    extra = f"; {', '.join(dead)} advertised but not usable here, so not used" if dead else ""
    return rows, Check("Processor code", "ok", f"{chosen.name}{extra}")


def engine_check(services: "Services") -> Check:
    """Start the engine once and name the locks it put on itself."""
    from edgeassist.runtime.blocking import finish
    from edgeassist.wire import Unload

    try:
        finish(services.engine, Unload())
    except EdgeError as error:
        return Check("Engine", "bad", str(error), error.hint)
    state = services.engine.state
    if not state.sandbox:
        todo = "The system offers none of the locks; models still run, only less shut in."
        return Check("Engine", "note", f"runs with {state.variant}, without a lock", todo)
    return Check("Engine", "ok", f"runs with {state.variant}, locked by {', '.join(state.sandbox)}")
