# SPDX-License-Identifier: Apache-2.0
"""Whether a sentence says no: an order not to do something, something not wanted, or a no in a person's own words.

Knows the words of five languages that say no. Templates with a "not" of their own (`don't wake me`) mean what they
say; what a sentence means otherwise is found elsewhere.
"""

import re
from collections.abc import Mapping

from edgeassist.intents.intent import Intent, Value

OF_ITEMS = frozenset(
    {
        "HassListAddItem",
        "HassListCompleteItem",
        "HassListRemoveItem",
        "HassShoppingListAddItem",
        "HassShoppingListCompleteItem",
    }
)
"""Intents about one thing of a list, in the person's own words."""
_OF_LISTS = frozenset({"EdgeDeleteList", "EdgeClearList"})
"""What a no may come near to by chance: `no fish on the list` deletes none."""
_CALLED = {"HassStartTimer": "name", "EdgeSetAlarm": "name", "EdgeCreateList": "list"}
"""Slots for a name: `stell keinen Timer` names none "keinen"."""
_NOTE = "EdgeTakeNote"
_NAMING = re.compile(r"\b(?:called|named|llamad[oa]|nombre|namens|genannt|namen|appelée?|nommée?)\b", re.IGNORECASE)
"""After these words comes a name, whatever it is: a list may well be called `Never Ever`."""
_NOTING = re.compile(r"\b(?:note|memo|notiz|nota|que|that|dass)\b", re.IGNORECASE)
"""What says that a note is meant, and nothing for a list."""
_LISTS = ("list", "einkauf", "zettel", "compra", "course")
"""How words for a list begin."""
_MARKS = ',;:.!?"“”„«»'
_NO: Mapping[str, frozenset[str]] = {
    "en": frozenset({"no", "not", "don't", "dont", "never", "nothing", "none", "neither", "nor"}),
    "es": frozenset({"no", "nada", "nunca", "jamás", "ningún", "ninguna", "ninguno", "tampoco", "ni"}),
    "de": frozenset(
        {"kein", "keine", "keinen", "keinem", "keiner", "keines", "keins", "nicht", "nichts", "nie", "niemals"}
    ),
    "ar": frozenset({"لا", "ليس"}),
    "fr": frozenset({"pas", "ne", "rien", "jamais", "aucun", "aucune", "ni"}),
}


_BEGINS = r"(?:^|[,;:.!?]\s*|\b(?:{joints})\s+)"

_FRENCH_ORDERS = (
    "mets|mettez|mettre|règle|réglez|régler|lance|lancez|lancer|démarre|démarrez|programme|programmez|crée|créez|fais|"
    "faites|ajoute|ajoutez|annule|annulez|annuler|supprime|supprimez|efface|effacez|enlève|enlevez|arrête|arrêtez|"
    "stoppe|coupe|coupez|éteins|éteignez|allume|allumez|désactive|active|réveille|réveillez|rappelle|rappelez"
)
_SPANISH_ORDERS = (
    "pongas|pongan|ponga|pongáis|cambies|cambie|canceles|cancele|borres|borre|elimines|elimine|quites|quite|añadas|"
    "añada|agregues|agregue|apagues|apague|apaguen|enciendas|encienda|enciendan|prendas|prenda|pares|detengas|pauses|"
    "reanudes|programes|programe|crees|hagas|haga|actives|active|desactives|desactive|inicies|empieces|abras|abra|"
    "cierres|cierre|subas|bajes|muevas|mueva|despiertes|despierte|avises|avise|anules|anule|configures|establezcas"
)
_GERMAN_ORDERS = (
    "stelle?|setze?|mache?|starte?|lösche?|brich|breche?|stoppe?|beende|entferne?|schalte?|pausiere?|halte?|füge?|gib|"
    "erstelle?|programmiere?|nimm|lege?|wecke?|erinnere?|öffne|schließe?|drehe?|streiche?|storniere?|tue?"
)
_GERMAN_INFINITIVES = (
    "stellen|einstellen|setzen|machen|starten|löschen|abbrechen|stoppen|anhalten|beenden|entfernen|erstellen|wecken|"
    "ausschalten|einschalten|ausmachen|anmachen|abstellen"
)

