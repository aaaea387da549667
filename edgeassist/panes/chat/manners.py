# SPDX-License-Identifier: Apache-2.0
"""How a chat is answered, in plain words: personas, and what the numbers of drawing words mean. Pure; no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from edgeassist.core.language import later, tr, trn
from edgeassist.history.manner import Manner, Parameter
from edgeassist.wire import Sampling

TEMPERATURE, TOP_P, MOST_TOKENS = "temperature", "top_p", "max_tokens"
_OURS = (TEMPERATURE, TOP_P, MOST_TOKENS)
USUAL: Mapping[str, float] = MappingProxyType({TEMPERATURE: Sampling().temperature, TOP_P: Sampling().top_p})
MOST: Mapping[str, float] = MappingProxyType({TEMPERATURE: 1.5, TOP_P: 1.0})
LENGTHS = (
    ("", later("As usual")),
    ("160", later("Short")),
    ("480", later("Medium")),
    ("1024", later("Long")),
    ("2048", later("Very long")),
)
_WORDS_PER_TOKEN = 0.7


@dataclass(frozen=True, slots=True)
class Persona:
    """A way of answering: the system text, and what it is good for."""

    name: str
    text: str
    about: str


PERSONAS = (
    Persona(later("Nobody special"), "", later("The model answers as it was made.")),
    Persona(
        later("Plain words"),
        "Answer so that somebody without training in the subject understands it. Use short sentences and everyday"
        " words. Explain every technical term that you cannot avoid. Say openly when you are not sure.",
        later("For reports, rules and letters that must be understood at once."),
    ),
    Persona(
        later("Brief"),
        "Answer in at most three sentences. Give the answer first, then what it depends on. No greeting, no summary.",
        later("For a quick answer between two tasks."),
    ),
    Persona(
        later("Translator's eye"),
        "You look at texts as an experienced translator does. Point out what is ambiguous, which words are false"
        " friends, what is polite or rude in each language, and keep numbers, names and units as they are.",
        later("For texts that go to people of another language."),
    ),
    Persona(
        later("Checklist writer"),
        "Answer with a numbered checklist. Each line is one action that one person can do and tick off, in the order"
        " it is done. Put dangers before the step that they belong to. End with how to tell that all is done.",
        later("For procedures, handovers and repairs."),
    ),
    Persona(
        later("Patient teacher"),
        "Teach step by step. Ask one question at a time, wait for the answer, praise what is right in it, and correct"
        " what is wrong with a small example. Do not give the whole solution at once.",
        later("For learning something new."),
    ),
)
OWN = later("Own words")


def persona_of(text: str) -> str:
    """Return the name of the persona with that text; `OWN` for any other."""
    return next((one.name for one in PERSONAS if one.text == text.strip()), OWN)


def parameter(manner: Manner, name: str) -> float | None:
    """Return a number that was chosen; None for the usual, and for what is no number."""
    value = manner.parameters.get(name)
    return None if isinstance(value, bool | str) or value is None else float(value)


def with_parameter(manner: Manner, name: str, value: Parameter | None) -> Manner:
    """Return `manner` with another number; None for the usual. What else is kept there stays."""
    kept = {key: old for key, old in manner.parameters.items() if key != name}
    return replace(manner, parameters=kept if value is None else {**kept, name: value})


def usual(manner: Manner) -> Manner:
    """Return `manner` with model, persona and numbers as usual. What else is kept there stays."""
    return Manner(parameters={key: value for key, value in manner.parameters.items() if key not in _OURS})


_TEMPERS = (
    (0.25, later("Careful")),
    (0.55, later("Rather careful")),
    (0.95, later("Balanced")),
    (1.25, later("Inventive")),
)
_WILD = later("Wild: it may wander off")
_BREADTHS = ((0.5, later("Only the likeliest words")), (0.85, later("Likely words")), (0.97, later("Most words")))
_EVERY = later("Every word")


def temper(temperature: float) -> str:
    """Return what a temperature means: `Careful` takes the likeliest word, `Inventive` draws widely."""
    return tr(next((word for most, word in _TEMPERS if temperature <= most), _WILD))


def breadth(top_p: float) -> str:
    """Return from how many words the next one is drawn."""
    return tr(next((words for most, words in _BREADTHS if top_p <= most), _EVERY))


def length_key(manner: Manner) -> str:
    """Return the key in `LENGTHS` that comes nearest to what was chosen."""
    chosen = parameter(manner, MOST_TOKENS)
    if chosen is None:
        return ""
    return min((key for key, _ in LENGTHS if key), key=lambda key: abs(int(key) - chosen))


def about_length(key: str) -> str:
    """Return what a length means."""
    if not key:
        return tr("An answer ends when it is done, at the latest after about 700 words.")
    count = round(int(key) * _WORDS_PER_TOKEN / 10) * 10
    return trn("An answer is cut off after about {n} word.", "An answer is cut off after about {n} words.", count)
