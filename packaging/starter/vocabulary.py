# SPDX-License-Identifier: Apache-2.0
"""Trains the vocabulary: byte pair encoding by SentencePiece, with byte fallback and one control piece per task.

Source: SentencePiece (arXiv 1808.06226). BPE and not unigram, because llama.cpp's `llama` tokenizer merges by score.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy
import sentencepiece

from starter.documents import Document, read

UNKNOWN, BEGIN, END = 0, 1, 2
CHAT, SUMMARIZE, COMMAND, REPLY = 3, 4, 5, 10
TO = {"en": 6, "es": 7, "fr": 8, "de": 9}
CONTROLS = ("<|chat|>", "<|summarize|>", "<|intent|>", "<|to_en|>", "<|to_es|>", "<|to_fr|>", "<|to_de|>", "<|reply|>")
_MOST_SENTENCES = 400_000


def train_vocabulary(files: list[Path], out: Path, size: int, seed: int) -> None:
    """Write `out` (a SentencePiece model file) of `size` pieces, learnt from what the documents say."""
    sentences = [text for path in files for document in read(path) for text in texts(document)]
    order = numpy.random.default_rng(seed).permutation(len(sentences))
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(sentences[place] for place in order[:_MOST_SENTENCES]),
        model_prefix=str(out.with_suffix("")),
        model_type="bpe",
        vocab_size=size,
        character_coverage=0.9999,
        byte_fallback=True,
        split_digits=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        add_dummy_prefix=True,
        control_symbols=list(CONTROLS),
        unk_id=UNKNOWN,
        bos_id=BEGIN,
        eos_id=END,
        pad_id=-1,
        num_threads=1,
        max_sentence_length=16_384,
        minloglevel=2,
    )


def texts(document: Document) -> Iterator[str]:
    """Yield every piece of text of a document."""
    if document.text:
        yield document.text
    for turn in document.turns:
        yield from turn


def task_piece(document: Document) -> int:
    """Return the control piece that tells the model what is asked."""
    if document.task == "translate":
        return TO[document.target]
    return {"chat": CHAT, "summarize": SUMMARIZE, "intent": COMMAND}[document.task]
