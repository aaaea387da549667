# SPDX-License-Identifier: Apache-2.0
"""All that the palette can run, as it stands now: places, what the panes offer, deeds, models, settings."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from edgeassist.core.language import later, tr, with_colon
from edgeassist.core.settings import options
from edgeassist.kit.form import word_of
from edgeassist.kit.shortcuts import keys_of, place_keys, shortcut
from edgeassist.ui.costs_place import GROUP as COSTS
from edgeassist.ui.ranking import Entry
from edgeassist.ui.section_words import language_words, option_words, section_words

if TYPE_CHECKING:
    from edgeassist.ui.main_window import MainWindow
    from edgeassist.ui.quick_changes import QuickChanges

_NOT_LISTED = ("palette", "next-region", "previous-region", "settings")
_FURTHER = {
    "theme": later("colours night day appearance"),
    "larger": later("zoom in bigger font size scale"),
    "smaller": later("zoom out font size scale"),
    "usual-size": later("zoom reset font size 100 %"),
    "keys": later("shortcuts keyboard hotkeys"),
    "quit": later("exit leave end"),
    "guide": later("documentation manual"),
    "import-model": later("gguf open file"),
    "find-models": later("bigger better models download get fit Hugging Face"),
    "home": later("start page beginning first tasks"),
    "offline": later("network internet connection flight mode"),
    "live": later("meters speed memory battery energy watts telemetry"),
}
_TITLES = ("theme", "contrast", "motion", "language", "profile")
"""Settings whose few values stand in the palette themselves."""


def entries(window: "MainWindow", changes: "QuickChanges", deeds: Mapping[str, Callable[[], object]]) -> list[Entry]:
    """Return them in the order in which they stand before anything is typed."""
    return [
        *_places(window),
        *_deeds(deeds),
        *_sections(window),
        *_offered(window),
        *_models(window),
        *_choices(changes),
        *_settings(window),
    ]


def _places(window: "MainWindow") -> Iterator[Entry]:
    go = tr("Go to")
    for at, page in enumerate(window.pages, 1):
        yield Entry(tr(page.spec.title), partial(window.stack.show_pane, page), go, place_keys(at), tr("pane page"))
    yield Entry(tr("Models"), window.show_models, go, place_keys(len(window.pages) + 1), tr("page"))
    yield Entry(
        tr("Settings"),
        window.stack.show_settings,
        go,
        keys_of("settings"),
        tr("page preferences options configuration"),
    )


def _sections(window: "MainWindow") -> Iterator[Entry]:
    """Return the parts of the settings; what answers cost has a deed of its own."""
    for key, title in window.stack.settings.sections().items():
        if key != COSTS:
            show = partial(window.stack.show_settings, key)
            yield Entry(tr(title), show, tr("Settings"), further=section_words(key))


def _deeds(deeds: Mapping[str, Callable[[], object]]) -> Iterator[Entry]:
    for name, deed in deeds.items():
        if name not in _NOT_LISTED:
            one = shortcut(name)
            yield Entry(tr(one.title), partial(_run, deed), "", one.keys, tr(_FURTHER.get(name, "")))


def _offered(window: "MainWindow") -> Iterator[Entry]:
    """Return what the panes offer: those in front first, each in its own order."""
    front = window.stack.currentWidget()
    for page in sorted(window.pages, key=lambda page: page is not front):
        for title, act in page.offered():
            if title != tr("New chat"):
                yield Entry(title, partial(_bring, window, page, act), tr(page.spec.title))


def _models(window: "MainWindow") -> Iterator[Entry]:
    for card in window.stack.cards:
        if card.usable:
            use = tr("Use {name}", name=card.name)
            yield Entry(use, partial(window.use_model, card.id), tr("Model"), further=card.line)


def _choices(changes: "QuickChanges") -> Iterator[Entry]:
    known = options()
    for name in _TITLES:
        option = known[name]
        for value in option.one_of:
            change = partial(changes.change, name, value)
            title = with_colon(tr(option.title), word_of(option, value))
            called = language_words(str(value)) if name == "language" else ""
            yield Entry(title, change, tr("Setting"), further=f"{tr(option.told)} {called}")


def _settings(window: "MainWindow") -> Iterator[Entry]:
    for name, option in options().items():
        if not option.hidden:
            show = partial(window.stack.settings.show_setting, name)
            yield Entry(
                f"{tr(option.title)}…", show, tr("Setting"), further=f"{tr(option.told)} {name} {option_words(name)}"
            )


def _bring(window: "MainWindow", page: object, act: Callable[[], object]) -> None:
    for one in window.pages:
        if one is page:
            window.stack.show_pane(one)
    act()


def _run(deed: Callable[[], object]) -> None:
    deed()
