# SPDX-License-Identifier: Apache-2.0
"""Conversations leave as files to read, and as JSON that comes back whole, once."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from edgeassist.history.chat import Chat
from edgeassist.history.chats import Chats
from edgeassist.history.export import UnknownFormat
from edgeassist.history.intake import NotHistory, TakenIn
from edgeassist.history.manner import Manner
from edgeassist.history.turns import Attachment

NASTY = '<img src="http://evil.example/x.png"> ![x](http://evil.example/y) <script>alert(1)</script> &amp; "quoted"'


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    opened = Chats(tmp_path / "here" / "history.sqlite3", clock=lambda: 1_760_000_000.0)
    yield opened
    opened.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Chats]:
    opened = Chats(tmp_path / "there" / "history.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def chat(chats: Chats) -> Chat:
    """A conversation with a branch, an attachment and a manner."""
    chat = chats.start()
    chat.add_question("Why is the sky blue?", attachments=(Attachment(name="sky \udc80.txt", tokens=3),))
    chat.save_answer("Because.", partial=True, model="tiny")
    chat.regenerate()
    chat.save_answer("Scattering.\n\n```python\nprint('<b>')\n```\nDone.", partial=False, model="large")
    chat.keep_manner(Manner("large", "Be brief.", {"temperature": 0.5}))
    chats.shelf.move(chat.id or 0, "science")
    chats.shelf.pin(chat.id or 0)
    return chat


class Page(HTMLParser):
    """Collects the tags of a page and what a browser would fetch for them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.fetched: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "data", "action")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_text_tells_who_said_what(chats: Chats, chat: Chat, tmp_path: Path) -> None:
    assert chats.export(tmp_path / "chat.txt", [chat.id or 0]) == 1
    text = (tmp_path / "chat.txt").read_text(encoding="utf-8")
    assert text.startswith("Why is the sky blue?\n====")
    assert text.index("You, 2025-10-") < text.index("Answer (large), 2025-10-") < text.index("Scattering.")
    assert "Because." not in text


def test_a_cut_short_answer_says_so(chats: Chats, chat: Chat, tmp_path: Path) -> None:
    chat.choose(chat.siblings(chat.path()[-1].id)[0])
    chats.export(tmp_path / "chat.md")
    text = (tmp_path / "chat.md").read_text(encoding="utf-8")
    assert "cut short\n\nBecause." in text


def test_markdown_keeps_what_was_written_and_closes_code(chats: Chats, tmp_path: Path) -> None:
    chat = chats.start()
    chat.add_question("# *Heading*")
    chat.save_answer("```python\nopen(", partial=True)
    chat.add_question("````\n```\nstill code\n````\nand out")
    chats.export(tmp_path / "chat.md")
    text = (tmp_path / "chat.md").read_text(encoding="utf-8")
    assert text.startswith(r"# \# \*Heading\*" + "\n\n## You")
    assert "```python\nopen(\n```\n\n## You" in text
    assert text.endswith("````\nand out\n")


def test_a_page_loads_and_runs_nothing(chats: Chats, tmp_path: Path) -> None:
    chat = chats.start()
    chat.add_question(NASTY)
    chat.save_answer(f"{NASTY}\n```html\n{NASTY}\n```\n</article>", partial=False, model="<b>model</b>")
    chats.shelf.rename(chat.id or 0, "</title><script>")
    chats.export(tmp_path / "chat.html")
    page = Page((tmp_path / "chat.html").read_text(encoding="utf-8"))
    assert page.fetched == []
    assert not page.tags & {"img", "script", "iframe", "object", "link", "b", "a"}
    assert page.text.count(NASTY) == 3
    assert "default-src 'none'" in (tmp_path / "chat.html").read_text(encoding="utf-8")


def test_a_page_gives_each_paragraph_its_direction_and_code_its_shape(chats: Chats, chat: Chat, tmp_path: Path) -> None:
    chats.export(tmp_path / "chat.HTML")
    text = (tmp_path / "chat.HTML").read_text(encoding="utf-8")
    assert (
        '<p dir="auto">Scattering.</p>\n<pre><code>print(&#x27;&lt;b&gt;&#x27;)\n</code></pre>\n<p dir="auto">Done.'
        in text
    )


def test_all_conversations_go_into_one_file_but_the_bin(chats: Chats, chat: Chat, tmp_path: Path) -> None:
    for number in range(3):
        chats.start().add_question(f"question {number}")
    chats.shelf.delete(chats.latest().id or 0)
    assert chats.export(tmp_path / "all.md") == 3
    assert (tmp_path / "all.md").read_text(encoding="utf-8").count("\n# ") == 2


def test_an_unknown_ending_is_refused_with_the_known_ones(chats: Chats, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat) as refusal:
        chats.export(tmp_path / "chat.pdf")
    assert ".md, .html, .txt or .json" in refusal.value.hint


