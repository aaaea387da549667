# SPDX-License-Identifier: Apache-2.0
"""Where the CPU variants of the engine lie, how one is loaded, and what the engine logs. Chooses nothing.

Importing this imports no engine: `llama_cpp` is touched only inside `load_variant` and `native`.
"""

import ctypes
import sys
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from edgeassist.core.errors import EngineTrouble
from edgeassist.core.language import later
from edgeassist.core.told import told

_SUFFIXES = {".so", ".dylib", ".dll"}
_STEM = "ggml-cpu-"
BUILT_IN = "built-in"


class VariantRefused(EngineTrouble):
    """The engine did not take a CPU library."""

    code = "variant-refused"
    hint = later("Run `edgeassist doctor`: it tries every variant again.")

    def __init__(self, library: Path) -> None:
        self.library = library
        super().__init__(told("The engine did not accept the processor code in {name}.", name=library.name))


@dataclass(frozen=True, slots=True)
class Variant:
    """One CPU library of the engine, by the name of the processor it is compiled for."""

    name: str
    library: Path


def package_folder() -> Path:
    """Return the folder of the engine's package without importing it."""
    spec = find_spec("llama_cpp")
    if spec is None or not spec.submodule_search_locations:
        raise EngineTrouble(
            told("The engine (llama-cpp-python) is not installed."), hint=later("Run `make run` again.")
        )
    return Path(next(iter(spec.submodule_search_locations)))


def find_variants(extra: Sequence[Path] = ()) -> tuple[Variant, ...]:
    """Return the CPU libraries that came with the engine, and those in the `extra` folders, by name."""
    package = package_folder()
    found: dict[str, Variant] = {}
    for folder in (package / "lib", package.parent / "bin", *extra):
        for library in sorted(folder.glob(f"*{_STEM}*")) if folder.is_dir() else ():
            if library.suffix in _SUFFIXES:
                name = library.stem.partition(_STEM)[2]
                found[name] = Variant(name, library.absolute())
    return tuple(found[name] for name in sorted(found))


def build_name() -> str:
    """Return the engine's name and version."""
    return f"llama-cpp-python {metadata.version('llama-cpp-python')}"


def preload_base() -> None:
    """Make the base library known, so that a CPU library can be opened by itself to ask for its score."""
    for library in sorted((package_folder() / "lib").glob("*ggml-base*")):
        if library.name.endswith((".so.0", ".dylib", ".dll")):
            ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
            return


def advertised_score(library: Path) -> int:
    """Return what `library` says it is worth here, 0 for not at all. Runs its code: only in a throw-away child."""
    function = ctypes.CDLL(str(library)).ggml_backend_score
    function.restype, function.argtypes = ctypes.c_int, []
    return int(function())


def _registry(native: Any) -> Any:
    """Return the library that holds the registry which libllama uses.

    There can be several copies of it on disk (`libggml.so`, `libggml.so.0`), each with a registry of its own. A
    look-up through libllama's own handle searches what libllama is linked with; Windows has one copy, by name.
    """
    if sys.platform == "win32":
        return ctypes.CDLL(str(package_folder() / "lib" / "ggml.dll"))
    return native._lib


def load_variant(library: Path | None) -> None:
    """Load the engine and the CPU code in `library` into it; None for a build that has its CPU code built in."""
    from llama_cpp import llama_cpp as native

    native.llama_backend_init()
    registry = _registry(native)
    registry.ggml_backend_dev_count.restype = ctypes.c_size_t
    if library is not None:
        registry.ggml_backend_load.restype = ctypes.c_void_p
        registry.ggml_backend_load.argtypes = [ctypes.c_char_p]
        before = registry.ggml_backend_dev_count()
        if not registry.ggml_backend_load(str(library).encode()) or registry.ggml_backend_dev_count() == before:
            raise VariantRefused(library)
    elif registry.ggml_backend_dev_count() == 0:
        raise EngineTrouble(told("The engine has no processor code to run with."), hint=later("Run `make run` again."))


class EngineLog:
    """Passes the engine's warnings and errors to stderr and remembers the last of them for a failure's detail."""

    _WARN, _ERROR, _CONTINUED = 3, 4, 5  # ggml_log_level

    def __init__(self, kept_lines: int = 20) -> None:
        self._lines: deque[str] = deque(maxlen=kept_lines)
        self._level = 0
        self._lock = threading.Lock()
        self._callback: Any = None

    def install(self) -> None:
        """Become the engine's log. The callback lives as long as this object."""
        from llama_cpp import llama_cpp as native

        self._callback = native.llama_log_callback(self._on_line)
        native.llama_log_set(self._callback, None)

    def _on_line(self, level: int, text: bytes, _data: object) -> None:
        self._level = self._level if level == self._CONTINUED else level
        if self._level in (self._WARN, self._ERROR):
            line = text.decode("utf-8", "replace")
            with self._lock:
                self._lines.append(line.rstrip("\n"))
            sys.stderr.write(line)
            sys.stderr.flush()

    def drain(self) -> str:
        """Return the lines since the last call."""
        with self._lock:
            lines = "\n".join(self._lines)
            self._lines.clear()
        return lines
