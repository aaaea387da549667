# SPDX-License-Identifier: Apache-2.0
"""Row N06: whatever a model writes, showing it fetches nothing, reads no file and hides no word."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QWidget

from edgeassist.kit.quiet_text import QuietDocument, QuietText
from edgeassist.kit.stream_view import StreamView
from tests.gui.conftest import shown, until

__all__ = ["shown"]
Show = Callable[[QWidget], QWidget]

SECRET = "the words of a file on this computer"
OUTPUTS = {
    "picture": "![cat](http://{host}/cat.png)",
    "picture with title": '![cat](<http://{host}/cat.png> "a title")',
    "picture without words": "see ![](http://{host}/cat.png)",
    "picture by reference": "![cat][ref]\n\n[ref]: http://{host}/cat.png",
    "short reference": "![cat]\n\n[cat]: http://{host}/cat.png",
    "picture in a link": "[![cat](http://{host}/cat.png)](http://{host}/page)",
    "picture behind loose ticks": "``` ![cat](http://{host}/cat.png) ` and `",
    "picture after a half of code": "`\n\n![cat](http://{host}/cat.png) `",
    "picture in a table": "| a | b |\n|---|---|\n| ![cat](http://{host}/cat.png) | <img src='http://{host}/x'> |",
    "picture in a quote in a list": "- > ![cat](http://{host}/cat.png)",
    "picture in a heading": "# ![cat](http://{host}/cat.png)",
    "many marks": "!!![cat](http://{host}/cat.png) !![](http://{host}/cat.png)",
    "half of code across a rule": "a `\n---\n![cat](http://{host}/cat.png) `",
    "table in a quote": "> | a | b |\n> |---|---|\n> | ` | ![cat](http://{host}/cat.png) ` |",
    "file": "![cat](file://{path})",
    "file by path": "![cat]({path}) [cat]({path})",
    "file in a table": "| cat |\n|---|\n| ![cat](file://{path}) |",
    "own resource": "![cat](qrc:/qt-project.org/styles/commonstyle/images/file-32.png) ![cat](:/x.png)",
    "data": "![cat](data:image/png;base64,iVBORw0KGgo=) <img src='data:image/svg+xml,<svg/>'>",
    "tag": "<img src='http://{host}/cat.png'> <IMG SRC=http://{host}/cat.png> cat",
    "style": "<style>@import url(http://{host}/cat.css)</style><p style='background:url(http://{host}/cat)'>cat",
    "script": "<script src='http://{host}/cat.js'></script>\n\n<iframe src='file://{path}'></iframe> cat",
    "object": "<object data='file://{path}'></object> <link rel=stylesheet href='http://{host}/cat.css'>",
    "bare address": "http://{host}/cat and <http://{host}/cat> and file://{path}",
    "lying link": "[https://bank.example](http://{host}/cat)",
    "link that runs": "[cat](javascript:alert(1)) [cat](vbscript:x) [cat](smb://{host}/share)",
    "hidden remarks": "---\ncat: 1\n---\ncat",
    "code": "```html\n<img src='http://{host}/cat.png'>\n```",
    "code without end": "```\n![cat](http://{host}/cat.png)",
    "character entities": "&#33;[cat](http://{host}/cat.png) !&#91;cat](http://{host}/cat.png)",
}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A door that somebody would knock at to fetch a picture."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        made.setblocking(False)
        yield made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []

    def noted(self: object, kind: int, name: QUrl | str) -> None:
        names.append(QUrl(name).toString())

    for made in (QuietDocument, QuietText):
        monkeypatch.setattr(made, "loadResource", noted)
    return names


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=OUTPUTS)
@pytest.mark.parametrize("step", [3, 10_000], ids=["streamed", "at once"])
def test_what_a_model_writes_fetches_nothing_and_hides_nothing(
    shown: Show, listener: socket.socket, asked: list[str], tmp_path: Path, output: str, step: int
) -> None:
    (tmp_path / "cat.txt").write_text(SECRET, "utf-8")
    text = output.format(host=f"127.0.0.1:{listener.getsockname()[1]}", path=tmp_path / "cat.txt")
    opened: list[str] = []
    view = StreamView(open_link=opened.append)
    view.resize(500, 300)
    shown(view)
    for start in range(0, len(text), step):
        view.feed(text[start : start + step])
        view.on_paint_due()
    view.finish()
    until(lambda: view.idle)
    for sheet in view.sheets:
        if isinstance(sheet, QuietText):
            for _, _, link in list(sheet.links()):
                sheet.link_wished.emit(link, "")
    view.grab()
    seen = "\n".join(sheet.toPlainText() for sheet in view.sheets)
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert (asked, opened) == ([], [])
    assert SECRET not in seen
    assert "\N{OBJECT REPLACEMENT CHARACTER}" not in seen
    assert any(word in seen for word in ("cat", "picture", "bank.example"))