def test_a_folder_that_is_not_there_is_explained(chats: Chats, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="No such file"):
        chats.export(tmp_path / "nowhere" / "chat.md")


def test_json_comes_back_whole_in_another_history(chats: Chats, elsewhere: Chats, chat: Chat, tmp_path: Path) -> None:
    chat.add_question("lone \ud800 and \u65e5\u672c")
    path = tmp_path / "all.json"
    chats.export(path)
    assert elsewhere.take_in(path) == TakenIn(1, 0, 4)
    copy = elsewhere.latest()
    assert copy.turns() == chat.turns()
    assert copy.manner() == chat.manner()
    (entry,) = elsewhere.shelf.entries(folder="science")
    assert (entry.pinned, entry.title) == (True, chat.title)
    first, other = elsewhere.open(entry.id).path()[:2]
    assert first.attachments == (Attachment(name="sky \udc80.txt", tokens=3),)
    assert (other.sibling, other.siblings, other.model) == (2, 2, "large")
    assert [hit.message for hit in elsewhere.finder.search("scatter")] == [other.id]


def test_taking_in_twice_changes_nothing(chats: Chats, elsewhere: Chats, chat: Chat, tmp_path: Path) -> None:
    chats.export(tmp_path / "all.json")
    elsewhere.take_in(tmp_path / "all.json")
    assert elsewhere.take_in(tmp_path / "all.json") == TakenIn(0, 0, 0)
    assert chats.take_in(tmp_path / "all.json") == TakenIn(0, 0, 0)
    assert len(elsewhere.shelf.entries()) == 1


def test_two_histories_that_went_on_apart_are_merged(
    chats: Chats, elsewhere: Chats, chat: Chat, tmp_path: Path
) -> None:
    chats.export(tmp_path / "all.json")
    elsewhere.take_in(tmp_path / "all.json")
    chat.add_question("here")
    elsewhere.latest().add_question("there")
    elsewhere.export(tmp_path / "there.json")
    assert chats.take_in(tmp_path / "there.json") == TakenIn(0, 1, 1)
    here = [turn.text for turn in chats.latest().turns()]
    assert here[-1] == "there"
    assert len(chat.siblings(chat.path()[-1].id)) == 2


def test_a_conversation_in_the_bin_comes_back(chats: Chats, chat: Chat, tmp_path: Path) -> None:
    chats.export(tmp_path / "all.json")
    chats.shelf.delete(chat.id or 0)
    chats.take_in(tmp_path / "all.json")
    assert [one.id for one in chats.shelf.entries()] == [chat.id]


def changed(path: Path, change: Any) -> None:
    table = json.loads(path.read_text())
    change(table, table["chats"][0], table["chats"][0]["messages"])
    path.write_text(json.dumps(table))


FAULTS: dict[str, Any] = {
    "another program": lambda table, chat, messages: table.update(format="chatbox"),
    "the future": lambda table, chat, messages: table.update(version=2),
    "a list of chats that is none": lambda table, chat, messages: table.update(chats=3),
    "a role nobody has": lambda table, chat, messages: messages[0].update(role="tool"),
    "a parent further down": lambda table, chat, messages: messages[0].update(parent=messages[1]["uid"]),
    "its own parent": lambda table, chat, messages: messages[0].update(parent=messages[0]["uid"]),
    "a name twice": lambda table, chat, messages: messages[1].update(uid=messages[0]["uid"]),
    "no name": lambda table, chat, messages: messages[0].update(uid=""),
    "a leaf that is not there": lambda table, chat, messages: chat.update(leaf="0" * 32),
    "a time before all": lambda table, chat, messages: chat.update(touched_ms=-1),
    "a time beyond all": lambda table, chat, messages: messages[0].update(created_ms=2**70),
    "a text that is none": lambda table, chat, messages: messages[1].update(text=None),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_with_a_fault_is_refused_as_a_whole(
    chats: Chats, elsewhere: Chats, chat: Chat, tmp_path: Path, fault: str
) -> None:
    path = tmp_path / "all.json"
    chats.export(path)
    changed(path, FAULTS[fault])
    with pytest.raises(NotHistory, match="cannot be taken in") as refusal:
        elsewhere.take_in(path)
    assert "Nothing was changed" in refusal.value.hint
    assert elsewhere.shelf.entries() == ()


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 100_000, b"\xff\xfe\x00", b"[]", b"NaN"], ids=range(6))
def test_what_is_no_export_is_refused(chats: Chats, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(NotHistory):
        chats.take_in(path)


def test_a_file_that_is_not_there_is_refused(chats: Chats, tmp_path: Path) -> None:
    with pytest.raises(NotHistory, match="No such file"):
        chats.take_in(tmp_path / "nowhere.json")
