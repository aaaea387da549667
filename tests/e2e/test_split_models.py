# SPDX-License-Identifier: Apache-2.0
"""A model that the GGUF library itself wrote in parts is imported, loaded by the real engine and measured."""

from functools import partial
from pathlib import Path

import pytest
from gguf import GGUFWriter

from edgeassist.app.services import Services
from edgeassist.core.paths import places
from tests.support import models
from tests.support.processor_choice import chosen_before
from tests.support.shapes import TINY
from tests.support.tokenizer import trained_vocabulary


def test_g17_a_model_in_real_parts_answers_after_its_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "GGUFWriter", partial(GGUFWriter, split_max_tensors=8))
    models.write_model(tmp_path / "tiny.gguf", "tiny", TINY, "q8_0", trained_vocabulary(TINY.vocabulary))
    parts = sorted(tmp_path.glob("tiny-*-of-*.gguf"))
    assert len(parts) > 1
    folders = places({"EDGEASSIST_HOME": str(tmp_path / "home")})
    chosen_before(folders.cache)
    with Services(folders) as services:
        card = services.import_model(parts[0])
        assert (card.state, card.failure) == ("ready", "")
        assert card.measured is not None
