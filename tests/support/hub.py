# SPDX-License-Identifier: Apache-2.0
"""A loopback model hub that speaks the real protocol, so that huggingface_hub itself is its client.

    with FakeHub() as hub:
        repo = hub.add("acme/small", {"small-q4.gguf": b"GGUF...", "README.md": b"hello"})
        hub.endpoint        # http://127.0.0.1:port; bytes come from hub.bytes, another port
        hub.log             # every request: method, path, query, headers
        hub.answer("/api/models", Odd(status=503))

Names ending in .gguf are LFS files with a SHA-256; the others lie in git. Each `add` to a repository is a commit.
"""

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from tests.support.byte_server import LOGIN_PAGE, ByteServer, _Server

GOOD_TOKEN = "hf_" + "g" * 34
_PAGE = 100


@dataclass(slots=True)
class Asked:
    """One request. Header names are in lower case."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]


@dataclass(slots=True)
class Odd:
    """What to answer instead: `body` with `headers`; `hang` says nothing until the hub closes, `drip` a byte a time."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: bool = False
    drip: bool = False


@dataclass(slots=True)
class Commit:
    """The files at one commit."""

    sha: str
    files: dict[str, bytes]


@dataclass(slots=True)
class Repo:
    """One repository; `branches` name commits."""

    name: str
    gated: bool = False
    licence: str = "apache-2.0"
    gguf: bool = True
    downloads: int = 0
    commits: list[Commit] = field(default_factory=list)
    branches: dict[str, Commit] = field(default_factory=dict)

    def at(self, revision: str) -> Commit | None:
        """Return the commit of a branch or a full id."""
        return self.branches.get(revision) or next((one for one in self.commits if one.sha == revision), None)


class FakeHub:
    """Serves repositories on 127.0.0.1 while entered."""

    def __init__(self) -> None:
        self.bytes = ByteServer()
        self.repos: dict[str, Repo] = {}
        self.renamed: dict[str, str] = {}
        self.log: list[Asked] = []
        self.odd: dict[str, Odd] = {}
        self.asked = threading.Event()
        self.closing = self.bytes.closing
        self.http = _HubServer(("127.0.0.1", 0), _Handler)
        self.http.hub = self
        self._thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, name="hub")

    @property
    def endpoint(self) -> str:
        """Return scheme, host and port."""
        return f"http://127.0.0.1:{self.http.server_address[1]}"

    def add(self, name: str, files: Mapping[str, bytes], *, branch: str = "main", **about: Any) -> Repo:
        """Commit `files` to `branch` of the repository `name`; `about` are fields of `Repo`."""
        repo = self.repos.setdefault(name, Repo(name))
        for key, value in about.items():
            setattr(repo, key, value)
        seed = f"{name} {len(repo.commits)} {sorted(files)}".encode()
        commit = Commit(hashlib.sha1(seed, usedforsecurity=False).hexdigest(), dict(files))
        repo.commits.append(commit)
        repo.branches[branch] = commit
        for content in files.values():
            self.bytes.files[f"blobs/{hashlib.sha256(content).hexdigest()}"] = content
        return repo

    def answer(self, path: str, odd: Odd) -> None:
        """Answer `odd` to every request whose path begins with `path`."""
        self.odd[path] = odd

    def __enter__(self) -> Self:
        self.bytes.__enter__()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bytes.__exit__(kind, error, trace)
        self.http.shutdown()
        self.http.cut_all()
        self.http.server_close()
        self._thread.join()


