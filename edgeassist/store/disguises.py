# SPDX-License-Identifier: Apache-2.0
"""Says what a file that is no GGUF really is, from its first bytes. Opens, unpacks and unpickles nothing."""

import re

from edgeassist.core.language import later, tr
from edgeassist.store.refusals import (
    Archive,
    EmptyFile,
    JsonText,
    NotGguf,
    PickleFile,
    PointerFile,
    Refused,
    SafetensorsFile,
    WebPage,
)

LOOK_BYTES = 4096
_ARCHIVES = {
    b"\x1f\x8b": later("This is a gzip archive, not a model."),
    b"BZh": later("This is a bzip2 archive, not a model."),
    b"\xfd7zXZ\x00": later("This is an xz archive, not a model."),
    b"7z\xbc\xaf'\x1c": later("This is a 7-Zip archive, not a model."),
    b"Rar!": later("This is a RAR archive, not a model."),
    b"\x28\xb5\x2f\xfd": later("This is a Zstandard archive, not a model."),
}
_OLD = {b"ggml": "GGML", b"lmgg": "GGML", b"tjgg": "GGJT", b"fmgg": "GGMF", b"algg": "GGLA", b"GGML": "GGML"}
_KNOWN = {
    b"%PDF": later("This is a PDF document, not a model."),
    b"\x7fELF": later("This is a program for Linux, not a model."),
    b"MZ": later("This is a program for Windows, not a model."),
    b"\x89PNG": later("This is a picture (PNG), not a model."),
    b"\xff\xd8\xff": later("This is a picture (JPEG), not a model."),
    b"SQLite format 3": later("This is a database (SQLite), not a model."),
    b"\x89HDF": later("This is an HDF5 file (Keras weights), not a model."),
}
_PAGE = re.compile(rb"^\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|\?xml)", re.IGNORECASE | re.DOTALL)


def reveal(head: bytes, size_bytes: int) -> Refused:
    """Return the refusal that names what begins with `head` (the first 4 KiB) and has `size_bytes` in all."""
    if size_bytes == 0:
        return EmptyFile(tr("The file is empty: it has 0 bytes."))
    text = head.removeprefix(b"\xef\xbb\xbf")
    if _is_safetensors(text, size_bytes):
        return SafetensorsFile(
            tr("This is a safetensors file: weights for other programs, which must be converted first.")
        )
    for look in (_web_page, _pointer, _pickle, _archive, _json, _relative):
        found = look(text)
        if found is not None:
            return found
    if head.strip(b"\0") == b"":
        return NotGguf(tr("The file begins with nothing but zeros; it was probably never written to its end."))
    return NotGguf(tr("This is not a GGUF model: {text}", text=_plain_or_binary(text)))


def _web_page(head: bytes) -> Refused | None:
    if not _PAGE.match(head):
        return None
    if re.search(rb"log\s?in|sign\s?in|password", head, re.IGNORECASE):
        return WebPage(tr("This is a login page (HTML) saved under a model's name, not a model."))
    return WebPage(tr("This is a web page (HTML) saved under a model's name, not a model."))


def _pointer(head: bytes) -> Refused | None:
    if not head.startswith(b"version https://git-lfs"):
        return None
    return PointerFile(
        tr("This is a Git LFS pointer: a note of about 130 bytes that stands for the model, not the model.")
    )


def _json(head: bytes) -> Refused | None:
    if not re.match(rb'^\s*(\{\s*("|\})|\[\s*[\[{"\]])', head):
        return None
    if re.search(rb'"(error|message|detail)"', head):
        return JsonText(tr("This is an error message from a server in JSON form, not a model."))
    return JsonText(tr("This is a text in JSON form, not a model."))


def _pickle(head: bytes) -> Refused | None:
    torch_zip = head.startswith(b"PK\x03\x04") and re.search(rb"/data\.pkl|\.pkl", head[:512]) is not None
    plain = re.match(rb"^\x80[\x02-\x05]", head) is not None
    ascii_form = re.match(rb"^(c(posix|os|nt|builtins|__builtin__|subprocess)\n|\(dp?\d?\n)", head) is not None
    if not (torch_zip or plain or ascii_form):
        return None
    return PickleFile(tr("This is a Python pickle (a PyTorch checkpoint), not a GGUF model."))


def _archive(head: bytes) -> Refused | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Archive(tr("This is a zip archive, not a model."))
    if head[257:262] == b"ustar":
        return Archive(tr("This is a tar archive, not a model."))
    for mark, sentence in _ARCHIVES.items():
        if head.startswith(mark):
            return Archive(tr(sentence))
    return None


def _is_safetensors(head: bytes, size_bytes: int) -> bool:
    length = int.from_bytes(head[:8], "little")
    return head[8:9] == b"{" and 2 <= length <= min(size_bytes, 100_000_000)


def _relative(head: bytes) -> Refused | None:
    if name := _OLD.get(head[:4]):
        return NotGguf(
            tr("This is an old {name} model from before GGUF; the engine no longer reads that form.", name=name)
        )
    if head[:4] == b"FUGG":
        return NotGguf(
            tr("The bytes of this GGUF file are in reversed order; it was damaged or made for other machines.")
        )
    for mark, sentence in _KNOWN.items():
        if head.startswith(mark):
            return NotGguf(tr(sentence))
    return None


def _plain_or_binary(head: bytes) -> str:
    try:
        shown = head[:64].decode()
    except UnicodeDecodeError:
        return tr("it does not begin with the GGUF mark.")
    return (
        tr("it is a text file.")
        if shown.replace("\n", "").replace("\t", "").replace("\r", "").isprintable()
        else (tr("it does not begin with the GGUF mark."))
    )
