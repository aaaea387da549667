# SPDX-License-Identifier: Apache-2.0
"""The models EdgeAssist offers by itself, read from `catalogue.toml` and checked. Fetches nothing, knows no computer.

A catalogue is data that may come from elsewhere one day: a key that is not known, a licence without a name or a file
that could be a path is refused, with the place of the fault.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from edgeassist.core.errors import BadInput, NotFound
from edgeassist.core.language import later, tr
from edgeassist.core.paths import resource
from edgeassist.core.units import elided
from edgeassist.store.architectures import TEXT_ARCHITECTURES
from edgeassist.store.card import ModelCard, is_plain_name
from edgeassist.store.slug import slug

Strength = Literal["chat", "summarize", "translate", "code", "multilingual"]
Preset = Literal["smallest", "balanced", "careful", "original"]
Licence = Literal["Apache-2.0", "MIT", "Llama-3.2-Community", "Gemma-Terms", "Qwen-Research"]
Positive = Annotated[int, msgspec.Meta(gt=0, le=2**53)]
Identity = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9.-]{0,47}$")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}$")]
Address = Annotated[str, msgspec.Meta(pattern=r"^https://[^\s@]+$", max_length=300)]
Repo = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}$")]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?$")]
Commit = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{40})?$")]

VERSION = 1
MAX_CATALOGUE_BYTES = 1024**2
UNCONFIRMED = later(
    "Not checked before: what the first download brings is remembered, and every later one must be the same."
)
PRESET_NAMES = {"smallest": "Smallest", "balanced": "Balanced", "careful": "Careful", "original": "Original"}
_FILE = re.compile(r"^[A-Za-z0-9][\w.+-]{0,159}\.(gguf|zip)$")


class CatalogueDamaged(BadInput):
    """The catalogue breaks a rule."""

    code = "catalogue-damaged"
    hint = later("Your models are untouched and can be used. Install EdgeAssist again to get its catalogue back.")

    def __init__(self, reason: str) -> None:
        super().__init__(tr("The catalogue of models cannot be used: {reason}", reason=elided(reason, 300)))


class UnknownEntry(NotFound):
    """No entry of that name."""

    code = "catalogue-unknown"

    def __init__(self, ref: str, near: str) -> None:
        hint = tr("Did you mean {ref}?", ref=near) if near else tr("`edgeassist models search TEXT` finds models.")
        super().__init__(tr("The catalogue has no model {ref}.", ref=elided(ref, 120)), hint=hint)


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class CatalogueFile(_Strict, frozen=True, kw_only=True):
    """One file to fetch. `confirmed`: commit, digest and exact size are those of the hub; otherwise some are open."""

    repo: Repo
    file: str
    quantization: Name
    preset: Preset
    size_bytes: Positive
    minimum_memory_bytes: Positive
    size_approximate: bool = False
    commit: Commit = ""
    sha256: Sha256 = ""
    confirmed: bool = False
    gated: bool = False

    @property
    def ref(self) -> str:
        """What names this file everywhere: `owner/repo/file.gguf`."""
        return f"{self.repo}/{self.file}"


class Family(_Strict, frozen=True, kw_only=True):
    """A model in several files. The shape is that of the maker's configuration; `rank` our own ordering."""

    id: Identity
    name: Name
    maker: Name
    architecture: str
    parameters: Positive
    licence: Licence
    licence_url: Address
    languages: tuple[Language, ...]
    strengths: tuple[Strength, ...]
    rank: Annotated[int, msgspec.Meta(ge=0, le=100)]
    context_tokens: Positive
    layers: Positive
    kv_elements: Positive
    embedding: Positive
    feed_forward: Positive
    vocabulary_tokens: Positive
    files: tuple[CatalogueFile, ...] = msgspec.field(name="file")


