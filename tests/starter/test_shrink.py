# SPDX-License-Identifier: Apache-2.0
"""The exported model goes through the app's own quantizer and proof. Needs no torch, but the app's environment."""

import hashlib
import json
import os
from pathlib import Path

import pytest
from starter.shrink import ShrinkFailed, shrink

from tests.support.source_tree import ROOT

APP = Path(os.environ.get("EDGEASSIST_APP_PYTHON") or ROOT / ".venv" / "bin" / "python")


def test_a_smaller_model_comes_with_what_it_cost(tiny_f16: Path, tmp_path: Path) -> None:
    made = shrink(tiny_f16, tmp_path, APP, kinds=("Q8_0",))
    row = made["types"]["Q8_0"]
    content = (tmp_path / row["file"]).read_bytes()
    assert (row["size_bytes"], row["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert len(content) < made["source"]["size_bytes"]
    assert row["top_token_agreement"] > 0.9
    assert 0 <= row["mean_kl_nats"] < 0.1
    assert made["best"] == "Q8_0"
    assert json.loads((tmp_path / "shrink.json").read_text()) == made


def test_what_the_app_refuses_is_told_in_its_words(tmp_path: Path) -> None:
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(b"nothing of the kind")
    with pytest.raises(ShrinkFailed, match="edgeassist models import"):
        shrink(bad, tmp_path / "out", APP)