_FORBIDS: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(
        _BEGINS.format(joints="and|but|so|then|please|okay|ok|no")
        + r"(?:don'?t|do not|never|you (?:must not|mustn't|should not|shouldn't))\s+(?:ever\s+)?"
        r"(?!(?:forget|let|want|need|like|mind|care|have|think|know|see|hear|understand)\b)\w"
    ),
    "es": re.compile(rf"\bno (?:(?:me|te|lo|la|le|los|las|les|nos|se) )*(?:{_SPANISH_ORDERS})\b"),
    "de": re.compile(
        _BEGINS.format(joints="und|aber|dann|also|bitte|nein")
        + rf"(?:{_GERMAN_ORDERS})\b[^,;:.!?]*\b(?:nicht(?! so\b)|niemals|kein(?:e|en|em|er|es)?)\b"
        rf"|\b(?:nicht|kein(?:e|en|em|er|es)?)\b[^,;:.!?]*\b(?:{_GERMAN_INFINITIVES})\b"
    ),
    "fr": re.compile(
        _BEGINS.format(joints="et|mais|alors|surtout|puis|non|donc")
        + r"n(?:e |')(?:(?:me|te|le|la|les|lui|leur|nous|vous|y|en) |[mtl]')*"
        r"(?!(?:oublie|oubliez|laisse|laissez)\b)\w+ (?:(?:surtout|donc|plus) )?(?:pas|plus|jamais|aucun|aucune)\b"
        rf"|\b(?:{_FRENCH_ORDERS})(?:-moi)? (?:surtout )?(?:pas|jamais|aucun|aucune)\b"
        r"|\bne (?:pas|plus|jamais) (?!oublier\b)\w"
        r"|\bn(?:e |')?(?:faut|dois|devrais) (?:pas|plus|jamais) (?!oublier\b|que (?:j'|je )|les? oublier\b)\w"
    ),
}
_DENIES: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:no|not|never|without)\b|n't\b|\b(?:dont|cannot)\b"),
    "es": re.compile(r"\b(?:no|nunca|sin|ningún|ninguna|tampoco)\b"),
    "de": re.compile(r"\b(?:nicht|nie|niemals|ohne|kein(?:e|en|em|er|es)?)\b"),
    "fr": re.compile(r"\b(?:ne|pas|plus|jamais|sans|aucun|aucune)\b|\bn'"),
}


def forbids(text: str, language: str) -> bool:
    """Tell whether `text` is an order not to do something: `don't set a timer`, `ne mets pas de réveil`."""
    return _has(_FORBIDS, text, language)


def denies(text: str, language: str) -> bool:
    """Tell whether something in `text` is said not to be so, or not to be wanted: `I don't want the timer`."""
    return _has(_DENIES, text, language)


def is_forbidden(intent: Intent, language: str) -> bool:
    """Tell whether the person's own words in `intent` say that it is not to be done.

    A note may say no as it likes; one about a list that nobody called a note (`write not milk on the list`) was meant
    as none.
    """
    said_no = _NO.get(language[:2].casefold(), frozenset())
    loose = intent.source == "loose"
    if intent.name in OF_ITEMS:
        return not said_no.isdisjoint(_words(intent.value("item")))
    if intent.name in _OF_LISTS:
        return loose and not said_no.isdisjoint(_words(intent.text))
    if intent.name in _CALLED:
        near = _words(intent.text) if loose else []
        said = [*_words(intent.value(_CALLED[intent.name])), *near]
        return not said_no.isdisjoint(said) and _NAMING.search(intent.text) is None
    return intent.name == _NOTE and _is_no_note(str(intent.value("text") or ""), intent, said_no)


def _is_no_note(note: str, intent: Intent, said_no: frozenset[str]) -> bool:
    words = _words(note)
    if intent.source == "loose" and not said_no.isdisjoint(words[:1]):
        return True
    if said_no.isdisjoint(words) or _NOTING.search(intent.text.removesuffix(note)):
        return False
    return any(word.startswith(_LISTS) for word in words)


def _has(patterns: Mapping[str, re.Pattern[str]], text: str, language: str) -> bool:
    pattern = patterns.get(language[:2])
    return pattern is not None and pattern.search(text.casefold().replace("’", "'").strip(" ¡¿\"'«»")) is not None


def _words(said: Value | None) -> list[str]:
    text = str(said or "").casefold().replace("’", "'")
    return [word.strip(_MARKS) for word in text.split()]
