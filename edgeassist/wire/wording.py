# SPDX-License-Identifier: Apache-2.0
"""How a worker's sentence crosses the wire so that the window can say it in the person's language. Does no I/O.

A worker speaks English only. Beside the whole sentence it names the text it was made of, and what went into its gaps.
"""

from collections.abc import Mapping

import msgspec

from edgeassist.core.language import tr
from edgeassist.core.told import MOST_SAID, Told, as_it_came, filled


class Wording(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a sentence was made of: `text` with a gap `{name}` for each of `values`; nothing where it has none.

    A value is a text as it is, a whole number (of bytes where its name ends in `_bytes`), or a sentence by itself.
    """

    text: str = ""
    values: dict[str, "str | int | Wording"] = {}


def wording(sentence: str) -> Wording:
    """Return what `sentence` was made of, if it remembers that (`core.told`)."""
    if not isinstance(sentence, Told):
        return Wording()
    return Wording(
        sentence.template,
        {name: wording(one) if isinstance(one, Told) else one for name, one in sentence.values.items()},
    )


def wordings(sentences: Mapping[str, str]) -> dict[str, Wording]:
    """Return what those of `sentences` that remember it were made of, by name."""
    return {name: wording(one) for name, one in sentences.items() if isinstance(one, Told)}


def reworded(came: str, words: Wording) -> str:
    """Return a worker's sentence in the person's language; one that has no translation is shown as it `came`."""
    text = words.text or came
    if len(text) > MOST_SAID or (found := tr(text)) == text:
        return as_it_came(came)
    return filled(found, _flat(words.values)) if words.text else found


def said_here(sentence: str) -> str:
    """Return a sentence of this very process in the person's language: one that is in it already, or a told one."""
    if isinstance(sentence, Told):
        return reworded(sentence, wording(sentence))
    return tr(sentence) if sentence else ""


def _flat(values: Mapping[str, str | int | Wording]) -> dict[str, str | int]:
    """Return `values` with each sentence among them as a text; what those hold besides plain values is left out."""
    return {name: _inner(one) if isinstance(one, Wording) else one for name, one in values.items()}


def _inner(words: Wording) -> str:
    plain = {name: one for name, one in words.values.items() if not isinstance(one, Wording)}
    return filled(tr(words.text[:MOST_SAID]), plain)
