# SPDX-License-Identifier: Apache-2.0
"""Whether a sentence says no: an order not to do something, or that something is not wanted. Knows no command.

Only for what is read loosely, word by word: templates with a "not" of their own (`don't wake me`) mean what they say.
"""

import re
from collections.abc import Mapping

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


def _has(patterns: Mapping[str, re.Pattern[str]], text: str, language: str) -> bool:
    pattern = patterns.get(language[:2])
    return pattern is not None and pattern.search(text.casefold().replace("’", "'").strip(" ¡¿\"'«»")) is not None
