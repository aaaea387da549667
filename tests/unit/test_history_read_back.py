# SPDX-License-Identifier: Apache-2.0
"""What leaves as a file can be read back: every script, every odd letter, every branch."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.history.chats import Chats
from edgeassist.history.export import ENDINGS
from edgeassist.history.intake import TakenIn
from edgeassist.history.manner import Manner
from edgeassist.history.turns import Attachment, Draft
from tests.support.clocks import Clock

TEXTS = {
    "arabic": "مرحبا، كيف حالك؟\nأنا بخير.",
    "hebrew": "שלום, מה שלומך?\n\nאני בסדר.",
    "chinese": "你好，世界。\n第二行",
    "japanese": "「こんにちは」と彼は言った。",
    "korean": "안녕하세요 세계",
    "hindi": "नमस्ते दुनिया।",
    "thai": "สวัสดีชาวโลก",
    "emoji": "👩‍🔬 🎉 🏳️‍🌈 👍🏽",
    "combining": "cafe\u0301 Z\u0334a\u0334l\u0334g\u0334o\u0334",
    "code": "```python\nprint('<b>&amp;</b>')\n```\nand out",
    "table": "| a | b |\n|---|---|\n| 1 | 2 |",
    "formula": "$E = mc^2$ and \\(a < b\\)",
    "markup": "<p>not a tag</p> &amp; &lt;",
    "quotes": "\"double\" 'single' `back` “curly”",
    "spaces": "  leading, trailing  \n\n\n\nand gaps\t\ttabs",
    "marks": "\u200e\u200f\u202a\u202c\ufeff\u00ad",
    "long": "word " * 20_000,
}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def chats(tmp_path: Path, clock: Clock) -> Iterator[Chats]:
    opened = Chats(tmp_path / "here" / "history.sqlite3", clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Chats]:
    opened = Chats(tmp_path / "there" / "history.sqlite3")
    yield opened
    opened.close()


class Shown(HTMLParser):
    """What a reader of the page sees, and in which tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, "tags are closed in their order"

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.seen.append(data)


