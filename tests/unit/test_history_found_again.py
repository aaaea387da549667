# SPDX-License-Identifier: Apache-2.0
"""What was once said is found again: one history of many scripts, searched as people type, and shown with its marks."""

import unicodedata
from collections.abc import Iterator
from typing import Literal

import pytest

from edgeassist.history.chats import Chats
from edgeassist.history.manner import Manner
from edgeassist.history.search import Filters, Hit
from edgeassist.history.words import asked, folded, spaced
from tests.support.clocks import Clock

DAY_MS = 24 * 3600 * 1000
SAID = {
    "en": "The quarterly report on the water pump was sent to Mr. O'Brien at 10:30.",
    "en2": "Don't touch the e-mail server (192.168.0.1); version 2.10.3 is in C:\\Temp.",
    "es": "El año pasado el señor Ibáñez pidió un análisis de corazón en Málaga.",
    "fr": "L’été dernier, la forêt était très sèche; où sont les œufs et la façade ?",
    "de": "Die Straße nach Köln führt über die Brücke; Größe und Maße prüfen.",
    "pl": "Zażółć gęślą jaźń, powiedział król w Łodzi.",
    "tr": "İstanbul'da ılık bir ağustos günü çay içtik.",
    "vi": "Tiếng Việt có nhiều dấu: phở, bún chả, cà phê sữa đá.",
    "ru": "Ёжик в тумане искал медвежонка; это мой любимый мультфильм.",
    "el": "Η Αθήνα είναι πρωτεύουσα της Ελλάδας· ωραία πόλη.",
    "ar": "ذَهَبَ الطَّالِبُ إلى المَدرَسَةِ في الصَّباحِ",
    "he": "שָׁלוֹם לְכֻלָּם, הַיּוֹם יוֹם יָפֶה",
    "fa": "کتاب‌های فارسی را در کتابخانه می‌خوانم",
    "hi": "हिन्दी में लिखना आसान है",
    "th": "วันนี้อากาศร้อนมากที่กรุงเทพ",
    "zh": "我们昨天在上海的图书馆学习机器学习。",
    "ja": "昨日、東京タワーでラーメンを食べました。",
    "ko": "어제 서울에서 김치찌개를 먹었습니다.",
    "emoji": "Party 🎉 with 👩‍🔬 and 🐈‍⬛ at the 🏖️",
    "code": "def main(argv): return foo_bar[0] + baz->qux  # TODO",
}


def chats_with(folder: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Chats, Clock]:
    clock = Clock(1_000_000_000.0)
    return Chats(tmp_path_factory.mktemp(folder) / "history.sqlite3", clock=clock), clock


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Chats, dict[int, str]]]:
    """One conversation with a question of each script, and which number each got."""
    chats, _clock = chats_with("library", tmp_path_factory)
    chat = chats.start()
    chat.add_question("-")
    for text in SAID.values():
        chat.add_question(text)
    chats.shelf.rename(chat.id or 0, "untitled")
    names = {text: name for name, text in SAID.items()}
    yield chats, {one.id: names[one.text] for one in chat.path() if one.text in names}
    chats.close()


