# SPDX-License-Identifier: Apache-2.0
"""Documents as token ids in flat binary files: unsigned 16-bit numbers, every document beginning with `<s>`."""

from collections.abc import Iterable
from pathlib import Path

import numpy
import sentencepiece
from numpy.typing import NDArray

from starter.documents import Document, read
from starter.vocabulary import BEGIN, END, REPLY, task_piece

Ids = NDArray[numpy.uint16]
_FIELDS = 65_536


class Tokens:
    """All documents of one file; document `n` is `ids[starts[n]:starts[n + 1]]`."""

    def __init__(self, ids: Ids) -> None:
        self.ids = ids
        self.starts = numpy.append(numpy.flatnonzero(ids == BEGIN), len(ids))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> Ids:
        return self.ids[self.starts[number] : self.starts[number + 1]]


def load(path: Path) -> Tokens:
    """Return the documents of a binary file."""
    return Tokens(numpy.fromfile(path, dtype=numpy.uint16))


def encoded(document: Document, vocabulary: sentencepiece.SentencePieceProcessor) -> list[int]:
    """Return the ids of one document, as the chat template and llama.cpp will make them.

    Every text stands on its own, so that it begins with the space llama.cpp puts after a control piece.
    """
    if document.text:
        return [BEGIN, *vocabulary.encode(document.text), END]
    ids = [BEGIN]
    for text, reply in document.turns:
        ids += [task_piece(document), *vocabulary.encode(text), REPLY, *vocabulary.encode(reply), END]
    return ids


def write_tokens(source: Path, vocabulary: Path, out: Path, context: int) -> dict[str, int]:
    """Tokenize a file of documents into `out`; those longer than the context are left out and counted."""
    processor = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
    if processor.vocab_size() >= _FIELDS:
        raise ValueError(f"{processor.vocab_size()} pieces do not fit 16 bits")
    kept, dropped = _fitting((encoded(document, processor) for document in read(source)), context)
    ids = numpy.concatenate(kept) if kept else numpy.empty(0, dtype=numpy.uint16)
    ids.tofile(out)
    return {"documents": len(kept), "tokens": len(ids), "too_long": dropped}


def _fitting(documents: Iterable[list[int]], context: int) -> tuple[list[Ids], int]:
    kept, dropped = [], 0
    for ids in documents:
        if len(ids) <= context:
            kept.append(numpy.asarray(ids, dtype=numpy.uint16))
        else:
            dropped += 1
    return kept, dropped
