# SPDX-License-Identifier: Apache-2.0
"""Tells decisions and tasks in the record of a meeting by their wording. A table of words; understands nothing."""

import re

_DECISION = re.compile(
    r"\b(?:decided|decision|agreed (?:to|that|on)|approved|resolved|voted|adopted"
    r"|decid(?:ió|ieron|imos)|acord(?:ó|aron|amos)|aprob(?:ó|aron)"
    r"|beschlossen|beschließt|Beschluss|entschieden|vereinbart|genehmigt"
    r"|décid(?:é|e|ons)|décision|adopté|approuvé|convenu|deciso|decisione|approvato|decidiu|decidimos|aprovado)\b",
    re.I,
)
_ACTION = re.compile(
    r"\b(?:action(?: item)?s?(?=:)|to[- ]do|will (?:send|prepare|write|check|call|ask|make|draft|organi[sz]e|report"
    r"|update|review|contact|arrange|bring|fix|test|buy|order|follow up)|(?:is|are) to"
    r" (?:send|prepare|write|check)|by (?:next|the end of|monday|tuesday|wednesday|thursday|friday)"
    r"|responsible for|follow[- ]up"
    r"|se encarga(?:rá)?|enviará|preparará|tarea|pendiente|hasta el|Aufgabe|zuständig|erledigt|kümmert sich|bis (?:zum"
    r"|Montag|Dienstag|Mittwoch|Donnerstag|Freitag)|enverra|préparera|se charge|tâche|invierà|preparerà|compito|enviará"
    r"|tarefa)\b",
    re.I,
)


def role_of(sentence: str) -> str:
    """Return `decision`, `action` or nothing."""
    if _DECISION.search(sentence):
        return "decision"
    return "action" if _ACTION.search(sentence) else ""
