# SPDX-License-Identifier: Apache-2.0
"""Has a model write sentences about a text that fits its context. Never sends a text that does not fit.

Tokens are estimated from characters, as the engine counted them in a sample, so that the same text is always parted
alike. Each request is counted before it is sent, and the engine has the last word: `DoesNotFit` tells that a text must
be parted.
"""

import re
from dataclasses import dataclass

from edgeassist.api import PaneContext
from edgeassist.api.asking import AskFailed, ask, count
from edgeassist.core.errors import BadInput, EngineTrouble
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop
from edgeassist.documents.sentences import sentences
from edgeassist.panes.summarize.prompts import told, turns
from edgeassist.wire import Count, Generate, Sampling

CONTEXT_UNKNOWN_TOKENS = 1024
MOST_READ_TOKENS = 1800
"""As much text at once as is asked for, however long the context: longer ones are read less well, and late."""
MOST_ANSWER_TOKENS = 512
_SAMPLING = Sampling(temperature=0)
_LATIN, _OTHER = 0.3, 1.0
_ENDED = re.compile(r"[.!?…。！？।؟]['\"”’»)\]]*$")


class DoesNotFit(BadInput):
    """A text that is too long for one request; it was not sent."""

    code, hint = "text-too-long", later("It is read in parts.")

    def __init__(self) -> None:
        super().__init__(tr("The text does not fit into the model's context at once."))


class SaidNothing(EngineTrouble):
    """The model's answer holds no sentence, or none that came to its end."""

    code, hint = "nothing-said", later("Try again, or have sentences picked from the text instead.")

    def __init__(self) -> None:
        super().__init__(tr("The model said nothing about the text."))


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence that a model wrote; `role` is `decision`, `action` or empty."""

    text: str
    role: str = ""


class Writer:
    """Asks the model of `context`. `language` is what it shall write in; `sample` is like what it shall read."""

    def __init__(self, context: PaneContext, stop: Stop, language: str, sample: str) -> None:
        self._context, self.stop, self._language = context, stop, language
        model = context.model
        self.context_tokens = (model.context_tokens if model else 0) or CONTEXT_UNKNOWN_TOKENS
        self.answer_tokens = min(MOST_ANSWER_TOKENS, self.context_tokens // 4)
        self._factor = 1.05 * self._counted("", sample) / max(1.0, _estimated(sample))

    def room(self, instruction: str) -> int:
        """Return how many tokens of text fit beside `instruction` and an answer."""
        taken = self._counted(instruction, "")
        return max(32, min(self.context_tokens - self.answer_tokens - taken - 16, MOST_READ_TOKENS))

    def measure(self, text: str) -> int:
        """Return about how many tokens `text` is, rather too many than too few."""
        return int(_estimated(text) * self._factor) + 1

    def write(self, instruction: str, text: str) -> list[Line]:
        """Return what the model says to `text`; raise `DoesNotFit`, `AskFailed`, or `Stopped`."""
        tokens = self._counted(instruction, text)
        if tokens + self.answer_tokens > self.context_tokens:
            raise DoesNotFit
        request = Generate(turns=turns(instruction, text), sampling=_SAMPLING, max_tokens=self.answer_tokens)
        try:
            reply = ask(self._context, request, self.stop)
        except AskFailed as error:
            if error.code == "context-too-small":
                raise DoesNotFit from error
            raise
        return self._lines(reply.text, is_cut=reply.reason != "stop")

    def _counted(self, instruction: str, text: str) -> int:
        return count(self._context, Count(turns=turns(instruction, text)), self.stop)

    def _lines(self, answer: str, *, is_cut: bool) -> list[Line]:
        found: list[Line] = []
        for role, line in told(answer):
            parts = [line[start:end] for start, end in sentences(line, self._language)]
            found.extend(Line(part, role) for part in parts if any(map(str.isalnum, part)))
        if is_cut and found and not _ENDED.search(found[-1].text):
            found.pop()
        return list(dict.fromkeys(found))


def _estimated(text: str) -> float:
    latin = len(text.encode("ascii", "ignore"))
    return latin * _LATIN + (len(text) - latin) * _OTHER
