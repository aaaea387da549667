# SPDX-License-Identifier: Apache-2.0
"""What a model hub offers: search, the files of a repository at one commit, their sizes and SHA-256. Fetches no model.

Every method blocks and sends exactly one GET (up to three more when the hub says that a repository was renamed).
huggingface_hub is imported on first use, with its token files, cache, telemetry and extra calls switched off. A token
goes to the official hub only, over https, and only when it was given here. All texts that come back are elided;
names that could leave a folder are dropped and told in `RepoListing.refused`.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlsplit

from edgeassist.core.language import tr
from edgeassist.core.secrets import Secret
from edgeassist.core.stop import Stop
from edgeassist.core.units import elided
from edgeassist.net.hub_names import UnsafeName, checked_file, checked_repo, checked_revision, is_commit, is_sha256
from edgeassist.net.hub_refusals import HUB
from edgeassist.net.refusals import BadAddress, NotOnHub, Offline, ServerTrouble
from edgeassist.net.route import OFFICIAL, Route, proxy_for

if TYPE_CHECKING:
    from huggingface_hub import HfApi, ModelInfo

_T = TypeVar("_T")
_MAX_FILES = 20_000
_MAX_FOUND = 100
_MAX_COUNT = 2**53
_TRUE = ("1", "on", "yes", "true")
_ENVIRONMENT = {
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_SHARED_BLOBS": "1",
    "HF_DEBUG": "0",
    "HF_HUB_ENABLE_HF_TRANSFER": "0",
    "HUGGINGFACE_CO_STAGING": "0",
    "HF_TOKEN_PATH": f"{os.devnull}/token",  # below a file: can be neither read nor made
    "HF_HOME": f"{os.devnull}/hub",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A repository that search found. `licence` is the hub's short name, empty when it names none."""

    repo: str
    downloads: int
    likes: int
    gated: bool
    licence: str


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file of a repository; `sha256` is None for small files that git itself keeps."""

    path: str
    size_bytes: int
    sha256: str | None


@dataclass(frozen=True, slots=True)
class RepoListing:
    """What a repository holds at one commit. `refused` are file names, elided, that are never used."""

    repo: str
    commit: str
    gated: bool
    licence: str
    files: tuple[HubFile, ...]
    refused: tuple[str, ...] = ()

    @property
    def models(self) -> tuple[HubFile, ...]:
        """The GGUF files."""
        return tuple(one for one in self.files if one.path.lower().endswith(".gguf"))

    def file(self, path: str) -> HubFile:
        """Return the file at `path`; raise `UnsafeName` or `NotOnHub`."""
        checked_file(path)
        for one in self.files:
            if one.path == path:
                return one
        raise NotOnHub(tr("file {path} in {repo}", path=path, repo=self.repo))


class Hub:
    """One hub. `endpoint` defaults to `HF_ENDPOINT`, then the official one; `proxy` is the setting of that name."""

    def __init__(
        self, endpoint: str | None = None, token: Secret | None = None, *, proxy: str = "", official: str = OFFICIAL
    ) -> None:
        self.endpoint = _checked_endpoint(endpoint or os.environ.get("HF_ENDPOINT") or official)
        self._proxy, self.official = proxy, official
        self._token = token if self.endpoint == official else None

    @property
    def sends_token(self) -> bool:
        """Whether the token given is sent: there is one, and this is the official hub."""
        return self._token is not None

    def token_for(self, url: str) -> Secret | None:
        """Return the token that may go with a request for `url`: to the official hub's own origin, else None."""
        return self._token if url.startswith(f"{self.official}/") else None

    def search(self, text: str, limit: int = 20, *, stop: Stop | None = None) -> tuple[Found, ...]:
        """Return repositories with GGUF files that match `text`, most downloaded first."""
        limit = min(max(limit, 1), _MAX_FOUND)

        def ask(api: "HfApi") -> tuple[Found, ...]:
            models = api.list_models(
                filter="gguf", search=text[:200], sort="downloads", limit=limit, expand=["downloads", "gated", "likes",
                "tags"], token=self._sent()
            )  # fmt: skip
            return tuple(found for one in models if (found := _found(one)))

        return self._asked("models", ask, stop)

    def files(self, repo: str, revision: str = "main", *, stop: Stop | None = None) -> RepoListing:
        """Return what `repo` holds at `revision`, named by its commit."""
        checked_repo(repo)
        checked_revision(revision)

        def ask(api: "HfApi") -> RepoListing:
            info = api.model_info(repo, revision=revision, files_metadata=True, token=self._sent())
            return _listing(repo, revision, info)

        return self._asked(repo if revision == "main" else f"{repo} at {revision}", ask, stop)

    def file(self, repo: str, path: str, revision: str = "main", *, stop: Stop | None = None) -> HubFile:
        """Return size and SHA-256 of one file, as the hub's listing gives them."""
        checked_file(path)
        return self.files(repo, revision, stop=stop).file(path)

    def download_url(self, repo: str, path: str, commit: str) -> str:
        """Return the address of the file's bytes at `commit`; it redirects to wherever the hub keeps them."""
        checked_repo(repo)
        checked_revision(commit)
        return f"{self.endpoint}/{repo}/resolve/{quote(commit, safe='')}/{quote(checked_file(path), safe='/')}"

    def _sent(self) -> str | bool:
        return self._token.reveal() if self._token else False

    def _asked(self, what: str, ask: "Callable[[HfApi], _T]", stop: Stop | None) -> _T:
        if os.environ.get("HF_HUB_OFFLINE", "").lower() in _TRUE:
            raise Offline(tr("{host} (HF_HUB_OFFLINE is set)", host=urlsplit(self.endpoint).netloc), kept=False)
        make = _library()
        from edgeassist.net.hub_line import Line, speaking

        parts = urlsplit(self.endpoint)
        proxy = proxy_for(self.endpoint, Route(self._proxy))
        line = Line(f"{parts.scheme}://{parts.netloc}", what, proxy=proxy, stop=stop or Stop())
        api = make(endpoint=self.endpoint, token=False, library_name="edgeassist")
        try:
            with speaking(line):
                return ask(api)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise ServerTrouble(HUB, tr("its answer is not what was asked for"), kept=False) from error


