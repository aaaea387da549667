# SPDX-License-Identifier: Apache-2.0
"""Which language a voice model hears, told by the name its makers gave it. Opens nothing."""

import re

from edgeassist.store.voice_refusals import NoSuchLanguage, WhichLanguage

_LISTED = (
    "af am ar az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu ha he hi hr hu hy id is it ja ka kk "
    "km kn ko ky lb lo lt lv mk ml mn mr ms mt my ne nl no pa pl ps pt ro ru si sk sl so sq sr sv sw ta te tg th tk tl "
    "tr tt uk ur uz vi xh yo zh zu"
)
_CODES = frozenset(_LISTED.split())
_MAKERS_CODES = {"cn": "zh", "vn": "vi", "kz": "kk", "ua": "uk", "jp": "ja", "gr": "el", "cz": "cs", "se": "sv"}
_NAME = re.compile(r"^(?:vosk-)?(?:model-)?(?:small-|big-)?([a-z]{2})(?=[-_.]|$)", re.ASCII)


def language_of(name: str) -> str:
    """Return the code in a name like `vosk-model-small-en-us-0.15`; raise `WhichLanguage` where there is none."""
    found = _NAME.match(name.strip().lower().replace("_", "-"))
    code = _MAKERS_CODES.get(found[1], found[1]) if found else ""
    if code not in _CODES or "model" not in name.lower():
        raise WhichLanguage(name)
    return code


def checked_language(given: str) -> str:
    """Return the two-letter code in `given` (`de`, `DE`, `de-AT`, also the makers' `cn`); raise `NoSuchLanguage`."""
    code = given.strip().lower().replace("_", "-").partition("-")[0]
    code = _MAKERS_CODES.get(code, code)
    if code not in _CODES:
        raise NoSuchLanguage(given)
    return code
