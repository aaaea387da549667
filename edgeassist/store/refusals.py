# SPDX-License-Identifier: Apache-2.0
"""Why a file is not taken in: one class per cause, each with its stable code. Detects nothing itself.

The checking child names a cause by its code; `refusal` turns that back into the error in the parent.
"""

from edgeassist.core.errors import BadInput, NotFound
from edgeassist.core.language import later, tr

AGAIN = later("Nothing was changed. Download the file again, or choose another one.")


class Refused(BadInput):
    """A file that must not reach the engine."""

    code, hint = "model-refused", AGAIN


class FileGone(NotFound):
    """Nothing at that path."""

    code, hint = "file-not-found", later("Check the path, or plug the drive in again.")


class NotAFile(Refused):
    """A folder, link, pipe, socket or device."""

    code, hint = "not-a-regular-file", later("Choose the model file itself; it usually ends in .gguf.")


class Unreadable(Refused):
    """The system does not let us read it."""

    code, hint = "file-unreadable", later("Copy the file to a folder of your own and try again.")


class EmptyFile(Refused):
    """Zero bytes."""

    code = "file-empty"


class WebPage(Refused):
    """HTML saved under a model's name."""

    code = "file-is-web-page"
    hint = later("Sign in to the site in a browser, download the model itself, and import that file.")


class PointerFile(Refused):
    """A Git LFS pointer."""

    code = "file-is-lfs-pointer"
    hint = later("Run `git lfs pull` in that folder, or use the site's download button, and import the large file.")


class JsonText(Refused):
    """JSON, usually a server's error answer."""

    code = "file-is-json"


class Archive(Refused):
    """Zip, gzip, tar and their like."""

    code, hint = "file-is-archive", later("Unpack it first and import the .gguf file from inside.")


class PickleFile(Refused):
    """Python pickle or PyTorch checkpoint; never opened."""

    code = "file-is-pickle"
    hint = later("Such files can run programs, so this one was not opened. Look for the same model as GGUF.")


class SafetensorsFile(Refused):
    """Weights that must be converted first."""

    code, hint = "file-is-safetensors", later("Look for the same model as GGUF; most are published in both forms.")


class NotGguf(Refused):
    """Anything else without the GGUF mark."""

    code = "not-a-gguf"


class WrongVersion(Refused):
    """A GGUF version the engine does not read."""

    code, hint = "gguf-version", later("Look for a newer copy of this model.")


class BigEndian(Refused):
    """Made for another kind of processor."""

    code, hint = "gguf-big-endian", later("Look for the usual (little-endian) copy of this model.")


class CutShort(Refused):
    """The file ends before what it declares."""

    code = "file-truncated"


class WrongSize(Refused):
    """The file goes on after what it declares."""

    code = "file-not-declared-size"


class OverLimit(Refused):
    """More, longer or larger than any real model."""

    code = "gguf-over-limit"


class BadKey(Refused):
    """A key of the header cannot be one."""

    code = "gguf-bad-key"


class BadValue(Refused):
    """A value of the header cannot be read."""

    code = "gguf-bad-value"


class BadAlignment(Refused):
    """The declared alignment is impossible."""

    code = "gguf-bad-alignment"


class BadTensor(Refused):
    """The description of a tensor is impossible."""

    code = "gguf-bad-tensor"


class BadLayout(Refused):
    """Tensors overlap, leave gaps or lie in disorder."""

    code = "gguf-bad-layout"


class UnknownArchitecture(Refused):
    """A kind of model this engine does not run."""

    code, hint = "architecture-unknown", later("A newer EdgeAssist may know it. Nothing was changed.")


class CannotWrite(Refused):
    """A real model of another trade: embeddings, pictures, sound."""

    code, hint = "not-a-text-model", later("Choose a chat or instruct model. Nothing was changed.")


class BadShape(Refused):
    """The numbers that describe the network contradict each other."""

    code = "model-bad-shape"


class BadNumber(Refused):
    """A number that is not finite or not above zero where it must be."""

    code = "model-bad-number"


class BadVocabulary(Refused):
    """The list of tokens cannot work."""

    code = "model-bad-vocabulary"


class MissingParts(Refused):
    """Parts of a split model are not beside it."""

    code, hint = "split-parts-missing", later("Put all parts into one folder. Nothing was changed.")


class SplitModel(Refused):
    """All parts are there, but what was asked for needs a single file; an import joins them."""

    code = "split-model"
    hint = later("Import it with `edgeassist models import`, which joins the parts.")


class CheckDied(Refused):
    """The checking process ended without an answer; `detail` holds the last it wrote to its error output."""

    code = "check-died"
    hint = later("Nothing was changed. Try once more; if it happens again, choose another file.")

    def __init__(self, message: str, *, hint: str | None = None, detail: str = "") -> None:
        self.detail = detail
        super().__init__(message, hint=hint)


class CheckTooSlow(Refused):
    """The checking process did not answer in time."""

    code, hint = "check-too-slow", later("If the file lies on a slow drive, copy it to this computer first.")


class FileChanged(Refused):
    """Someone wrote to the file while it was copied."""

    code, hint = "file-changed", later("Wait until the download or copy has finished, then import it again.")


_CAUSES: tuple[type[Refused] | type[FileGone], ...] = (*Refused.__subclasses__(), FileGone)
_BY_CODE = {one.code: one for one in _CAUSES}


def refusal(code: str, message: str, hint: str) -> Refused | FileGone:
    """Return the error that `code` names, or a plain `Refused`."""
    return _BY_CODE.get(code, Refused)(tr(message), hint=hint)
