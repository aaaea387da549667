# SPDX-License-Identifier: Apache-2.0
"""What is known of one setting: its type, default and bounds, its words for a person, and when it takes effect."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from edgeassist.core.language import later, tr

Value = bool | int | str
Effect = Literal["now", "load", "start"]
"""When a new value is used: at once, when a model is loaded next, or when the program is started next."""

LONGEST_TEXT = 1000
ON, OFF = later("On"), later("Off")
_OF_TYPE = {
    bool: later("must be true or false"),
    int: later("must be a whole number"),
    str: later("must be a text in quotes"),
}
_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


@dataclass(frozen=True, slots=True)
class Option:
    """One setting. `low` and `high` bound a number where `high` is not 0; `one_of` are the words allowed.

    `titles` are what a person reads for the words of `one_of`; `zero` what 0 means. `chosen_here`: what may be chosen
    is known only at run time. `hidden`: no row on the settings page. `help_here`: what the page says instead of `help`,
    where that names values as the file has them.
    """

    default: Value
    title: str
    help: str
    group: str
    low: int = 0
    high: int = 0
    one_of: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    unit: str = ""
    zero: str = ""
    pattern: str = ""
    pattern_words: str = ""
    takes_effect: Effect = "now"
    chosen_here: bool = False
    hidden: bool = False
    help_here: str = ""
    name: str = ""

    @property
    def told(self) -> str:
        """What the window says of it."""
        return self.help_here or self.help

    @property
    def restart_needed(self) -> bool:
        """Whether a new value waits for the next start of the program."""
        return self.takes_effect == "start"

    @property
    def bounds(self) -> str:
        """What the value may be, in a few words; empty for any text."""
        if isinstance(self.default, bool):
            return "true, false"
        if self.high:
            return f"{self.low} to {self.high}"
        return ", ".join(self.one_of)

    def fault(self, value: object) -> str:
        """Return why `value` cannot be this setting's, as what follows its name; empty when it can."""
        if type(value) is not type(self.default):
            return tr(_OF_TYPE[type(self.default)])
        if isinstance(value, str):
            return self._text_fault(value)
        if self.high and isinstance(value, int) and not self.low <= value <= self.high:
            return tr("must be between {low} and {high}", low=self.low, high=self.high)
        return ""

    def _text_fault(self, text: str) -> str:
        if self.one_of and text not in self.one_of:
            return tr("must be one of {words}", words=", ".join(self.one_of))
        if len(text) > LONGEST_TEXT:
            return tr("must not be longer than {count} letters", count=LONGEST_TEXT)
        if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
            return tr("must be one line without control characters")
        if self.pattern and not re.fullmatch(self.pattern, text):
            return tr("must be {what}", what=tr(self.pattern_words))
        return ""

    def read(self, text: str) -> Value | None:
        """Return what a person means by `text`; None when it is no value of this type."""
        if isinstance(self.default, bool):
            lowered = text.strip().lower()
            return True if lowered in _YES else False if lowered in _NO else None
        if isinstance(self.default, int):
            digits = text.strip().replace(" ", "").replace(",", "").replace("\u202f", "")
            return int(digits) if re.fullmatch(r"-?[0-9]{1,12}", digits) else None
        return text

    def shown(self, value: Value) -> str:
        """Return `value` as the settings file has it."""
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value)

    def word(self, value: Value) -> str:
        """Return `value` as a person reads it."""
        if value in self.one_of and self.titles:
            return self.titles[self.one_of.index(str(value))]
        if value == 0 and self.zero and not isinstance(value, bool):
            return self.zero
        if isinstance(value, bool):
            return ON if value else OFF
        return f"{value} {self.unit}".strip()


def declared(default: Value, title: str, help: str, group: str, **facts: Any) -> Any:
    """Return a dataclass field that carries an `Option`."""
    return field(default=default, metadata={"option": Option(default, title, help, group, **facts)})


def named(name: str, metadata: Mapping[str, Any]) -> Option:
    """Return the option that a field's metadata carry, with its name."""
    found: Option = metadata["option"]
    return replace(found, name=name)
