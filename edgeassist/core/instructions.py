# SPDX-License-Identifier: Apache-2.0
"""What the system message says for each task, in words that any model understands. Knows no model and no template.

The starter model's chat template knows these sentences by their beginnings and languages: change them together.
"""

import unicodedata

from edgeassist.core.errors import BadUsage
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided

LANGUAGES = {
    "ar": later("Arabic"),
    "cs": later("Czech"),
    "da": later("Danish"),
    "de": later("German"),
    "el": later("Greek"),
    "en": later("English"),
    "es": later("Spanish"),
    "fi": later("Finnish"),
    "fr": later("French"),
    "hi": later("Hindi"),
    "hu": later("Hungarian"),
    "it": later("Italian"),
    "ja": later("Japanese"),
    "ko": later("Korean"),
    "nb": later("Norwegian"),
    "nl": later("Dutch"),
    "pl": later("Polish"),
    "pt": later("Portuguese"),
    "ro": later("Romanian"),
    "ru": later("Russian"),
    "sv": later("Swedish"),
    "tr": later("Turkish"),
    "uk": later("Ukrainian"),
    "vi": later("Vietnamese"),
    "zh": later("Chinese"),
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
        known = ", ".join(f"{code} ({tr(name)})" for code, name in LANGUAGES.items())
        super().__init__(
            tr("There is no language {wanted} here.", wanted=elided(wanted, 20) or "-"),
            hint=tr("Languages are {known}.", known=known),
        )


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
