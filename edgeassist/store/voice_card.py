# SPDX-License-Identifier: Apache-2.0
"""The card of a voice model, kept as `voice.json` in its folder: what it is made of and what came of trying it.

A damaged card is read as one that says so. Knows no list of models and loads none.
"""

from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from edgeassist.core.files import read_small, replace_file
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided
from edgeassist.store.card import CARD_TOO_NEW, Count, is_later, is_plain_name

VOICE_CARD = "voice.json"
BIG_BYTES = 200 * 1000**2
_MOST_BYTES = 1024**2
_SENTENCE_CHARACTERS = 400
State = Literal["probing", "ready", "failed"]
Digest = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class VoiceFile(msgspec.Struct, frozen=True):
    """One file of the model: its path below the folder, with forward slashes."""

    path: str
    size_bytes: Count
    sha256: Digest


class VoiceCard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One voice model. `takes_grammar`: it can be held to the sentences of a grammar.

    `memory_bytes` and `load_ms` were measured here. `failure` is one sentence, set when `state` is `failed`. `remark`
    is said once and never saved.
    """

    id: str
    name: str
    language: str = ""
    size_bytes: Count = 0
    files: tuple[VoiceFile, ...] = ()
    takes_grammar: bool = False
    added_at: str = ""
    added_from: str = ""
    state: State = "probing"
    failure_code: str = ""
    failure: str = ""
    memory_bytes: Count = 0
    load_ms: Count = 0
    remark: str = ""

    @property
    def big(self) -> bool:
        """Whether it is one of the large models, which need memory and seconds to load."""
        return self.size_bytes >= BIG_BYTES

    @property
    def digest(self) -> str:
        """The SHA-256 that names the model by what its files hold."""
        rows = sorted(f"{one.sha256}  {one.path}\n" for one in self.files)
        return sha256("".join(rows).encode()).hexdigest()

    def failed(self, code: str, sentence: str) -> "VoiceCard":
        """Return this card in the state `failed`."""
        failure = elided(sentence, _SENTENCE_CHARACTERS)
        return msgspec.structs.replace(self, state="failed", failure_code=code, failure=failure)


def read_voice_card(folder: Path) -> VoiceCard:
    """Return the card in `folder`, or one in the state `failed` that says why it cannot be read."""
    bare = VoiceCard(id=folder.name, name=elided(folder.name))
    try:
        content = read_small(folder / VOICE_CARD, _MOST_BYTES)
        if is_later(content):
            return bare.failed(CARD_TOO_NEW, later("A later EdgeAssist described it; it was left as it is."))
        card = msgspec.json.decode(content, type=VoiceCard)
    except FileNotFoundError:
        return bare.failed("not-looked-at", later("It was copied here by hand; add it with `edgeassist voices add`."))
    except OSError as error:
        return bare.failed("card-damaged", tr("Its description cannot be read: {reason}.", reason=error.strerror))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return bare.failed("card-damaged", later("Its description is damaged; add the model again."))
    if not card.files or not all(is_inner(one.path) for one in card.files):
        return bare.failed(
            "card-damaged", later("Its description names files that cannot be its own; add the model again.")
        )
    return msgspec.structs.replace(harmless(card), id=folder.name, remark="")


def harmless(card: VoiceCard) -> VoiceCard:
    """Return `card` with every text elided: it may come from anywhere."""
    return msgspec.structs.replace(
        card,
        name=elided(card.name),
        language=card.language if card.language.isalpha() and len(card.language) == 2 else "",
        added_at=elided(card.added_at, 40),
        added_from=elided(card.added_from),
        failure_code=elided(card.failure_code, 60),
        failure=elided(card.failure, _SENTENCE_CHARACTERS),
    )


def write_voice_card(folder: Path, card: VoiceCard) -> None:
    """Write `card` durably into `folder`."""
    content = msgspec.json.encode(msgspec.structs.replace(card, remark=""))
    replace_file(folder / VOICE_CARD, msgspec.json.format(content, indent=2) + b"\n")


def is_inner(path: str) -> bool:
    """Tell whether `path` is a harmless relative path with forward slashes."""
    return 0 < len(path) <= 200 and all(map(is_plain_name, path.split("/")))
