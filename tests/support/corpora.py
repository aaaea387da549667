# SPDX-License-Identifier: Apache-2.0
"""A corpora folder of a few lines per set, in the sets' real formats, for tests of what reads them."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

STORY = "There was a very small dog. It lived in a big house.\n\nOne day it went out to look for a friend. " * 3
NOTE = "The clinic opens at nine. Bring your card and a list of the medicine that you take. Parking is free. " * 2

SETS: dict[str, Sequence[dict[str, Any]]] = {
    "parallel_tatoeba/en-es": [
        {"en": "Go.", "es": "Ve."},
        {"en": "Go!", "es": "Vete."},
        {"en": "I like old cars.", "es": "Me gustan los coches viejos."},
        {"en": "I like old cars.", "es": "Me gustan los coches viejos."},
        {"en": "x" * 300, "es": "too long"},
        {"en": "...", "es": "..."},
    ],
    "parallel_ui/en-es": [{"en": "Save  file", "es": "Guardar archivo", "src": "some/app"}],
    "parallel_terms_osm/en-es": [{"en": "bakery", "es": "panadería"}],
    "qa_chitchat_ms/qa": [
        {"question": "How old are you?", "answer": "I don't have an age.", "lang": "en"},
        {"question": "Wie alt bist du?", "answer": "Ich habe kein Alter.", "lang": "de"},
        {"question": "I feel bad", "answer": "See https://example.org", "lang": "en"},
    ],
    "qa_chatterbot/conversations": [
        {"lang": "en", "topic": "greetings", "turns": [{"text": "Hello"}, {"text": "Hi"}]},
        {"lang": "en", "topic": "money", "turns": [{"text": "What is money?"}, {"text": "Coins."}]},
    ],
    "qa_factbook/qa": [
        {"kind": "capital", "country": "Peru", "question": "What is the capital of Peru?", "answer": "It is Lima."},
        {"kind": "flag", "country": "Peru", "question": "What is its flag?", "answer": "Red and white."},
    ],
    "summ_us_gov/pairs": [
        {"id": "g-1", "text": NOTE, "summary": "When the clinic is open and what to bring.", "lead_copy": False},
        {"id": "g-2", "text": NOTE, "summary": "The clinic opens at nine.", "lead_copy": True},
        {"id": "g-3", "text": f"Note. {NOTE}", "summary": "When the clinic is open, and what to bring"},
    ],
    "summ_scitldr/pairs": [{"id": "s-1", "text": NOTE * 50, "summary": "A far too long text about a clinic."}],
    "summ_mts_dialog/pairs": [{"id": "m-1", "text": NOTE, "summary": "short"}],
    "prose_children_stories/stories": [{"id": "st-0", "text": STORY}],
    "prose_classics/books": [
        {"title": "Plain", "text": STORY, "fre": 90.0},
        {"title": "Hard", "text": STORY, "fre": 40.0},
    ],
}
"""Rows by set and file."""


def small_corpora(folder: Path) -> Path:
    """Write every set below `folder` and return it."""
    for name, rows in SETS.items():
        path = folder / f"{name}.jsonl.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return folder
