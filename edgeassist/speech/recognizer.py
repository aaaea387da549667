# SPDX-License-Identifier: Apache-2.0
"""What every recognizer offers, whatever library hears. Lives in the voice child; knows neither source nor parent."""

from typing import Protocol

from edgeassist.speech.heard import Grammar, Heard


class Recognizer(Protocol):
    """Turns the sound of one utterance after the other into text. Not for two threads at once."""

    @property
    def name(self) -> str:
        """What it is called: `embedded`, or `vosk` with the name of its model."""

    @property
    def language(self) -> str:
        """The ISO 639-1 code of the language that it hears."""

    def use_grammar(self, grammar: Grammar | None) -> None:
        """Hear nothing but sentences of `grammar` from the next utterance on; None is free dictation."""

    def begin(self, *, stranger: bool = False) -> None:
        """Begin an utterance; what a `stranger` says (in a file) is no sign of how the next one sounds."""

    def feed(self, samples: bytes) -> str:
        """Take 16 kHz, 16-bit, mono samples and return the partial text so far."""

    def finish(self) -> Heard:
        """End the utterance and return what was heard, judged by the two keys where there is a grammar."""

    def close(self) -> None:
        """Give back what the library holds."""
