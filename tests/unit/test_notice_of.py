# SPDX-License-Identifier: Apache-2.0
"""An error becomes a notice in the person's language, also where it was told in English in this very process."""

from edgeassist.app.notices import notice_of
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.runtime.one_shot import JobHasNoRoom
from edgeassist.worker.quant_types import FILE_TYPES, UnknownType
from edgeassist.worker.weights import ModelRefused
from tests.support.window_language import spoken


def test_an_error_that_was_told_is_said_in_german_with_its_values() -> None:
    with spoken("de"):
        refused, unknown = notice_of(ModelRefused("/models/a.gguf", 1_100_000_000)), notice_of(UnknownType("Q99"))
    assert refused.text == "Die Engine konnte a.gguf nicht laden (1,1 GB). Nichts wurde geändert."
    assert refused.hint.startswith("Die Datei ist vielleicht beschädigt")
    assert unknown.text == "Es gibt keinen Typ namens „Q99“, in den quantisiert werden könnte."
    assert unknown.hint == f"Es gibt: {', '.join(FILE_TYPES)}."


def test_an_error_that_is_german_already_stays_so() -> None:
    with spoken("de"):
        notice = notice_of(EdgeError(tr("No model is loaded."), hint=tr("Choose a model first.")))
    assert notice.text == "Es ist kein Modell geladen."
    assert notice.hint == "Wählen Sie zuerst ein Modell."


def test_want_of_room_warns_and_keeps_its_detail() -> None:
    notice = notice_of(JobHasNoRoom("not-enough-memory", "Full.", "Close something.", "killed"))
    assert (notice.text, notice.hint, notice.detail, notice.tone) == ("Full.", "Close something.", "killed", "warn")
