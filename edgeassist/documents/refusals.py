# SPDX-License-Identifier: Apache-2.0
"""Why a document is not read: one class per cause, each with its stable code. Detects nothing itself.

The reading child names a cause by its code; `refusal` turns that back into the error in the parent.
"""

from collections.abc import Mapping

from edgeassist.core.errors import BadInput, EdgeError, EngineTrouble, NoRoom, NotFound
from edgeassist.core.language import later
from edgeassist.core.told import worded
from edgeassist.documents.lines import Refusal

_OTHER = later("The file is untouched. Choose another document, or save this one anew in the program it comes from.")


class Worded(EdgeError):
    """An error whose sentence the parent puts into the person's language: `text` has a gap for each of `values`."""

    def __init__(self, text: str, values: Mapping[str, str] | None = None, *, hint: str | None = None) -> None:
        self.text, self.values = text, dict(values or {})
        super().__init__(worded(text, self.values), hint=hint)


class DocumentRefused(Worded, BadInput):
    """A document that cannot be read."""

    code, hint = "document-refused", _OTHER


class DocumentGone(Worded, NotFound):
    """Nothing at that path."""

    code, hint = "document-not-found", later("Check the name, or plug the drive in again.")


class NotADocument(DocumentRefused):
    """A folder, pipe, socket or device."""

    code, hint = "not-a-document", later("Choose one file: PDF, DOCX, EPUB, HTML, Markdown, text, SRT or VTT.")


class DocumentClosed(DocumentRefused):
    """The system does not let us read it."""

    code, hint = "document-unreadable", later("Copy the file to a folder of your own and try again.")


class UnknownFormat(DocumentRefused):
    """A file of another kind."""

    code = "document-format-unknown"
    hint = later("These can be read: PDF, DOCX, EPUB, HTML, Markdown, plain text, SRT and VTT. Save it as one of them.")


class FixedDocument(DocumentRefused):
    """A format whose texts cannot be changed in their places."""

    code = "document-cannot-be-rewritten"
    hint = later("Save the result as text or Markdown, or start from a DOCX, HTML, Markdown, text, SRT or VTT file.")


class EmptyDocument(DocumentRefused):
    """No text, and no page either."""

    code, hint = "document-empty", later("There is nothing to read in it. Choose another document.")


class ScannedDocument(DocumentRefused):
    """Pages, but no text on any of them."""

    code = "document-has-no-text"
    hint = later("Run it through a text recognition (OCR) program first, then open the result here.")


class GarbledDocument(DocumentRefused):
    """Text that says nothing: its letters carry no meaning."""

    code = "document-garbled"
    hint = later("Its fonts do not tell which letters they draw. Export it anew, or use text recognition (OCR).")


class LockedDocument(DocumentRefused):
    """A password or a seller's copy protection."""

    code = "document-locked"
    hint = later("Open it in the program it comes from, save a copy without the protection, and choose that copy.")


class BrokenDocument(DocumentRefused):
    """Damaged, or cut short."""

    code, hint = "document-broken", later("Download or copy the file again, or choose another one.")


class DocumentBomb(DocumentRefused):
    """Small on the drive, huge when unpacked."""

    code, hint = "document-unpacks-too-large", later("It may be made to harm. It was not opened any further.")


class DocumentTooLarge(DocumentRefused):
    """More bytes than we take in."""

    code, hint = "document-too-large", later("Split it into parts of at most 200 MB each.")


class ReadingTooSlow(DocumentRefused):
    """The time allowed was over."""

    code, hint = "document-too-slow", later("Split the document into parts and read them one by one.")


class ReadingNeedsRoom(Worded, NoRoom):
    """The memory allowed was not enough."""

    code = "document-needs-memory"
    hint = later("The file is untouched. Split the document into parts and read them one by one.")


class ReaderDied(EngineTrouble):
    """The child that reads ended without a word; `detail` is for the folded-away part."""

    code, hint = (
        "document-reader-died",
        later("The file is untouched and nothing else was affected. It is probably damaged."),
    )

    def __init__(self, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


_KINDS = (
    DocumentRefused, DocumentGone, NotADocument, DocumentClosed, UnknownFormat, FixedDocument, EmptyDocument,
    ScannedDocument, GarbledDocument, LockedDocument, BrokenDocument, DocumentBomb, DocumentTooLarge, ReadingTooSlow,
)  # fmt: skip
_BY_CODE: dict[str, type[DocumentRefused | DocumentGone | ReadingNeedsRoom]] = {
    **{str(kind.code): kind for kind in _KINDS},
    str(ReadingNeedsRoom.code): ReadingNeedsRoom,
}


def refusal(said: Refusal) -> DocumentRefused | DocumentGone | ReadingNeedsRoom:
    """Return the error that a child said, in the person's language."""
    return _BY_CODE.get(said.code, DocumentRefused)(said.message, said.values, hint=said.hint or None)


def as_line(error: EdgeError) -> Refusal:
    """Return `error` as a child says it."""
    if isinstance(error, Worded):
        return Refusal(error.code, error.text, error.hint, error.values)
    return Refusal(error.code, str(error), error.hint)