def found(library: tuple[Chats, dict[int, str]], typed: str) -> list[str]:
    chats, names = library
    return [names[hit.message] for hit in chats.finder.search(typed) if hit.message in names]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("quarterly", "en"),
        ("QUARTERLY Report", "en"),
        ("report quarterly", "en"),
        ("quart rep pum", "en"),
        ("o'brien", "en"),
        ("brien", "en"),
        ("10:30", "en"),
        ("e-mail", "en2"),
        ("mail server", "en2"),
        ("192.168", "en2"),
        ("2.10.3", "en2"),
        ("C:\\Temp", "en2"),
        ("(192.168.0.1);", "en2"),
        ("ano", "es"),
        ("AÑO", "es"),
        ("senor ibanez", "es"),
        ("corazon", "es"),
        ("malaga", "es"),
        ("ete", "fr"),
        ("foret seche", "fr"),
        ("façade", "fr"),
        ("œufs", "fr"),
        ("koln", "de"),
        ("Koeln", None),
        ("straße", "de"),
        ("grosse", None),
        ("große", "de"),
        ("größe", "de"),
        ("brucke", "de"),
        ("zazolc", None),
        ("gesla", "pl"),
        ("krol", "pl"),
        ("agustos", "tr"),
        ("cay", "tr"),
        ("tieng viet", "vi"),
        ("pho bun", "vi"),
        ("ca phe sua", "vi"),
        ("ёжик", "ru"),
        ("МЕДВЕЖ", "ru"),
        ("ЛЮБИМЫЙ", "ru"),
        ("αθήνα", "el"),
        ("ΩΡΑΊΑ", "el"),
        ("الطالب", "ar"),
        ("المدرسة", "ar"),
        ("שלום", "he"),
        ("היום", "he"),
        ("فارسی", "fa"),
        ("کتابخانه", "fa"),
        ("हिन्दी", "hi"),
        ("आसान", "hi"),
        ("อากาศ", "th"),
        ("ร้อนมาก", "th"),
        ("กรุงเทพ", "th"),
        ("图书馆", "zh"),
        ("书", "zh"),
        ("上海的图书", "zh"),
        ("上海 机器", "zh"),
        ("馆图", None),
        ("東京タワー", "ja"),
        ("ラーメン", "ja"),
        ("タワ 食べ", "ja"),
        ("서울", "ko"),
        ("김치", "ko"),
        ("찌개를", "ko"),
        ("🎉", "emoji"),
        ("👩‍🔬", "emoji"),
        ("🐈", "emoji"),
        ("party 🏖️", "emoji"),
        ("foo_bar", "code"),
        ("foo_bar[0]", "code"),
        ("->", "code"),
        ("#", "code"),
        ("todo", "code"),
        ("nothing of this", None),
        ("quarterly 图书馆", None),
    ],
)
def test_one_message_is_found_by_what_one_remembers_of_it(
    library: tuple[Chats, dict[int, str]], typed: str, name: str | None
) -> None:
    assert found(library, typed) == ([] if name is None else [name])


@pytest.mark.parametrize("name", SAID)
def test_every_word_of_a_message_finds_it(library: tuple[Chats, dict[int, str]], name: str) -> None:
    words = [word for word in SAID[name].split() if sum(map(str.isalnum, word)) > 1]
    assert words
    for word in words:
        assert name in found(library, word), ascii(word)
        assert name in found(library, unicodedata.normalize("NFD", word)), ascii(word)


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Ёжик в тумане", "ёжик"),
        ("η Αθήνα", "αθήνα"),
        ("어제 서울에서", "서울"),
        ("ラーメンをたべる", "たべる"),
        ("Größe", "größe"),
    ],
)
def test_letters_in_pieces_are_found_as_whole_ones_and_the_other_way_round(
    library: tuple[Chats, dict[int, str]], text: str, typed: str
) -> None:
    chats, _names = library
    kinds: tuple[tuple[Literal["NFC", "NFD"], Literal["NFC", "NFD"]], ...]
    kinds = (("NFC", "NFD"), ("NFD", "NFC"), ("NFD", "NFD"))
    for stored, sought in kinds:
        chat = chats.start()
        chat.add_question(unicodedata.normalize(stored, text))
        assert chat.id in {hit.chat for hit in chats.finder.search(unicodedata.normalize(sought, typed)) if hit.message}
        chats.shelf.delete(chat.id or 0)


@pytest.mark.parametrize("typed", ["pump", "corazon", "图书馆", "東京", "김치", "สวัสดี", "ежик", "שלום", "🎉", "mail"])
def test_what_is_marked_stands_in_the_excerpt(library: tuple[Chats, dict[int, str]], typed: str) -> None:
    for hit in library[0].finder.search(typed):
        assert all(0 <= start < end <= len(hit.excerpt) for start, end in hit.marks)
        assert list(hit.marks) == sorted(hit.marks), "from the left, none over the other"
        assert hit.excerpt.strip("…") in SAID[library[1][hit.message or 0]]


def test_nothing_typed_finds_nothing(library: tuple[Chats, dict[int, str]]) -> None:
    for typed in ("", " ", "\n\t", "\u00a0", "\0"):
        assert library[0].finder.search(typed) == ()
    assert library[0].finder.search("pump", limit=0) == ()