class Voice(_Strict, frozen=True, kw_only=True):
    """A small speech model: a zip from its maker's site."""

    id: Identity
    name: Name
    language: Language
    url: Address
    file: str
    size_bytes: Positive
    licence: Licence
    licence_url: Address
    size_approximate: bool = False
    sha256: Sha256 = ""
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One offer: a file and the family it belongs to."""

    family: Family
    file: CatalogueFile

    @property
    def ref(self) -> str:
        """What names this offer: `owner/repo/file.gguf`."""
        return self.file.ref

    @property
    def name(self) -> str:
        """The family and, in plain words, how small it was made."""
        return f"{self.family.name} {PRESET_NAMES[self.file.preset]}"

    @property
    def remark(self) -> str:
        """What was not confirmed; empty when nothing is open."""
        return "" if self.file.confirmed else UNCONFIRMED

    @property
    def card(self) -> ModelCard:
        """Return a card for estimates: the shape and the size, nothing measured."""
        family, file = self.family, self.file
        return ModelCard(
            id=slug(f"{family.id}-{file.quantization}"),
            name=self.name,
            file=file.file,
            size_bytes=file.size_bytes,
            architecture=family.architecture,
            quantization=file.quantization,
            parameters=family.parameters,
            context_trained_tokens=family.context_tokens,
            layers=family.layers,
            embedding=family.embedding,
            kv_elements=family.kv_elements,
            feed_forward=family.feed_forward,
            vocabulary_tokens=family.vocabulary_tokens,
            licence=family.licence,
            languages=family.languages,
        )


class Catalogue(_Strict, frozen=True, kw_only=True, dict=True):
    """Every family and voice. `version` is that of the form, `updated` the day it was written."""

    version: int
    updated: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    families: tuple[Family, ...] = msgspec.field(name="family", default=())
    voices: tuple[Voice, ...] = msgspec.field(name="voice", default=())

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every file of every family, in the order of the catalogue."""
        return tuple(Entry(family, file) for family in self.families for file in family.files)

    def find(self, ref: str) -> Entry:
        """Return the offer `owner/repo/file.gguf`, or a family's first by its id; raise `UnknownEntry`."""
        wanted = ref.strip().casefold()
        for entry in self.entries:
            if wanted in (entry.ref.casefold(), entry.family.id, entry.card.id):
                return entry
        near = self.search(wanted.rpartition("/")[2])
        raise UnknownEntry(ref, near[0].ref if near else "")

    def search(self, text: str) -> tuple[Entry, ...]:
        """Return the offers in whose name, maker, file, strengths or languages every word of `text` is found."""
        words = text.casefold().split()
        return tuple(entry for entry in self.entries if all(word in _searched(entry) for word in words))


def _searched(entry: Entry) -> str:
    family = entry.family
    parts = (family.id, entry.name, family.maker, entry.ref, entry.file.quantization, family.licence)
    return " ".join((*parts, *family.strengths, *family.languages)).casefold()


def read_catalogue(path: Path | None = None) -> Catalogue:
    """Return the catalogue at `path`, by default the one that came with the program; raise `CatalogueDamaged`."""
    try:
        with (path or resource("catalogue.toml")).open("rb") as file:
            content = file.read(MAX_CATALOGUE_BYTES + 1)
    except OSError as error:
        raise CatalogueDamaged(f"it cannot be read ({error.strerror}).") from error
    return parsed_catalogue(content)


def parsed_catalogue(content: bytes) -> Catalogue:
    """Return the catalogue in `content` when it keeps every rule; raise `CatalogueDamaged` with the first broken."""
    if len(content) > MAX_CATALOGUE_BYTES:
        raise CatalogueDamaged("it is larger than 1 MiB.")
    try:
        table = tomllib.loads(content.decode("utf-8"))
        if table.get("version") != VERSION:
            raise CatalogueDamaged("it is of a form that this version does not know.")
        catalogue = msgspec.convert(table, Catalogue)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError, RecursionError) as error:
        raise CatalogueDamaged(f"{error}.") from error
    _check(catalogue)
    return catalogue


def _check(catalogue: Catalogue) -> None:
    _unique("family", [family.id for family in catalogue.families])
    _unique("file", [entry.ref.casefold() for entry in catalogue.entries])
    _unique("voice", [voice.id for voice in catalogue.voices])
    digests = [*(entry.file.sha256 for entry in catalogue.entries), *(voice.sha256 for voice in catalogue.voices)]
    _unique("digest", [digest for digest in digests if digest])
    for family in catalogue.families:
        if family.architecture not in TEXT_ARCHITECTURES:
            raise CatalogueDamaged(f"{family.id} is of the unknown architecture {family.architecture!r}.")
        if not family.files:
            raise CatalogueDamaged(f"{family.id} names no file.")
    for entry in catalogue.entries:
        _check_file(entry.ref, entry.file.file, ".gguf")
        _check_confirmed(entry.ref, entry.file, entry.file.commit)
    for voice in catalogue.voices:
        _check_file(voice.id, voice.file, ".zip")
        if voice.url.rpartition("/")[2] != voice.file:
            raise CatalogueDamaged(f"{voice.id}: its address does not end with {voice.file!r}.")
        _check_confirmed(voice.id, voice, "none needed")


def _unique(kind: str, names: list[str]) -> None:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise CatalogueDamaged(f"the {kind} {twice!r} is there twice.")


def _check_file(where: str, name: str, ending: str) -> None:
    if not (_FILE.match(name) and name.endswith(ending) and is_plain_name(name)):
        raise CatalogueDamaged(f"{where}: {name!r} is not the plain name of a {ending} file.")


def _check_confirmed(where: str, one: CatalogueFile | Voice, commit: str) -> None:
    known = bool(commit and one.sha256) and not one.size_approximate
    if one.confirmed and not known:
        raise CatalogueDamaged(f"{where} says it is confirmed, but lacks its commit, digest or exact size.")
