# SPDX-License-Identifier: Apache-2.0
"""Colour words of English, Spanish, German and French as CSS colour names (CSS Color Module Level 4). Total."""

import re
import unicodedata
from collections.abc import Mapping

_ROWS = """
white | blanco blanca blancos blancas | weiß weiss weiße weißes weißem weißer | blanc blanche
black | negro negra | schwarz schwarze | noir noire
red | rojo roja rojos rojas | rot rote rotes rotem roten | rouge rouges
orange | naranja anaranjado anaranjada | orange orangene | orange orangé
yellow | amarillo amarilla | gelb gelbe gelbes | jaune jaunes
green | verde verdes | grün gruen grüne grünes grünem | vert verte verts vertes
blue | azul azules | blau blaue blaues blauem | bleu bleue bleus bleues
purple | morado morada púrpura | lila purpur purpurn | pourpre violet_foncé
violet | violeta | violett violette | violet violette
brown | marrón café castaño | braun braune | marron brun brune
pink | rosa rosado rosada | rosa pink | rose
turquoise | turquesa | türkis tuerkis türkise | turquoise
gray,grey | gris | grau graue | gris grise
gold,golden | dorado dorada oro | gold golden goldene | or doré dorée
silver | plateado plateada plata | silber silbern | argent argenté argentée
cyan,aqua | cian | cyan zyan | cyan
magenta,fuchsia | magenta fucsia | magenta | magenta fuchsia
lime | lima | limette limettengrün | citron_vert
indigo | índigo añil | indigo | indigo
ivory | marfil | elfenbein elfenbeinfarben | ivoire
beige | beige beis | beige | beige
navy,navy blue | azul_marino | marineblau | bleu_marine
skyblue,sky blue | celeste azul_cielo | himmelblau | bleu_ciel
lightblue,light blue | azul_claro | hellblau | bleu_clair
darkblue,dark blue | azul_oscuro | dunkelblau | bleu_foncé
lightgreen,light green | verde_claro | hellgrün | vert_clair
darkgreen,dark green | verde_oscuro | dunkelgrün | vert_foncé
darkred,dark red | rojo_oscuro | dunkelrot | rouge_foncé
lavender | lavanda | lavendel | lavande
coral | coral | koralle korallenrot | corail
salmon | salmón | lachs lachsfarben | saumon
crimson | carmesí | karmesinrot purpurrot | cramoisi
maroon | granate | kastanienbraun | bordeaux
olive | oliva | oliv olivgrün | olive
teal | verde_azulado | petrol | bleu_canard
plum | ciruela | pflaume | prune
peachpuff,peach | melocotón durazno | pfirsich | pêche
"""
_LANGUAGES = ("en", "es", "de", "fr")


def colour(text: str, language: str) -> str | None:
    """Return the CSS name of the colour that `text` says in `language`, or in English; None where it says none."""
    words = " ".join(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", text[:60]).lower()))
    return _NAMES.get(language[:2], _NAMES["en"]).get(words) or _NAMES["en"].get(words)


def _named() -> Mapping[str, Mapping[str, str]]:
    names: dict[str, dict[str, str]] = {language: {} for language in _LANGUAGES}
    for row in _ROWS.strip().splitlines():
        english, *others = (part.strip() for part in row.split("|"))
        css = english.split(",")[0]
        names["en"].update(dict.fromkeys(english.split(","), css))
        for language, forms in zip(_LANGUAGES[1:], others, strict=True):
            names[language].update({form.replace("_", " "): css for form in forms.split()})
    return names


_NAMES = _named()
