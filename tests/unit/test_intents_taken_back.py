# SPDX-License-Identifier: Apache-2.0
"""Of a sentence that takes back its own words, moves what is set or wants it every day, no half is done."""

import datetime as dt
from functools import cache

import pytest

from edgeassist.intents.loose import LooseUnderstander
from edgeassist.intents.names import Names
from edgeassist.intents.unclear import is_half_a_command

NOW = dt.datetime(2026, 11, 21, 14, 30, tzinfo=dt.UTC)
NOT_UNDERSTOOD: list[tuple[str, str]] = [
    ("de", "Wecker auf sieben, nein, acht"),
    ("de", "Wecker auf sieben, ich meine acht"),
    ("de", "weck mich um sieben, lieber um acht"),
    ("de", "Timer auf fünf Minuten, nein, zehn Minuten"),
    ("de", "verschiebe den Wecker auf acht"),
    ("de", "ändere den Wecker auf acht"),
    ("de", "werktags um sechs wecken"),
    ("de", "weck mich jeden Tag um sechs"),
    ("en", "alarm at seven, no, eight"),
    ("en", "alarm at seven, I mean eight"),
    ("en", "move the alarm to eight"),
    ("en", "wake me every day at six"),
    ("es", "alarma a las siete, no, a las ocho"),
    ("es", "cambia la alarma a las ocho"),
    ("es", "despiértame cada día a las seis"),
    ("fr", "réveil à sept heures, non, huit"),
    ("en", "wake me at seven, uh, eight"),
    ("de", "weck mich um sieben, äh, um acht"),
    ("de", "weck mich um sieben, acht"),
    ("de", "weck mich um sieben, äh acht"),
    ("de", "stell den Wecker auf acht um"),
    ("de", "schieb den Wecker auf acht"),
    ("en", "cancel all timers but the tea timer"),
    ("de", "lösch alle Timer außer dem Eiertimer"),
    ("es", "cancela todas las alarmas menos la de las siete"),
    ("fr", "annule tous les minuteurs sauf le premier"),
    ("en", "delete all alarms before eight"),
    ("de", "lösch alle Wecker vor acht"),
    ("en", "10 / half of 4"),
    ("en", "2 ^ half of 4"),
    ("de", "schreib auf"),
    ("es", "despiértame los lunes a las siete"),
    ("fr", "réveille-moi les lundis à sept heures"),
    ("fr", "décale le réveil à huit heures"),
    ("fr", "réveille-moi chaque jour à six heures"),
]
WHOLE: list[tuple[str, str]] = [
    ("de", "stell bitte den Wecker auf acht"),
    ("de", "stell den Wecker um acht"),
    ("en", "get rid of every alarm"),
    ("de", "alle Lichter vor dem Haus"),
    ("de", "nein, weck mich um acht"),
    ("de", "mach lieber das Licht aus"),
    ("de", "lösche jeden Timer"),
    ("en", "let me sleep in, no alarm tomorrow"),
    ("en", "no, wake me at eight"),
    ("en", "get rid of every timer"),
    ("es", "no me despiertes a las ocho"),
    ("fr", "ne me réveille pas à huit heures"),
    ("ar", "اضبط المنبه"),
]


@cache
def understander(language: str) -> LooseUnderstander:
    return LooseUnderstander(language, Names, now=lambda: NOW)


@pytest.mark.parametrize(("language", "text"), NOT_UNDERSTOOD)
def test_neither_half_is_done_or_offered(language: str, text: str) -> None:
    parsed = understander(language).parse(text)
    assert (parsed.intents, parsed.guesses) == ((), ())
    assert parsed.missed


@pytest.mark.parametrize(("language", "text"), WHOLE)
def test_other_sentences_may_be_read_loosely(language: str, text: str) -> None:
    assert not is_half_a_command(text, language)
