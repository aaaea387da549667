# SPDX-License-Identifier: Apache-2.0
"""What the voice child says in English, in the person's language: the child has no translations. Decides nothing."""

from functools import cache

from msgspec.structs import replace

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr
from edgeassist.speech import refusals
from edgeassist.speech.lines import Devices, Ended, News, Trouble


def retold(news: News) -> News:
    """Return news as a person reads them."""
    match news:
        case Devices(trouble=trouble) if trouble:
            return replace(news, trouble=in_own_words(trouble))
        case Ended() | Trouble():
            return replace(news, message=in_own_words(news.message), hint=in_own_words(news.hint))
        case _:
            return news


def in_own_words(english: str) -> str:
    """Return a sentence in the person's language, or a sentence and its hint; as it is where it is not known."""
    whole = tr(english) if english else ""
    if whole != english:
        return whole
    hint = next((one for one in _hints() if english.endswith(f" {one}")), "")
    return f"{tr(english.removesuffix(hint).rstrip())} {tr(hint)}" if hint else english


@cache
def _hints() -> tuple[str, ...]:
    kinds = (one for one in vars(refusals).values() if isinstance(one, type) and issubclass(one, EdgeError))
    return tuple(sorted({one.hint for one in kinds if one.hint}, key=len, reverse=True))
