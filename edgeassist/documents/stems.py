# SPDX-License-Identifier: Apache-2.0
"""Words brought to their stems, so that texts can be compared by what they say. Compares nothing itself."""

import re
from functools import lru_cache
from threading import Lock

import snowballstemmer

from edgeassist.core.instructions import LANGUAGES

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)
"""Runs of scripts that put no space between words (Thai, Lao, Burmese, Khmer, Kana, Han), and Hangul."""
_LONGEST_WORD = 64
_ELIDING = frozenset({"ca", "fr", "it"})
"""Languages whose articles lean on the next word: in "l'eau" the second part is the one that counts."""
_lock = Lock()
_WORDS = {
    "de": "aber alle als also am an auch auf aus bei bin bis da damit dann das dass dem den der des die dies diese "
    "diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es für haben hat "
    "hatte hatten hier ich ihm ihn ihr ihre ihren im in ist ja kann können man mehr mein mit nach nicht noch "
    "nun nur ob oder ohne sehr sein seine seinen sich sie sind so über um und uns unter vom von vor war waren "
    "warum was weil wenn wer werden wie wir wird wo wurde wurden zu zum zur zwischen",
    "en": "a about above after again all also am an and any are as at be because been before being below between "
    "both but by can could did do does doing down during each few for from further had has have having he her "
    "here hers him his how i if in into is it its itself just may me more most my no nor not now of off on "
    "once only or other our out over own same she should so some such than that the their them then there "
    "these they this those through to too under until up very was we were what when where which while who "
    "whom why will with would you your",
    "es": "a al algo ante antes así aunque cada como con contra cual cuando de del desde donde dos el ella ellas "
    "ellos en entre era eran es esa ese eso esta estaba estas este esto estos fue fueron ha había han hasta "
    "hay la las le les lo los más me mi muy nada ni no nos o otra otro para pero por porque pues que qué "
    "quien se ser si sí sin sobre son su sus también tan te tiene tienen todo todos tu un una uno unos y ya "
    "yo él",
    "fr": "ai alors après au aussi autre aux avant avec avoir c ce cela ces cet cette chez comme d dans de des donc "
    "dont du elle elles en entre est et eu fait il ils j je l la le les leur leurs lui m ma mais me même mes "
    "moins mon n ne ni nos notre nous on ont ou où par pas peu plus pour qu quand que qui s sa sans se ses si "
    "son sont sous sur t ta te tes toi ton tous tout très tu un une vos votre vous y à était étaient été être",
    "it": "a ad ai al alla alle anche avere c che chi ci come con cui da dal dalla dei del della delle di dove e ed "
    "era erano essere fra gli ha hanno ho i il in io l la le lei li lo loro lui ma mi ne nei nel nella noi "
    "non o ogni per perché più poi quale quando quanto questa questo qui se sei si sia sono su sua sue sui "
    "sul sulla suo suoi tra tu tutti tutto un una uno è",
    "nl": "aan al alle als bij dan dat de den der deze die dit doch door dus een en er ge geen had heb hebben heeft "
    "hem het hier hij hoe hun ik in is ja je kan kon maar me meer men met mij mijn na naar niet nog nu of om "
    "omdat ons ook op over te tegen toch toen tot u uit uw van veel voor want waren was wat we werd wie wij "
    "wil worden zal ze zelf zich zij zijn zo zonder zou",
    "pt": "a ao aos as até com como da das de dela dele depois do dos e ela elas ele eles em entre era eram essa "
    "esse esta este eu foi foram há isso isto já lhe mais mas me mesmo meu minha muito na nas nem no nos não "
    "o os ou para pela pelas pelo pelos por qual quando que quem se sem ser seu seus sobre sua suas são só "
    "também te tem têm um uma você à às é",
    "ru": "а без бы был была были было быть в вам вас весь во вот все всех вы где да для до его ее если есть еще же "
    "за здесь и из или им их к как ко когда кто ли между меня мне мы на над не него нее нет ни них но о об он "
    "она они оно от по под при с со так также такой там то того тоже той только том ты у уже чем что чтобы "
    "эта эти это этого этом этот я",
}
STOP_WORDS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
"""Words that say nothing on their own, by language."""


def stems(text: str, language: str) -> tuple[str, ...]:
    """Return the stems of the words in `text` in their order, those that say nothing left out.

    Scripts without spaces between words give pairs of neighbouring characters. A language that nobody here knows
    keeps its words as they are, in lower case; there words of one and two letters are left out.
    """
    found: list[str] = []
    at = 0
    for run in _UNSPACED.finditer(text):
        found.extend(_spaced(text[at : run.start()], language))
        found.extend(_pairs(run[0]))
        at = run.end()
    found.extend(_spaced(text[at:], language))
    return tuple(found)


def _spaced(text: str, language: str) -> list[str]:
    words = (word[:_LONGEST_WORD] for word in _WORD.findall(text.casefold().replace("’", "'")))
    return [stem for word in words if (stem := _stem(word, language))]


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


@lru_cache(maxsize=65_536)
def _stem(word: str, language: str) -> str:
    """Return the stem of `word`; empty for one that says nothing."""
    stop_words = STOP_WORDS.get(language)
    if stop_words is None:
        if len(word) < 3 and word.isalpha():
            return ""
    else:
        article, _, noun = word.partition("'")
        if noun and article in stop_words:
            word = noun if language in _ELIDING else ""
        if not word or word in stop_words:
            return ""
    stemmer = _stemmer(language)
    if stemmer is None:
        return word
    with _lock:  # a stemmer keeps the word it works on
        return str(stemmer.stemWord(word)) or word


@lru_cache(maxsize=len(LANGUAGES))
def _stemmer(language: str) -> "snowballstemmer.basestemmer.BaseStemmer | None":
    name = LANGUAGES.get(language, "").lower()
    return snowballstemmer.stemmer(name) if name in snowballstemmer.algorithms() else None