class _HubServer(_Server):
    hub: FakeHub


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _HubServer

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_HEAD(self) -> None:
        self._route()

    def do_GET(self) -> None:
        self._route()

    def do_POST(self) -> None:
        self._form = self.rfile.read(int(self.headers.get("content-length", "0"))).decode()
        self._route()

    def _route(self) -> None:
        hub, parts = self.server.hub, urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._query = parse_qs(parts.query)
        hub.log.append(Asked(self.command, parts.path, self._query, headers))
        hub.asked.set()
        odd = next((one for path, one in hub.odd.items() if parts.path.startswith(path)), None)
        if odd:
            self._odd(odd)
        elif parts.path == "/api/models":
            self._search()
        elif parts.path.startswith("/api/models/"):
            self._api([unquote(one) for one in parts.path.split("/")[3:]])
        elif "/resolve/" in parts.path:
            self._resolve(unquote(parts.path).split("/")[1:])
        else:
            self._error(404, "", "Sorry, we can't find the page you are looking for.")

    def _odd(self, odd: Odd) -> None:
        if odd.hang:
            self.server.hub.closing.wait()
            self.close_connection = True
            return
        if odd.drip:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not self.server.hub.closing.wait(0.02):
                self.wfile.write(b"X-Slow: 1\r\n")
            return
        self._send(odd.status, odd.body, {"Content-Type": "application/json", **odd.headers})

    def _search(self) -> None:
        words = self._query.get("search", [""])[0].lower()
        limit = int(self._query.get("limit", [str(_PAGE)])[0])
        wanted = self._query.get("filter", [])
        found = [one for one in self.server.hub.repos.values() if words in one.name.lower()]
        found = [one for one in found if one.gguf or "gguf" not in wanted]
        found.sort(key=lambda one: -one.downloads)
        self._json(
            [self._about(one) for one in found[:limit]], {"Link": f'<{self.server.hub.endpoint}/next>; rel="next"'}
        )

    def _about(self, repo: Repo) -> dict[str, Any]:
        tags = [*(["gguf"] if repo.gguf else []), f"license:{repo.licence}", "region:us"]
        return {
            "_id": "0", "id": repo.name, "modelId": repo.name, "private": False, "likes": 3, "tags": tags,
            "downloads": repo.downloads, "gated": "manual" if repo.gated else False,
        }  # fmt: skip

    def _api(self, parts: list[str]) -> None:
        name, kind, rest = "/".join(parts[:2]), parts[2] if len(parts) > 2 else "revision", parts[3:]
        if name in self.server.hub.renamed:
            path = self.path.replace(name, self.server.hub.renamed[name])
            self._send(307, b"", {"Location": path})
            return
        repo = self._allowed(name)
        if repo is None:
            return
        commit = repo.at(rest[0] if rest else "main")
        if commit is None:
            self._error(404, "RevisionNotFound", f"Invalid rev id: {rest[0]}")
        elif kind == "revision":
            self._info(repo, commit)
        elif kind == "tree":
            self._json([_tree_entry(path, content) for path, content in commit.files.items()])
        elif kind == "paths-info":
            paths = parse_qs(self._form).get("paths", [])
            self._json([_tree_entry(path, commit.files[path]) for path in paths if path in commit.files])

    def _info(self, repo: Repo, commit: Commit) -> None:
        blobs = "blobs" in self._query
        siblings = [
            {"rfilename": path, **(_blob(path, content) if blobs else {})} for path, content in commit.files.items()
        ]
        card = {"license": repo.licence, "tags": ["gguf"]}
        self._json({**self._about(repo), "sha": commit.sha, "siblings": siblings, "cardData": card})

    def _allowed(self, name: str) -> Repo | None:
        repo = self.server.hub.repos.get(name)
        token = self.headers.get("authorization", "").removeprefix("Bearer ")
        if repo is None:
            self._error(404 if token == GOOD_TOKEN else 401, "RepoNotFound", "Repository not found")
        elif repo.gated and not token:
            self._error(401, "GatedRepo", f"Access to model {name} is restricted. You must be authenticated.")
        elif repo.gated and token != GOOD_TOKEN:
            self._error(403, "GatedRepo", f"Access to model {name} is restricted and you are not in the list.")
        else:
            return repo
        return None

    def _resolve(self, parts: list[str]) -> None:
        name, revision, path = "/".join(parts[:2]), parts[3], "/".join(parts[4:])
        repo = self._allowed(name)
        if repo is None:
            return
        commit = repo.at(revision)
        if commit is None:
            self._error(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        elif path not in commit.files:
            self._error(404, "EntryNotFound", "Entry not found")
        else:
            self._bytes(commit, path)

    def _bytes(self, commit: Commit, path: str) -> None:
        content = commit.files[path]
        sha256 = hashlib.sha256(content).hexdigest()
        headers = {"X-Repo-Commit": commit.sha, "Accept-Ranges": "bytes"}
        if not path.endswith(".gguf"):
            self._send(200, content, {**headers, "ETag": f'"{_git_id(content)}"'})
            return
        headers |= {"X-Linked-Etag": f'"{sha256}"', "X-Linked-Size": str(len(content)), "ETag": f'"{_git_id(content)}"'}
        self._send(302, b"", {**headers, "Location": self.server.hub.bytes.url(f"blobs/{sha256}")})

    def _error(self, status: int, code: str, message: str) -> None:
        headers = {"X-Error-Message": message, **({"X-Error-Code": code} if code else {})}
        self._send(status, json.dumps({"error": message}).encode(), {"Content-Type": "application/json", **headers})

    def _json(self, value: object, headers: Mapping[str, str] | None = None) -> None:
        content = json.dumps(value).encode()
        self._send(200, content, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


CAPTIVE = Odd(body=LOGIN_PAGE, headers={"Content-Type": "text/html; charset=utf-8"})
"""What a hotel's network answers to everything."""


def _git_id(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _lfs(content: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 134}


def _blob(path: str, content: bytes) -> dict[str, Any]:
    blob: dict[str, Any] = {"blobId": _git_id(content), "size": len(content)}
    return {**blob, "lfs": _lfs(content)} if path.endswith(".gguf") else blob


def _tree_entry(path: str, content: bytes) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": "file", "oid": _git_id(content), "size": len(content), "path": path}
    if path.endswith(".gguf"):
        entry["lfs"] = {"oid": _lfs(content)["sha256"], "size": len(content), "pointerSize": 134}
    return entry
