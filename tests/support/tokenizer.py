# SPDX-License-Identifier: Apache-2.0
"""Vocabularies for test models: one trained on the repository's own words, one invented to an exact size.

Both are SentencePiece vocabularies with byte fall-back: any text tokenizes, and 256 byte tokens are distinct.
"""

import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sentencepiece

NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6
TURN_MARKS = ("<|im_start|>", "<|im_end|>")
_SPACE = "\N{LOWER ONE EIGHTH BLOCK}"
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces with their scores and token types; 0 is unknown, 1 begins and 2 ends a text."""

    tokens: tuple[str, ...]
    scores: tuple[float, ...]
    types: tuple[int, ...]

    def silent(self) -> list[int]:
        """Return the tokens a random model should hardly ever say: marks, unknown and single bytes."""
        return [token for token, kind in enumerate(self.types) if kind != NORMAL]


def corpus() -> list[str]:
    """Return the repository's own English: its documents, then the prose and code of its modules."""
    documents = [_ROOT / "README.md", *sorted((_ROOT / "docs").rglob("*.md"))]
    paths = [*documents, *sorted((_ROOT / "edgeassist").rglob("*.py"))]
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths if path.is_file())
    plain = text.encode("ascii", "ignore").decode()
    return [line.strip() for line in plain.splitlines() if line.strip()]


def trained_vocabulary(size: int) -> Vocabulary:
    """Train a byte-pair SentencePiece vocabulary of at most `size` pieces on `corpus()`."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(corpus()),
        model_writer=written,
        model_type="bpe",
        vocab_size=size,
        hard_vocab_limit=False,
        byte_fallback=True,
        control_symbols=list(TURN_MARKS),
        num_threads=1,
        minloglevel=2,
    )
    pieces = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    every = range(pieces.get_piece_size())
    return Vocabulary(
        tuple(pieces.id_to_piece(token) for token in every),
        tuple(pieces.get_score(token) for token in every),
        tuple(_type_of(pieces, token) for token in every),
    )


def _type_of(pieces: sentencepiece.SentencePieceProcessor, token: int) -> int:
    if pieces.is_unknown(token):
        return UNKNOWN
    if pieces.is_control(token):
        return CONTROL
    return BYTE if pieces.is_byte(token) else NORMAL


def invented_vocabulary(size: int) -> Vocabulary:
    """Return exactly `size` pieces: the common words of the corpus are one token each, the rest are made-up words."""
    marks = ["<unk>", "<s>", "</s>", *TURN_MARKS]
    single_bytes = [f"<0x{value:02X}>" for value in range(256)]
    words = itertools.islice(itertools.chain(_letters(), _word_pieces(), _made_up()), 2 * size)
    room = size - len(marks) - len(single_bytes)
    normal = list(itertools.islice(dict.fromkeys(words), room))
    types = [UNKNOWN, *[CONTROL] * (len(marks) - 1), *[BYTE] * 256, *[NORMAL] * len(normal)]
    scores = [0.0] * (size - len(normal)) + [-float(rank) for rank in range(len(normal))]
    return Vocabulary((*marks, *single_bytes, *normal), tuple(scores), tuple(types))


def _letters() -> Iterator[str]:
    yield _SPACE
    yield from (chr(code) for code in range(33, 127))


def _word_pieces() -> Iterator[str]:
    """Yield every common word with all its beginnings: the tokenizer joins pieces pair by pair and needs each step."""
    counts = Counter(re.findall(r"[A-Za-z]{1,12}", "\n".join(corpus())))
    for word, _ in counts.most_common(4000):
        yield from (_SPACE + word[:end] for end in range(1, len(word) + 1))


def _made_up() -> Iterator[str]:
    syllables = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
    for length in (2, 3, 4):
        yield from (_SPACE + "".join(parts) for parts in itertools.product(syllables, repeat=length))
