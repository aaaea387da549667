# SPDX-License-Identifier: Apache-2.0
"""An Arabic command about several things of a list, as one command for each thing. Parses no command.

Arabic writes "and" as a letter at the beginning of the next word: `الحليب والخبز` are two things, `ورق` is one. A word
is cut off where it has the article after that letter, or where it is none of the words that begin with it themselves.
"""

import re

from msgspec.structs import replace

from edgeassist.intents.arabic import counts, folded
from edgeassist.intents.intent import Intent, Slot
from edgeassist.intents.letters import as_written

MOST_ITEMS = 70
"""More in one sentence are not told apart; together they are too long for a list."""

_ITEM = "item"
_MARK = re.compile(r"\s*(?:(?<!\d)[,;]|[,;](?!\d))\s*")

_WITH_WAW = """
ورق ورقا ورقة ورقتين ورقات ورقي ورقية ورد وردا وردة وردتين وردات ورود وردي وردية وسادة وسادتين وسادات وسائد وجبة
وجبتين وجبات وصفة وصفتين وصفات وعاء وعاءين وقود وقيد وشاح وشاحا وشاحات ولاعة ولاعتين ولاعات وافل ويفر ويسكي وسكي
وزن وزنة وزرة وحدة وحدتين وحدات وثيقة وثائق وصل وصلة وصلتين وصلات وصول وصايا وصية وقت وليمة ولائم وجه وجهين وجوه
ورشة ورك وركين وراك وسط وسطى وسام ولد ولدي ولادة ولادي وبر وتر وتري وتد وحش وحوش وحيد وحيدة وارد واردة واحد واحدة
واسع واسعة واق واقي واقية واقيات واجهة واجب واجبات وافر وافرة والد والدة والدي والدتي والدك والدتك والدين والديه
والدينا والدته والدها وطن وطني وطنية واي وايت وايرلس ويب ويندوز واتساب وكالة وقاية وقائي وقائية وضوء ورنيش وازلين
وقية وقيتين وسخ وظيفة وظائف وديعة وزير وشم وشوم وشمة وعد وعود وادي وديان ونش وطاء وتيرة وبري وجاهة ورل وهم وهج
"""
_BEGIN_SO = frozenset(folded(_WITH_WAW).split())
_SHORT_THINGS = frozenset(("رز", "بن", "خل", "خس", "لب", "تن"))
"""Things of two letters: shorter than what else is cut off."""

_MEASURES = frozenset(
    folded(
        "كيلو كيلوغرام كيلوجرام كغ كجم لتر ليتر رطل حبة كوب كأس ملعقة علبة عبوة كيس ربطة دزينة متر غرام جرام زوج قطعة"
    ).split()
)


def each(whole: Intent) -> tuple[Intent, ...]:
    """Return a command like `whole`, whose text is folded, for each thing that its item names; `whole` for one."""
    item = next((str(slot.value) for slot in whole.slots if slot.name == _ITEM), "")
    stretch = as_written(item, whole.text)
    named = things(stretch)
    if not 1 < len(named) <= MOST_ITEMS:
        return (whole,)
    return tuple(_about(whole, stretch, thing) for thing in named)


def _about(whole: Intent, stretch: str, thing: str) -> Intent:
    slots = tuple(Slot(_ITEM, thing, thing) if slot.name == _ITEM else slot for slot in whole.slots)
    return replace(whole, slots=slots, text=whole.text.replace(stretch, thing, 1))


def things(text: str) -> tuple[str, ...]:
    """Return the things that a folded `text` names."""
    found: list[list[str]] = []
    for stretch in _MARK.split(text):
        found.append([])
        words = stretch.split()
        for at, word in enumerate(words):
            before = words[at - 1] if at else ""
            after = words[at + 1] if at + 1 < len(words) else ""
            if word == "و" and not _is_inside_number(before, after):
                found.append([])
            elif _is_joined(word) and not _is_inside_number(before, word[1:]):
                found.append([word[1:]])
            else:
                found[-1].append(word)
    return tuple(" ".join(words) for words in found if words)


def _is_joined(word: str) -> bool:
    """Tell whether the first letter of a word is "and"."""
    rest = word[1:]
    if not word.startswith("و") or word in _BEGIN_SO:
        return False
    return rest[:1] == "و" or len(rest) > 2 or rest[:1].isdigit() or rest in _SHORT_THINGS


def _is_inside_number(before: str, after: str) -> bool:
    """Tell whether "and" stands in `خمسة وعشرين` or `كيلو ونصف`."""
    return counts(after) and (counts(before) or before in _MEASURES)
