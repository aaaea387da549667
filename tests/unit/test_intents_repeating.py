# SPDX-License-Identifier: Apache-2.0
"""What is wanted again and again is told from what is wanted once, or from all that there is."""

import pytest

from edgeassist.intents.repeating import repeats


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "wake me every day at six"),
        ("en", "wake me on Mondays at six"),
        ("en", "an alarm on weekdays"),
        ("de", "weck mich montags"),
        ("de", "weck mich jeden zweiten Tag"),
        ("es", "despiértame los lunes"),
        ("es", "despiértame todos los días"),
        ("fr", "réveille-moi tous les jours"),
        ("fr", "réveille-moi les lundis"),
        ("ar", "أيقظني كل يوم"),
    ],
)
def test_it_is_to_be_more_than_once(language: str, text: str) -> None:
    assert repeats(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "wake me on Monday at six"),
        ("en", "cancel every alarm"),
        ("de", "weck mich Montag um sechs"),
        ("de", "lösche jeden Wecker"),
        ("es", "despiértame el lunes"),
        ("es", "borra todas las alarmas"),
        ("fr", "réveille-moi lundi"),
        ("fr", "annule tous les réveils"),
        ("ar", "ألغ كل المنبهات"),
        ("pl", "every day"),
    ],
)
def test_it_is_for_once_or_about_all_that_there_is(language: str, text: str) -> None:
    assert not repeats(text, language)
