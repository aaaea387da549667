# SPDX-License-Identifier: Apache-2.0
"""What a voice child is started for: a language, a voice model, a folder for kept sound. Starts none."""

from collections.abc import Sequence
from dataclasses import dataclass

from edgeassist.speech.lines import Prepare


@dataclass(frozen=True, slots=True)
class Manner:
    """Another wish needs another child, for its locks are for this one. Empty: the built-in model; no kept sound."""

    language: str = "en"
    model: str = ""
    keep_in: str = ""

    def arguments(self, command: Sequence[str]) -> tuple[str, ...]:
        """Return the argv of a child that `command` starts."""
        return (*command, self.model, self.keep_in)

    def preparing(self) -> Prepare:
        """Return the first order of such a child."""
        return Prepare(self.language, self.model)