@pytest.mark.parametrize(
    ("typed", "match", "symbols"),
    [
        ("one two", '"one"* AND "two"*', ()),
        ('say "hi"', '"say"* AND """hi"""*', ()),
        ("a b", '"a" AND "b"', ()),
        ("-> x1", '"x1"*', ("->",)),
        ("日本", '" 日  本 "*', ()),
        ("!!!", "", ("!!!",)),
        ("OR AND NOT", '"OR"* AND "AND"* AND "NOT"*', ()),
    ],
)
def test_what_is_typed_becomes_words_and_never_syntax(typed: str, match: str, symbols: tuple[str, ...]) -> None:
    query = asked(typed)
    assert (query.match, query.symbols, query.words) == (match, symbols, tuple(typed.split()))


def test_a_whole_page_pasted_into_the_search_is_read_as_its_first_words() -> None:
    query = asked("word " * 10_000)
    assert len(query.words) == 16
    assert len(asked("x" * 10_000).words[0]) == 500


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ärger", "arger"), ("ÉCOLE", "ecole"), ("Straße", "STRASSE"), ("ﬁn", "fin"), ("שָׁלוֹם", "שלום"), ("Ａ１", "a1")],
)
def test_folded_texts_are_alike_without_case_and_accents(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize("text", ["", "plain ascii", "café", "привет", "Ελλάδα", "señor 12"])
def test_texts_of_letters_with_spaces_between_words_need_no_second_form(text: str) -> None:
    assert spaced(text) == ""


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chats]:
    """Ten conversations of a day each, in two folders, by two models."""
    chats, clock = chats_with("years", tmp_path_factory)
    for day in range(10):
        clock.now = 1_000_000_000.0 + day * 86_400
        chat = chats.start()
        chat.add_question(f"pump on day {day}")
        chat.save_answer(f"the pump is loud on day {day}", partial=False, model=("tiny", "large")[day % 2])
        chats.shelf.rename(chat.id or 0, f"Talk {day}")
        chats.shelf.move(chat.id or 0, ("work", "home", "")[day % 3])
        if day == 9:
            chat.keep_manner(Manner("tiny"))
    yield chats
    chats.close()


def days(hits: tuple[Hit, ...]) -> list[int]:
    return [int(hit.excerpt[-1]) for hit in hits]


START_MS = 1_000_000_000_000


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), [9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3, 3, 2, 2, 1, 1, 0, 0]),
        (Filters(folder="work"), [9, 9, 6, 6, 3, 3, 0, 0]),
        (Filters(folder=""), [8, 8, 5, 5, 2, 2]),
        (Filters(folder="nowhere"), []),
        (Filters(model="large"), [9, 7, 5, 3, 1]),
        (Filters(model="tiny"), [9, 9, 8, 6, 4, 2, 0]),
        (Filters(since_ms=START_MS + 8 * DAY_MS), [9, 9, 8, 8]),
        (Filters(until_ms=START_MS + DAY_MS), [0, 0]),
        (Filters(since_ms=START_MS + 4 * DAY_MS, until_ms=START_MS + 5 * DAY_MS), [4, 4]),
        (Filters("home", "large", START_MS, START_MS + 5 * DAY_MS), [1]),
        (Filters(since_ms=START_MS + 11 * DAY_MS), []),
    ],
)
def test_filters_go_together(years: Chats, filters: Filters, expected: list[int]) -> None:
    assert days(years.finder.search("pump", filters)) == expected


@pytest.mark.parametrize("size", [1, 2, 3, 7, 19, 20, 50])
def test_pages_of_any_size_give_every_hit_once(years: Chats, size: int) -> None:
    hits: list[Hit] = []
    while page := years.finder.search("pump", limit=size, before=hits[-1].message if hits else None):
        assert len(page) <= size
        hits += page
    assert len({hit.message for hit in hits}) == len(hits) == 20
    assert [hit.message for hit in hits] == sorted((hit.message or 0 for hit in hits), reverse=True)


def test_at_most_five_titles_come_first_the_last_touched_before(years: Chats) -> None:
    hits = years.finder.search("talk")
    assert [hit.title for hit in hits] == ["Talk 9", "Talk 8", "Talk 7", "Talk 6", "Talk 5"]
    assert {hit.message for hit in hits} == {None}
    assert [hit.title for hit in years.finder.search("talk", Filters(folder="home"))] == ["Talk 7", "Talk 4", "Talk 1"]
    assert years.finder.search("talk", before=10_000) == (), "further pages have no titles"
