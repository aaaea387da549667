# SPDX-License-Identifier: Apache-2.0
"""Every setting, declared once. The page, the command line, the docs and the checks all follow from this."""

from dataclasses import dataclass, fields
from functools import cache

from edgeassist.core.language import later
from edgeassist.core.settings.option import Option, Value, declared, named

GROUPS = {
    "look": later("Look and language"),
    "window": later("Window and keys"),
    "engine": later("Engine"),
    "costs": later("What answers cost"),
    "voice": later("Voice"),
    "models": later("Models and downloads"),
    "network": later("Network"),
}
"""The groups by key, in the order of the page."""

_PROXY = r"(none|(https?://)?[^\s/]+(:\d+)?/?)?"
_ADDRESS = r"(https?://\S+)?"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting; the fields' metadata carry the `Option`s."""

    model: str = declared(
        "",
        later("Model"),
        later("Model loaded at start: its id; `starter` is the one that comes with EdgeAssist."),
        "engine",
        takes_effect="load",
        hidden=True,
    )
    context_tokens: int = declared(
        4096,
        later("Context length"),
        later("How much a model can hold at once. More takes more memory."),
        "engine",
        low=256,
        high=1_048_576,
        unit=later("tokens"),
        takes_effect="load",
    )
    threads: int = declared(
        0,
        later("Threads"),
        later("Threads the engine computes with; 0 uses one per physical core."),
        "engine",
        high=256,
        zero=later("one per core"),
        takes_effect="load",
    )
    models_folder: str = declared(
        "",
        later("Folder of the models"),
        later(
            "Folder of the models; empty keeps them with the other data. This moves no file: "
            "`edgeassist models move` and the models page do."
        ),
        "models",
        takes_effect="start",
        hidden=True,
    )
    offline: bool = declared(
        False,
        later("Offline"),
        later("Offline switch: no connection is opened at all, whoever asks for one."),
        "network",
    )
    proxy: str = declared(
        "",
        later("Proxy"),
        later("Proxy for downloads (http://host:port); empty takes the system's, `none` takes none."),
        "network",
        pattern=_PROXY,
        pattern_words=later("an address like http://host:port, `none` or empty"),
    )
    mirror: str = declared(
        "",
        later("Mirror"),
        later("Address that model files are fetched from instead (https://host); it supplies bytes only."),
        "models",
        pattern=_ADDRESS,
        pattern_words=later("an address like https://host, or empty"),
    )
    download_limit: int = declared(
        0,
        later("Download limit"),
        later("Most kilobytes a download takes per second; 0 for no limit."),
        "models",
        high=10_000_000,
        unit=later("kB/s"),
        zero=later("no limit"),
    )
    theme: str = declared(
        "system",
        later("Colours"),
        later("Light or dark, or as the system has it."),
        "look",
        one_of=("system", "light", "dark"),
        titles=(later("As the system"), later("Light"), later("Dark")),
    )
    send_with: str = declared(
        "enter",
        later("Send with"),
        later("Key that sends a question; with Ctrl+Enter, Enter breaks the line."),
        "window",
        one_of=("enter", "ctrl-enter"),
        titles=(later("Enter"), later("Ctrl+Enter")),
    )
    voice_language: str = declared(
        "",
        later("Language of commands"),
        later("Language of commands: its code, as `edgeassist voices list` names them; empty is the window's own."),
        "voice",
        chosen_here=True,
        help_here=later("The language in which you say and type commands."),
    )
    microphone: str = declared(
        "",
        later("Microphone"),
        later("Microphone by its name; empty takes the system's choice."),
        "voice",
        chosen_here=True,
        help_here=later("The microphone that hears you."),
    )
    talk_key: str = declared(
        "f9",
        later("Key for dictation"),
        later("Key held down to dictate into the text under the cursor."),
        "voice",
        one_of=("f9", "f8", "f12", "none"),
        titles=("F9", "F8", "F12", later("None")),
    )
    profile: str = declared(
        "balanced",
        later("Profile"),
        later("How the engine trades speed against power and noise."),
        "engine",
        one_of=("quiet", "balanced", "fast", "battery", "auto"),
        titles=(later("Quiet"), later("Balanced"), later("Fast"), later("Battery saver"), later("Auto")),
    )
    kv_type: str = declared(
        "f16",
        later("Context in memory"),
        later("How the context is held in memory; q8_0 takes half."),
        "engine",
        one_of=("f16", "q8_0"),
        titles=(later("Full (f16)"), later("Half the memory (q8_0)")),
        takes_effect="load",
    )
    language: str = declared(
        "system",
        later("Language"),
        later("Language of the window."),
        "look",
        one_of=("system", "en", "es", "de", "fr", "ar"),
        titles=(later("As the system"), "English", "Español", "Deutsch", "Français", "العربية"),
    )
    text_percent: int = declared(
        100,
        later("Size"),
        later("Size of everything in the window. Text follows at once, the space around it at the next start."),
        "look",
        low=80,
        high=200,
        unit="%",
    )
    contrast: str = declared(
        "system",
        later("Contrast"),
        later("Contrast of the colours."),
        "look",
        one_of=("system", "normal", "high"),
        titles=(later("As the system"), later("Normal"), later("High")),
    )
    motion: str = declared(
        "system",
        later("Motion"),
        later("Whether things may move."),
        "look",
        one_of=("system", "full", "reduced"),
        titles=(later("As the system"), later("Full"), later("Reduced")),
    )
    notify: bool = declared(
        True,
        later("Tell when long work ends"),
        later("Let the system tell when long work ends while the window is not in front."),
        "window",
    )
    ask_before_closing: bool = declared(
        True,
        later("Ask before closing while a timer runs"),
        later("Timers, alarms and reminders ring only while EdgeAssist is open. Closing the window says so first."),
        "window",
    )
    keep_receipts: bool = declared(
        True,
        later("Keep receipts"),
        later("Keep what each answer cost (figures only, no text) on this computer."),
        "costs",
    )
    alert_first_word_s: int = declared(
        0,
        later("Tell when a first word is slow"),
        later("Tell when a first word takes longer than this; 0 never."),
        "costs",
        high=600,
        unit="s",
        zero=later("never"),
    )
    alert_memory_percent: int = declared(
        95,
        later("Tell when memory is short"),
        later("Tell when this much of the memory is taken; 0 never."),
        "costs",
        high=100,
        unit="%",
        zero=later("never"),
    )
    alert_watts: int = declared(
        0,
        later("Tell when much power is drawn"),
        later("Tell when the laptop draws more watts than this for a minute; 0 never."),
        "costs",
        high=500,
        unit="W",
        zero=later("never"),
    )
    alert_failed_percent: int = declared(
        20,
        later("Tell when answers fail"),
        later("Tell when this many of the last 20 answers failed; 0 never."),
        "costs",
        high=100,
        unit="%",
        zero=later("never"),
    )
    welcomed: bool = declared(
        False,
        later("Welcomed"),
        later("The first page about language, text size, contrast and microphone was seen."),
        "window",
        hidden=True,
    )


@cache
def options() -> dict[str, Option]:
    """Return every setting's option by its name, in the order of declaration."""
    return {one.name: named(one.name, one.metadata) for one in fields(Settings)}


OWN = ("model", "models_folder", "microphone", "offline", "welcomed")
"""What means something on this computer only; the offline switch is turned by a person, by no file."""
KEPT_APART = ("offline",)
"""What "all settings" leaves alone beside the hidden ones: nobody shall be online because of a look or a size."""
STAYS = ("offline", "models_folder")
"""What a copy that is put back leaves as it is today: models are not copied, and nobody is online because of a copy."""


def resettable() -> tuple[str, ...]:
    """Return the names of what "reset all" gives its default back."""
    return tuple(name for name, one in options().items() if not one.hidden and name not in KEPT_APART)


def values(settings: Settings) -> dict[str, Value]:
    """Return every setting by its name, in the order of declaration."""
    return {name: getattr(settings, name) for name in options()}
