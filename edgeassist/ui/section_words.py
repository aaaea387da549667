# SPDX-License-Identifier: Apache-2.0
"""Other words by which a person looks for a part of the settings, or for one setting. Knows no widget."""

from edgeassist.core.language import LANGUAGES, later, tr

_WORDS = {
    "look": later("appearance theme colours text size language contrast screen display"),
    "window": later("keys shortcuts start notifications"),
    "engine": later("processor threads memory speed context"),
    "costs": later("meters speed memory battery energy watts telemetry"),
    "voice": later("microphone speech dictation listening talk"),
    "models": later("folder disk download storage"),
    "network": later("offline internet connection lock proxy journal privacy"),
    "secrets": later("Hugging Face account token password"),
    "about": later("version update upgrade previous backup copy restore news licence info help"),
}
_LANGUAGES = {
    "en": later("English"),
    "es": later("Spanish"),
    "de": later("German"),
    "fr": later("French"),
    "ar": later("Arabic"),
}
_OPTION_WORDS = {"text_percent": later("font zoom letters text bigger larger smaller")}


def section_words(key: str) -> str:
    """Return further words for the part `key`, in the language of the window; empty where there are none."""
    words = _WORDS.get(key, "")
    return tr(words) if words else ""


def option_words(name: str) -> str:
    """Return further words for the setting `name`, in the language of the window; empty where there are none."""
    if name == "language":
        return " ".join(map(language_words, _LANGUAGES))
    words = _OPTION_WORDS.get(name, "")
    return tr(words) if words else ""


def language_words(code: str) -> str:
    """Return what a language of the window is called in itself, in English and in the language of the window."""
    name = _LANGUAGES.get(code, "")
    return f"{LANGUAGES[code]} {name} {tr(name)}" if name else ""
