# SPDX-License-Identifier: Apache-2.0
"""Puts the finished model into the app's resources, with its card, its page and the NOTICE; or refuses and says why.

<folder>/starter.gguf, card.json (see `card.py`), model_card.md, NOTICE
"""

import shutil
import tempfile
from pathlib import Path

from starter.card import FILE, Evidence, card_of, encoded
from starter.card_page import page
from starter.claims import Table
from starter.notice import notice

_CARD, _PAGE, _NOTICE = "card.json", "model_card.md", "NOTICE"


def ship(model: Path, folder: Path, evidence: Evidence) -> Table:
    """Replace what is in `folder` by `model` and its papers and return the card; raise `NotShippable` before that.

    The card is written last: a folder that a crash left half new has a card that does not know the file, and the app
    says that the starter is damaged instead of loading it.
    """
    card = card_of(model, evidence)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as made:
        fresh = Path(made)
        shutil.copyfile(model, fresh / FILE)
        (fresh / _NOTICE).write_text(notice(evidence.sets), encoding="utf-8")
        (fresh / _PAGE).write_text(page(card), encoding="utf-8")
        (fresh / _CARD).write_bytes(encoded(card))
        for name in (FILE, _NOTICE, _PAGE, _CARD):
            (fresh / name).chmod(0o644)
            (fresh / name).replace(folder / name)
    return card