def told(chats: Chats, question: str, answer: str) -> int:
    chat = chats.start()
    chat.add_question(question)
    chat.save_answer(answer, partial=False, model="tiny")
    return chat.id or 0


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One conversation of each script, in a file of each format."""
    folder = tmp_path_factory.mktemp("scripts")
    chats = Chats(folder / "history.sqlite3")
    for text in TEXTS.values():
        told(chats, text, text)
    for ending in ENDINGS:
        assert chats.export(folder / f"all{ending}") == len(TEXTS)
    chats.close()
    return {ending: (folder / f"all{ending}").read_text(encoding="utf-8") for ending in ENDINGS}


@pytest.fixture(scope="module")
def returned(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, ...]]:
    """What was said in each conversation of a history that took the file in, the first one first."""
    folder = tmp_path_factory.mktemp("back")
    (folder / "all.json").write_text(files[".json"], encoding="utf-8")
    chats = Chats(folder / "history.sqlite3")
    assert chats.take_in(folder / "all.json") == TakenIn(len(TEXTS), 0, 2 * len(TEXTS))
    said = [tuple(turn.text for turn in chats.open(entry.id).turns()) for entry in reversed(chats.shelf.entries())]
    chats.close()
    return said


@pytest.mark.parametrize("name", TEXTS)
def test_every_script_comes_back_from_json_letter_by_letter(returned: list[tuple[str, ...]], name: str) -> None:
    assert returned[list(TEXTS).index(name)] == (TEXTS[name], TEXTS[name])


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("ending", [".md", ".txt"])
def test_every_script_stands_in_a_text_file_as_it_was_written(files: dict[str, str], name: str, ending: str) -> None:
    assert f"{files[ending]}\n".count(f"\n\n{TEXTS[name]}\n\n") == 2


@pytest.mark.parametrize("name", TEXTS)
def test_every_script_is_shown_on_a_page_word_by_word(files: dict[str, str], name: str) -> None:
    page = Shown(files[".html"])
    seen = "".join("".join(page.seen).split())
    fenced = TEXTS[name].replace("```python", "").replace("```", "")
    assert seen.count("".join(fenced.split())) >= 2
    assert page.open == []


@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
@settings(max_examples=12)
def test_any_conversation_comes_back_once(chats: Chats, elsewhere: Chats, tmp_path: Path, said: list[str]) -> None:
    chat = chats.start()
    for text in said:
        chat.add_question(text)
        chat.save_answer(text[::-1], partial=bool(len(text) % 2))
    path = tmp_path / "one.json"
    chats.export(path, [chat.id or 0])
    assert elsewhere.take_in(path) == TakenIn(1, 0, 2 * len(said))
    assert elsewhere.latest().turns() == chat.turns()
    assert elsewhere.take_in(path) == TakenIn(0, 0, 0)


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_at_all_is_a_file_too(chats: Chats, elsewhere: Chats, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"none{ending}"
    assert chats.export(path) == 0
    assert path.read_bytes().endswith(b"\n")
    if ending == ".json":
        assert elsewhere.take_in(path) == TakenIn(0, 0, 0)


@pytest.mark.parametrize("ending", ENDINGS)
def test_only_the_chosen_conversations_go_out_and_gone_ones_are_left_out(
    chats: Chats, tmp_path: Path, ending: str
) -> None:
    first, second, third = (told(chats, f"question-{name}", "answer") for name in ("one", "two", "three"))
    path = tmp_path / f"some{ending}"
    assert chats.export(path, [third, 9_999, first]) == 2
    text = path.read_text(encoding="utf-8")
    assert text.index("question-three") < text.index("question-one")
    assert "question-two" not in text
    assert second not in (first, third)


@pytest.mark.parametrize("ending", [".md", ".html", ".txt"])
def test_a_file_to_read_holds_the_branch_in_front_and_json_all(chats: Chats, tmp_path: Path, ending: str) -> None:
    number = told(chats, "fruit?", "apple")
    chat = chats.open(number)
    for fruit in ("pear", "plum"):
        chat.regenerate()
        chat.save_answer(fruit, partial=False)
    chat.choose(chat.siblings(chat.path()[-1].id)[1])
    for name in (f"all{ending}", "all.json"):
        chats.export(tmp_path / name)
    text = (tmp_path / f"all{ending}").read_text(encoding="utf-8")
    assert [fruit in text for fruit in ("apple", "pear", "plum")] == [False, True, False]
    everything = (tmp_path / "all.json").read_text()
    assert all(fruit in everything for fruit in ("apple", "pear", "plum"))


def test_every_branch_folder_pin_and_manner_comes_back(chats: Chats, elsewhere: Chats, tmp_path: Path) -> None:
    number = told(chats, "q1", "a1")
    chat = chats.open(number)
    file = Attachment(name="报告.pdf", path="/papers/报告.pdf", media_type="application/pdf", size_bytes=9, tokens=4)
    chat.add_question("q2", attachments=(file,))
    chat.save_answer("a2", partial=True)
    chat.edit(chat.path()[0].id, "q1, better")
    manner = Manner("tiny", "Du bist nett. 😀", {"temperature": 0.25, "top_k": 7, "quiet": True, "stop": "END"})
    chat.keep_manner(manner)
    chat.keep_draft(Draft("not sent"))
    chats.shelf.move(number, "Arbeit/2024 🗂")
    chats.shelf.pin(number)
    chats.shelf.archive(number)
    chats.export(tmp_path / "all.json")
    elsewhere.take_in(tmp_path / "all.json")
    (entry,) = elsewhere.shelf.entries("archive")
    assert (entry.folder, entry.pinned, entry.title) == ("Arbeit/2024 🗂", True, "q1")
    copy = elsewhere.open(entry.id)
    assert [one.text for one in copy.path()] == ["q1, better"]
    assert copy.manner() == manner
    assert copy.draft() == Draft(), "what was not sent stays at home"
    old = copy.siblings(copy.path()[0].id)[0]
    messages = copy.choose(old)
    assert [one.text for one in messages] == ["q1", "a1", "q2", "a2"]
    assert (messages[2].attachments, messages[3].partial) == ((file,), True)


def test_times_come_back_as_they_were(chats: Chats, elsewhere: Chats, clock: Clock, tmp_path: Path) -> None:
    clock.now = 0.0
    first = chats.start()
    first.add_question("in 1970")
    clock.now = 253_402_300_000.0
    first.save_answer("in 9999", partial=False)
    chats.export(tmp_path / "all.json")
    elsewhere.take_in(tmp_path / "all.json")
    assert [one.created_ms for one in elsewhere.latest().path()] == [0, 253_402_300_000_000]
    for ending in (".md", ".html", ".txt"):
        assert elsewhere.export(tmp_path / f"all{ending}") == 1


def test_what_was_said_meanwhile_stays_in_front_and_what_came_is_beside_it(
    chats: Chats, elsewhere: Chats, clock: Clock, tmp_path: Path
) -> None:
    told(chats, "q", "a")
    chats.export(tmp_path / "all.json")
    elsewhere.take_in(tmp_path / "all.json")
    clock.now -= 1_000.0
    chats.latest().add_question("older, here")
    chats.export(tmp_path / "older.json")
    newer = elsewhere.latest()
    newer.add_question("newer, there")
    assert elsewhere.take_in(tmp_path / "older.json") == TakenIn(0, 1, 1)
    assert [turn.text for turn in elsewhere.latest().turns()] == ["q", "a", "newer, there"]
    assert len(newer.siblings(newer.path()[-1].id)) == 2


def test_an_export_can_be_put_together_of_two(chats: Chats, elsewhere: Chats, tmp_path: Path) -> None:
    told(chats, "one", "1")
    told(chats, "two", "2")
    tables = []
    for entry in chats.shelf.entries():
        chats.export(tmp_path / "x.json", [entry.id])
        tables.append(json.loads((tmp_path / "x.json").read_text()))
    tables[0]["chats"] += tables[1]["chats"]
    (tmp_path / "both.json").write_text(json.dumps(tables[0]), encoding="utf-8")
    assert elsewhere.take_in(tmp_path / "both.json") == TakenIn(2, 0, 4)


def test_a_name_of_one_field_that_nobody_knows_yet_is_passed_over(
    chats: Chats, elsewhere: Chats, tmp_path: Path
) -> None:
    told(chats, "one", "1")
    path = tmp_path / "all.json"
    chats.export(path)
    table = json.loads(path.read_text())
    table["later"] = {"x": 1}
    table["chats"][0]["colour"] = "red"
    table["chats"][0]["messages"][0]["mood"] = ["good"]
    path.write_text(json.dumps(table))
    assert elsewhere.take_in(path) == TakenIn(1, 0, 2)


@pytest.mark.parametrize("title", ["", "   ", "x" * 500, "a\nb", "\u202egnp.exe", "<script>", "# *x*", "\ud800"])
def test_a_title_from_a_file_is_made_harmless(chats: Chats, elsewhere: Chats, tmp_path: Path, title: str) -> None:
    told(chats, "one", "1")
    path = tmp_path / "all.json"
    chats.export(path)
    table = json.loads(path.read_text())
    table["chats"][0].update(title=title, folder=title, model=title, persona=title)
    path.write_text(json.dumps(table))
    assert elsewhere.take_in(path) == TakenIn(1, 0, 2)
    (entry,) = elsewhere.shelf.entries()
    assert len(entry.title) <= 200
    assert entry.title.encode() is not None
    assert not set(entry.title) & set("\n\u202e")
    for ending in ENDINGS:
        assert elsewhere.export(tmp_path / f"again{ending}") == 1
    Shown((tmp_path / "again.html").read_text(encoding="utf-8"))
