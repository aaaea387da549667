# SPDX-License-Identifier: Apache-2.0
"""What vosk says, in the forms that it documents: results with words, alternatives, partial and empty ones."""

import json
from collections.abc import Sequence

from edgeassist.speech.heard import Heard
from edgeassist.speech.vosk_results import said

TURN_OFF = """{
  "result" : [{
      "conf" : 0.980000, "end" : 0.660000, "start" : 0.390000, "word" : "turn"
    }, {
      "conf" : 0.910000, "end" : 0.870000, "start" : 0.660000, "word" : "off"
    }, {
      "conf" : 1.000000, "end" : 0.960000, "start" : 0.870000, "word" : "the"
    }, {
      "conf" : 0.970000, "end" : 1.410000, "start" : 0.960000, "word" : "kitchen"
    }, {
      "conf" : 0.990000, "end" : 1.830000, "start" : 1.410000, "word" : "light"
    }],
  "text" : "turn off the kitchen light"
}"""
PLAIN_TEXT = '{\n  "text" : "turn off the light"\n}'
ALTERNATIVES = """{
  "alternatives" : [{
      "confidence" : 254.117111,
      "result" : [{"end" : 0.66, "start" : 0.39, "word" : "turn"}, {"end" : 0.87, "start" : 0.66, "word" : "off"},
        {"end" : 0.96, "start" : 0.87, "word" : "the"}, {"end" : 1.41, "start" : 0.96, "word" : "light"}],
      "text" : "turn off the light"
    }, {
      "confidence" : 253.701233, "text" : "turn of the light"
    }, {
      "confidence" : 251.055832, "text" : "turn off the night"
    }]
}"""
WITH_UNKNOWN = """{
  "result" : [{"conf" : 1.0, "end" : 0.6, "start" : 0.3, "word" : "[unk]"}, {"conf" : 1.0, "end" : 0.9, "start" : 0.6,
    "word" : "light"}, {"conf" : 1.0, "end" : 1.5, "start" : 0.9, "word" : "[unk]"}],
  "text" : "[unk] light [unk]"
}"""
EMPTY = '{\n  "text" : ""\n}'
PARTIAL = '{\n  "partial" : "turn off the"\n}'


def result(text: str, confidence: float | Sequence[float] = 0.95) -> str:
    """Return the final result for `text`, its words equally sure or each as said."""
    words = text.split()
    sure = [confidence] * len(words) if isinstance(confidence, float) else confidence
    rows = [
        {"conf": conf, "start": 0.3 * number, "end": 0.3 * number + 0.3, "word": word}
        for number, (word, conf) in enumerate(zip(words, sure, strict=True))
    ]
    return json.dumps({"result": rows, "text": text} if rows else {"text": ""})


def heard(text: str, confidence: float | Sequence[float] = 0.95) -> Heard:
    """Return what one decoder made of a result."""
    one = said(result(text, confidence))
    return Heard(one.text, "unsure", words=one.words, alternatives=one.alternatives)
