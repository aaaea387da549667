# SPDX-License-Identifier: Apache-2.0
"""The child that tells a document's texts, or writes the document with others in their places. Under the same locks.

Takes what `child` takes, and on stdin one line of JSON: null to be told the texts, or a `Wanted`. On
stdout one line of JSON, a refusal or what there is; after `Written` the file's bytes follow.
"""

import os
import sys
from pathlib import Path

import msgspec

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later
from edgeassist.documents import refusals
from edgeassist.documents.child import Order, enter
from edgeassist.documents.formats import Found, recognised
from edgeassist.documents.lines import Refusal, Texts, Wanted, Written
from edgeassist.documents.rewriters import MarkdownRewriter, Rewriter, SubtitleRewriter, TextRewriter
from edgeassist.store.limits import limit_cpu
from edgeassist.store.opened import Opened, adopt, open_regular
from edgeassist.worker.frames import claim_stdout

_OTHER_COUNT = later("The document has {texts} texts, and {given} were given.")


def main(argv: list[str]) -> int:
    """Do what stdin asks of the file that `argv` names."""
    mouth = claim_stdout()
    order = Order(Path(argv[0]), argv[1], float(argv[2]), float(argv[3]), int(argv[4]), int(argv[5]))
    new = msgspec.json.decode(_asked(), type=Wanted | None)
    with open_regular(order.path) if order.descriptor == "-" else adopt(order.path, int(order.descriptor)) as held:
        enter(order, watches_parent=False)  # stdin is at its end already
        limit_cpu(order.allowed_s(0) + 1)
        said, content = answered(held, new)
    rest = memoryview(msgspec.json.encode(said) + b"\n" + content)
    while rest:
        try:
            rest = rest[os.write(mouth, rest) :]
        except BrokenPipeError:
            break
    sys.stderr.flush()
    os._exit(0)


def _asked() -> bytes:
    said = bytearray()
    while not said.endswith(b"\n") and (chunk := os.read(0, 1 << 20)):
        said += chunk
    return bytes(said)


def answered(held: Opened, new: Wanted | None) -> tuple[Texts | Written | Refusal, bytes]:
    """Return the answer and the bytes that follow it."""
    try:
        rewriter = _rewriter(recognised(held))
        texts = rewriter.texts
        if new is None:
            return Texts(texts), b""
        if len(new.texts) != len(texts):
            raise refusals.DocumentRefused(_OTHER_COUNT, {"texts": str(len(texts)), "given": str(len(new.texts))})
        content = rewriter.rewritten(new.texts, new.note)
        return Written(len(content)), content
    except EdgeError as error:
        return refusals.as_line(error), b""
    except MemoryError:
        full = refusals.ReadingNeedsRoom(later("This document needs more memory than its writing may take."))
        return refusals.as_line(full), b""
    except Exception as fault:  # whatever a parser does with a stranger's bytes ends in a sentence
        sys.stderr.write(f"edgeassist documents: {type(fault).__name__}: {fault}\n")
        broken = refusals.BrokenDocument(later("This document is damaged: a part of it makes no sense."))
        return refusals.as_line(broken), b""


def _rewriter(found: Found) -> Rewriter:
    match found.kind:
        case "text":
            return TextRewriter(found.text)
        case "srt" | "vtt":
            return SubtitleRewriter(found.text)
        case "markdown":
            return MarkdownRewriter(found.text)
    from edgeassist.documents.tree_rewriters import DocxRewriter, HtmlRewriter

    if found.kind == "html":
        return HtmlRewriter(found.text)
    if found.kind == "docx" and found.package:
        return DocxRewriter(found.package)
    raise refusals.FixedDocument(
        later("The texts of a {format} file cannot be changed in their places."), {"format": found.kind.upper()}
    )
