# SPDX-License-Identifier: Apache-2.0
"""The words that compound commands are cut and completed by, in four languages. Data only."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JointWords:
    """What one language joins commands with.

    `strong` and `weak` are joints, the longest first. `openers` begin a command; `free` begin one whose words are the
    person's own to the end; `loose` are the first one or two words of one whose object may be any words. `particles`
    end a phrasal verb; `preps` begin the place or the value, but those in `of` may be within
    a thing as well; `again` stands for the thing of the command before ("another"); `titles` begin a name.
    """

    strong: tuple[str, ...] = ("; ", ". ")
    weak: tuple[str, ...] = (", ",)
    openers: frozenset[str] = frozenset()
    free: tuple[str, ...] = ()
    loose: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    preps: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    again: tuple[str, ...] = ()
    titles: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ENGLISH = JointWords(
    strong=(", and then ", " and then ", ", then ", " then ", " after that ", "; ", ". "),
    weak=(", and also ", " and also ", ", and ", " and ", ", also ", " also ", " plus ", ", "),
    openers=_words(
        "turn switch set make change dim brighten open close shut raise lower lock unlock start stop pause resume play"
        " skip mute unmute add put remove delete cancel clear create show read tell give what what's how which when who"
        " is are convert calculate translate summarize undo wake remind take note ask increase decrease activate run"
        " vacuum clean check complete announce broadcast call switch empty search find go send let's list lift press"
        " reset continue unpause dock return bring"
    ),
    free=(
        "remind me",
        "take a note",
        "make a note",
        "write a note",
        "note",
        "new note",
        "remember",
        "write down",
        "jot down",
        "ask",
        "translate",
        "write",
        "explain",
        "tell me about",
        "don't let me forget",
        "set a reminder",
        "add a reminder",
        "create a reminder",
        "calculate",
        "compute",
        "what is",
        "what's",
    ),
    loose=_words("play broadcast announce search say"),
    particles=_words("on off up down"),
    preps=_words("to in on at for from by into of with"),
    of=_words("of"),
    articles=_words("the a an my our all every"),
    again=("another one", "another", "a second one", "one more", "one"),
    titles=_words("called named titled labelled"),
)

_SPANISH = JointWords(
    strong=(" y luego ", " y después ", ", luego ", " luego ", ", después ", " después ", " y entonces ", "; ", ". "),
    weak=(", y también ", " y también ", ", y ", " y ", " e ", " también ", ", "),
    openers=_words(
        "enciende apaga pon ponlo ponla ponlos ponlas sube baja abre cierra bloquea desbloquea inicia para pausa"
        " reanuda reproduce salta silencia añade agrega quita elimina borra cancela limpia crea muestra lee dime dame"
        " qué cuál cuánto cuántos cuántas cómo cuándo quién convierte calcula traduce resume deshaz despiértame"
        " recuérdame toma anota apunta pregunta aumenta disminuye activa desactiva aspira vacía cambia ajusta configura"
        " prende establece regula detén muéstrame conecta desconecta haz"
    ),
    free=(
        "recuérdame",
        "toma nota",
        "toma una nota",
        "haz una nota",
        "anota",
        "apunta",
        "nota",
        "nueva nota",
        "pregunta",
        "pregúntale",
        "traduce",
        "escribe",
        "explica",
        "explícame",
        "crea un recordatorio",
        "pon un recordatorio",
        "calcula",
        "cuánto es",
        "cuánto son",
    ),
    loose=frozenset({"reproduce", "pon música", "pon canciones", "anuncia", "di", "busca"}),
    preps=_words("a al en de del con para por desde hasta"),
    of=_words("de del con"),
    articles=_words("el la los las un una unos unas mi mis"),
    again=("otro", "otra", "uno más", "una más"),
    titles=_words("llamada llamado"),
)

_GERMAN = JointWords(
    strong=(" und dann ", ", dann ", " dann ", " und danach ", ", danach ", " danach ", "; ", ". "),
    weak=(", und auch ", " und auch ", " sowie ", ", und ", " und ", ", auch ", ", "),
    openers=_words(
        "schalte schalt mach mache stell stelle setz setze öffne öffnet schließ schließe sperr sperre verriegle"
        " entriegle start starte stopp stoppe pausier pausiere spiel spiele füg füge pack packe schreib schreibe lösch"
        " lösche entfern entferne streich streiche brich leer leere erstell erstelle zeig zeige lies sag sage was wie"
        " welcher welche welches wann wer rechne wandle übersetz übersetze fass fasse weck wecke erinnere erinner"
        " notier notiere frag frage erhöh erhöhe verringer verringere dimm dimme fahr fahre hör höre ändere färb färbe"
        " aktivier aktiviere deaktivier deaktiviere saug sauge merk merke nimm gib leg lege dreh drehe bring lass heb"
        " senk senke reinig reinige beende"
    ),
    free=(
        "erinnere mich",
        "erinner mich",
        "notiere",
        "notier",
        "notiz",
        "neue notiz",
        "merk dir",
        "merke dir",
        "schreib auf",
        "schreibe auf",
        "frage",
        "frag",
        "übersetze",
        "übersetz",
        "erkläre",
        "erklär",
        "rechne",
        "berechne",
        "was ist",
        "wie viel ist",
    ),
    loose=_words("spiel spiele sag sage suche"),
    particles=_words("an aus ein ab auf zu hoch runter um vor"),
    preps=_words("in im auf von vom zu zum zur am an aus für mit bei"),
    of=_words("von vom mit"),
    articles=_words("der die das den dem ein eine einen einem mein meine meinen alle"),
    again=("noch einen", "noch einer", "noch eine", "noch eins", "einen weiteren", "eine weitere", "einen", "eine"),
    titles=_words("namens"),
)

_FRENCH = JointWords(
    strong=(" et puis ", " et ensuite ", ", puis ", " puis ", ", ensuite ", " ensuite ", " et après ", "; ", ". "),
    weak=(", et aussi ", " et aussi ", ", et ", " et ", " ainsi que ", ", "),
    openers=_words(
        "allume éteins éteint mets règle ouvre ferme verrouille déverrouille lance démarre arrête coupe pause reprends"
        " joue passe ajoute enlève retire supprime efface annule vide crée montre lis dis donne quel quelle quels"
        " quelles combien comment quand qui convertis calcule traduis résume réveille rappelle prends note demande"
        " augmente diminue baisse monte active désactive aspire change tamise affiche remets fais stoppe"
        " nettoie programme"
    ),
    free=(
        "rappelle-moi",
        "prends note",
        "prends une note",
        "fais une note",
        "note",
        "nouvelle note",
        "souviens-toi",
        "retiens",
        "demande",
        "traduis",
        "écris",
        "explique",
        "explique-moi",
        "mets un rappel",
        "crée un rappel",
        "calcule",
        "combien font",
        "combien fait",
    ),
    loose=_words("joue dis annonce cherche"),
    preps=_words("à au aux dans en de du des sur pour sous"),
    of=_words("de du des"),
    articles=_words("le la les un une des mon ma mes"),
    again=("un autre", "une autre", "encore un", "encore une"),
    titles=_words("appelée appelé nommée nommé intitulée"),
)

_TABLES: Mapping[str, JointWords] = {"en": _ENGLISH, "es": _SPANISH, "de": _GERMAN, "fr": _FRENCH}
_MARKS_ONLY = JointWords()


def joint_words(language: str) -> JointWords:
    """Return the words of `language`; in one that is not among the four, only marks part commands."""
    return _TABLES.get(language[:2].lower(), _MARKS_ONLY)