def _checked_endpoint(address: str) -> str:
    try:
        parts = urlsplit(address.rstrip("/"))
        port = parts.port
    except ValueError:
        raise BadAddress("hub", address) from None
    plain = address.isascii() and address.isprintable() and not parts.query and "@" not in parts.netloc
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        raise BadAddress("hub", address.rpartition("@")[2])
    default = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown = "" if port in (None, default) else f":{port}"
    return f"{parts.scheme}://{host}{shown}{parts.path}"


@cache
def _library() -> "type[HfApi]":
    """Return the library's client class; the first call settles its environment for this process."""
    os.environ.update(_ENVIRONMENT)
    os.environ.pop("HF_HUB_USER_AGENT_ORIGIN", None)
    from huggingface_hub import HfApi, set_client_factory

    from edgeassist.net.hub_line import client

    set_client_factory(client)
    return HfApi


def _found(info: "ModelInfo") -> Found | None:
    try:
        repo = checked_repo(str(info.id))
    except UnsafeName:
        return None
    return Found(repo, _count(info.downloads), _count(info.likes), bool(info.gated), _licence(info))


def _listing(repo: str, revision: str, info: "ModelInfo") -> RepoListing:
    commit = info.sha
    if commit is None or not is_commit(commit) or (is_commit(revision) and commit != revision):
        raise ServerTrouble(HUB, tr("it does not say which commit its list is of"), kept=False)
    files: list[HubFile] = []
    refused: list[str] = []
    for one in (info.siblings or [])[:_MAX_FILES]:
        try:
            path = checked_file(one.rfilename)
        except UnsafeName as error:
            refused.append(error.name)
            continue
        sha256 = one.lfs.sha256 if one.lfs and is_sha256(one.lfs.sha256) else None
        files.append(HubFile(path, _count(one.lfs.size if one.lfs else one.size), sha256))
    return RepoListing(repo, commit, bool(info.gated), _licence(info), tuple(files), tuple(refused))


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_COUNT else 0


def _licence(info: "ModelInfo") -> str:
    tags = info.tags if isinstance(info.tags, list) else []
    named = next((tag for tag in tags if isinstance(tag, str) and tag.startswith("license:")), "")
    return elided(named.removeprefix("license:"), 40)
