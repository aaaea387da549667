# SPDX-License-Identifier: Apache-2.0
"""What the system message says for each task, in words that any model understands. Knows no model and no template.

The starter model's chat template knows these sentences by their beginnings and languages: change them together.
"""

import unicodedata

from edgeassist.core.errors import BadUsage
from edgeassist.core.units import elided

LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hi": "Hindi",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nb": "Norwegian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
"""The names of languages by ISO 639-1 code."""

INTENT_SCHEMA = (
    '{"type": "object", "properties": {"intent": {"type": "string"},'
    ' "slots": {"type": "object", "additionalProperties": {"type": "string"}}},'
    ' "required": ["intent", "slots"], "additionalProperties": false}'
)
"""The JSON schema of what `parse_command` asks for."""


class UnknownLanguage(BadUsage):
    """A language that nobody here knows the name of."""

    code = "unknown-language"

    def __init__(self, wanted: str) -> None:
        known = ", ".join(f"{code} ({name})" for code, name in LANGUAGES.items())
        super().__init__(f"There is no language {elided(wanted, 20) or '-'} here.", hint=f"Languages are {known}.")


def language_code(wanted: str) -> str:
    """Return the code of a language given by its code or its English name; raise `UnknownLanguage`."""
    plain = wanted.strip().casefold()
    codes = {name.casefold(): code for code, name in LANGUAGES.items()} | {code: code for code in LANGUAGES}
    if plain not in codes:
        raise UnknownLanguage(wanted)
    return codes[plain]


def latin(text: str) -> bool:
    """Tell whether at least half of the letters of `text` are Latin ones; a text without letters passes."""
    letters = [one for one in text if one.isalpha()]
    known = sum(unicodedata.name(one, "").startswith(("LATIN", "FEMININE", "MASCULINE")) for one in letters)
    return 2 * known >= len(letters)


def translate(target: str, source: str | None = None) -> str:
    """Return the instruction to translate into `target`, from `source` where that is known; both are codes."""
    origin = f" from {LANGUAGES[source]}" if source else ""
    return f"Translate the user's text{origin} to {LANGUAGES[target]}. Reply with the translation only."


def summarize() -> str:
    """Return the instruction to sum a text up."""
    return "Summarize the user's text in one or two sentences. Reply with the summary only."


def parse_command() -> str:
    """Return the instruction to turn a command into JSON; the answer follows `INTENT_SCHEMA`."""
    return 'Turn the user\'s command into JSON with "intent" and "slots". Reply with the JSON only.'
