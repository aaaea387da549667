# SPDX-License-Identifier: Apache-2.0
"""Why a field pack is not written or not taken in: one class per cause. Detects nothing itself."""

from pathlib import Path

from edgeassist.core.errors import BadInput, BadUsage, NotFound, Unavailable
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided

MIB = 1024**2


class NotAPack(BadInput):
    """The file is no field pack, or breaks a rule of theirs."""

    code = "not-a-pack"
    hint = later("Nothing was changed. Copy the pack again from where it was made.")


class PackTooNew(BadInput):
    """A later version of the program made it."""

    code = "pack-too-new"
    hint = later("Nothing was changed. Install a newer EdgeAssist and try again.")

    def __init__(self, name: str, version: int, known: int) -> None:
        super().__init__(
            tr(
                "{name} was made by a newer EdgeAssist (its form is {version}, this one reads {known}).",
                name=elided(name),
                version=version,
                known=known,
            )
        )


class PackDamaged(BadInput):
    """Bytes in it are not what its list says. `file` is the name in the pack; `chunk` counts from 0."""

    code = "pack-damaged"
    hint = later(
        "Copy the pack again from where it was made, and open it again: what is whole already is not copied twice."
    )

    def __init__(self, pack: str, file: str, chunk: int, start: int, end: int) -> None:
        self.file, self.chunk, self.start, self.end = file, chunk, start, end
        super().__init__(
            tr(
                "{pack} is damaged: in {file} the bytes from MiB {start} to MiB {end} (piece "
                "{number}) are not what they were. That model was not taken in.",
                pack=elided(pack),
                file=elided(file),
                start=start // MIB,
                end=-(-end // MIB),
                number=chunk + 1,
            )
        )


class PackUnreadable(Unavailable):
    """The drive with the pack was removed, or fails."""

    code, hint = (
        "pack-unreadable",
        later("Put the drive back. What was copied so far is kept: do it again, and it goes on from there."),
    )

    def __init__(self, pack: str, reason: str | None) -> None:
        super().__init__(
            tr(
                "{pack} cannot be read any further: {reason}. Was its drive removed?",
                pack=elided(pack),
                reason=reason or tr("it became shorter"),
            )
        )


class PackExists(BadUsage):
    """There is a file of that name already."""

    code, hint = "pack-exists", later("Choose another name, or say that it may be replaced (--force).")

    def __init__(self, target: Path) -> None:
        super().__init__(tr("{path} is there already; it was left as it is.", path=elided(str(target), 200)))


class NoSuchFolder(NotFound):
    """The folder that the pack should go into is not there."""

    code, hint = "folder-not-there", later("Make it first, or choose another one. Nothing was written.")

    def __init__(self, folder: Path) -> None:
        super().__init__(tr("The folder {folder} does not exist.", folder=elided(str(folder), 200)))


class PackUnwritable(Unavailable):
    """The drive of the pack does not take it."""

    code, hint = (
        "pack-unwritable",
        later(
            "Check the drive and its rights. What was copied so far is kept: do it again, and it goes on from there."
        ),
    )

    def __init__(self, target: Path, reason: str | None) -> None:
        super().__init__(
            tr(
                "{name} cannot be written: {reason}.",
                name=elided(target.name),
                reason=reason or tr("the system gives no reason"),
            )
        )


class NothingToPack(BadUsage):
    """No model was named, or one that is not whole."""

    code, hint = "nothing-to-pack", later("Choose models that can be used; `edgeassist models list` shows them.")


class SourceDamaged(BadInput):
    """A model of the store is not what it was when it came in."""

    code = "model-damaged"
    hint = later("Verify and repair it first (`edgeassist models verify`), then pack it again.")

    def __init__(self, name: str, where: str = "") -> None:
        super().__init__(
            tr(
                "The file of {name} is damaged ({where}), so it was not packed. No pack was written.",
                name=elided(name),
                where=where,
            )
            if where
            else tr("The file of {name} is damaged, so it was not packed. No pack was written.", name=elided(name))
        )


class AlreadyUnderWay(BadUsage):
    """Another window or command is at the same work."""

    code, hint = "already-under-way", later("Wait until it is over, then try again.")

    def __init__(self, what: str) -> None:
        super().__init__(tr("{what} is under way already, in another window or command.", what=what))
