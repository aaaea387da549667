# SPDX-License-Identifier: Apache-2.0
"""The report of a proof: a page that loads and runs nothing, and JSON; never over a file that is there unasked."""

import json
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from edgeassist.store.proof import rows, sentence
from edgeassist.store.proof_report import (
    NotProved,
    ReportExists,
    ReportNotWritten,
    UnknownReportKind,
    as_html,
    as_json,
    export,
)
from tests.support.proofs import SOURCE, proof, proved

EVIL = 'Nice "model" <script>alert(1)</script>\u202eevil&\x1b[0m'


class Page(HTMLParser):
    """Collects tags, attributes and words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.words)


def test_the_page_holds_the_sentence_every_row_and_the_drawing() -> None:
    page = Page(as_html(proved()))
    assert sentence(proved()) in page.text
    assert all(cell in page.words for row in rows(proved()) for cell in row)
    assert page.tags.count("svg") == 1
    assert SOURCE.sha256 in page.text


def test_the_page_loads_and_runs_nothing() -> None:
    text = as_html(proved())
    page = Page(text)
    assert not {"script", "link", "img", "iframe", "object", "base", "a"} & set(page.tags)
    assert not [name for name, _value in page.attributes if name.startswith("on") or name in ("src", "href")]
    assert "default-src 'none'" in text
    assert "url(" not in text
    assert "@import" not in text


def test_strangers_names_are_shown_and_do_nothing() -> None:
    card = msgspec.structs.replace(
        proved(),
        name=EVIL,
        preset=EVIL,
        quantization=EVIL,
        sha256=EVIL,
        proof=proof(source_name=EVIL, text=EVIL, at=EVIL),
    )
    page = Page(as_html(card))
    assert "script" not in page.tags
    assert "<script>alert(1)</script>" in page.text
    assert not set("\u202e\x1b") & set(as_html(card))


def test_left_out_layers_are_named() -> None:
    assert "Layers left out: 3, 7." in as_html(msgspec.structs.replace(proved(), pruned_layers=(3, 7)))


def test_the_json_holds_every_number() -> None:
    told = json.loads(as_json(proved()))
    assert (told["format"], told["version"]) == ("edgeassist-proof", 1)
    assert told["model"]["id"] == "qwen-q4"
    assert told["sentence"] == sentence(proved())
    assert told["proof"] == msgspec.to_builtins(proof()) | {
        "by_part": list(proof().by_part),
        "divergence_percentiles": list(proof().divergence_percentiles),
    }


@pytest.mark.parametrize("name", ["report.html", "report.HTM", "report.json"])
def test_export_writes_one_file_and_nothing_beside_it(tmp_path: Path, name: str) -> None:
    export(proved(), tmp_path / name)
    assert [one.name for one in tmp_path.iterdir()] == [name]
    begin = (tmp_path / name).read_text(encoding="utf-8")[:15]
    assert begin.startswith("{" if name.endswith("json") else "<!doctype html>")


def test_export_leaves_a_file_that_is_there(tmp_path: Path) -> None:
    there = tmp_path / "report.html"
    there.write_text("mine", encoding="utf-8")
    with pytest.raises(ReportExists):
        export(proved(), there)
    assert there.read_text(encoding="utf-8") == "mine"
    export(proved(), there, force=True)
    assert there.read_text(encoding="utf-8").startswith("<!doctype")


def test_export_does_not_write_through_a_broken_link(tmp_path: Path) -> None:
    link = tmp_path / "report.html"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ReportExists):
        export(proved(), link)
    assert not (tmp_path / "elsewhere").exists()


def test_export_says_what_it_cannot_write(tmp_path: Path) -> None:
    with pytest.raises(UnknownReportKind, match=r"report\.pdf"):
        export(proved(), tmp_path / "report.pdf")
    with pytest.raises(ReportNotWritten, match="its folder is not there"):
        export(proved(), tmp_path / "none" / "report.html")
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(ReportNotWritten, match="it is a folder"):
        export(proved(), tmp_path / "folder.html", force=True)


def test_a_model_without_proof_has_no_report(tmp_path: Path) -> None:
    with pytest.raises(NotProved, match="Qwen original"):
        export(SOURCE, tmp_path / "report.html")
    with pytest.raises(NotProved):
        as_json(SOURCE)
    assert list(tmp_path.iterdir()) == []
