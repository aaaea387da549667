# SPDX-License-Identifier: Apache-2.0
"""What stays out of the frozen folder although a tool would put it in, and why. Builds nothing."""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]
"""What PyInstaller says of one file: where it will lie, where it is now, its kind."""

EXCLUDED = (
    # made for building and testing
    "PyInstaller", "_pytest", "docx", "ensurepip", "hypothesis", "mypy", "mypyc", "numpy.f2py", "numpy.testing", "pip",
    "pkg_resources", "pytest", "setuptools", "venv",
    # asked for only by parts of packages that nobody uses here
    "hf_xet", "lxml.isoschematron", "lxml.objectify", "pydoc_data", "sentencepiece",
    "vosk.transcriber", "websockets",
    # windows and terminals of another kind
    "PySide6.QtNetwork", "curses", "idlelib", "readline", "tkinter", "turtle",
)  # fmt: skip
"""Modules that are never found by the frozen programs."""

SYSTEM_LIBRARIES = (
    # what the screen, its fonts and its settings are drawn with must fit what this machine has of them
    "libEGL", "libGL", "libX11", "libX11-xcb", "libXau", "libXdmcp", "libXext", "libXrender", "libdbus-1",
    "libfontconfig", "libfreetype", "libgio-2", "libglib-2", "libgmodule-2", "libgobject-2", "libgthread-2",
    # the sound system's own plug-ins are made for its own library
    "libasound",
    # an older copy of these would keep the machine's own drivers from being loaded
    "libgcc_s", "libmvec", "libstdc++", "libwayland-client", "libwayland-cursor", "libwayland-egl", "libz", "libzstd",
    # PortAudio was linked against a sound server that hardly anybody runs: see bundle_jack
    "libjack", "libdb-5",
)  # fmt: skip
"""Libraries of Linux that a desktop has: one that is carried along does harm on a machine that is newer."""

_ONLY_FOR_THOSE = (
    # what GTK's look and the libraries above ask for, and Qt's network, which is not used
    "libatk", "libblkid", "libbrotli", "libbsd", "libcairo", "libcap", "libcom_err", "libdatrie", "libexpat",
    "libfribidi", "libgcrypt", "libgdk", "libgpg-error", "libgraphite", "libgssapi", "libharfbuzz", "libjpeg",
    "libk5crypto", "libkeyutils", "libkrb5", "liblz4", "libmd", "libmount", "libpango", "libpcre2", "libpixman",
    "libpng", "libreadline", "libselinux", "libsystemd", "libthai", "libtinfo", "libQt6Egl", "libQt6Network",
    "libtiff", "libwebp", "libQt6Pdf", "libQt6VirtualKeyboard", "libQt6Quick", "libQt6Qml",
)  # fmt: skip
_PLUGINS = {
    "iconengines": ("qsvgicon",),
    "imageformats": ("qsvg",),
    "platforminputcontexts": ("",),
    "platforms": ("qxcb", "qwayland", "qoffscreen", "qwindows", "qcocoa"),
    "platformthemes": ("",),
    "styles": ("",),
    "wayland": ("",),
    "xcbglintegrations": ("",),
}
_LANGUAGES = ("ar", "de", "es", "fr")
_STRIPPED = ("libpython3*.so*", "python3*/lib-dynload/*.so", "yaml/_yaml*.so")


def kept(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries of a table that PyInstaller made without those nobody needs."""
    return [entry for entry in entries if is_kept(entry[0])]


def started(entries: Iterable[Entry], platform: str = sys.platform) -> list[Entry]:
    """Return the scripts that run at each start without what costs 30 ms there and is never needed.

    Nothing here starts a process through `multiprocessing`. Elsewhere than on Linux a lock of tqdm's may.
    """
    return [entry for entry in entries if platform != "linux" or entry[0] != "pyi_rth_multiprocessing"]


def is_kept(place: str) -> bool:
    """Tell whether the file that would lie at `place` in the folder is needed there."""
    path = PurePosixPath(place.replace("\\", "/"))
    if "PySide6" in path.parts and "plugins" in path.parts:
        return _is_plugin_kept(path)
    if "PySide6" in path.parts and "translations" in path.parts:
        return path.name in {f"qtbase_{code}.qm" for code in _LANGUAGES}
    if path.name == "direct_url.json":
        return False  # names the folder that the building machine installed a wheel from
    if path.suffix in {".c", ".h", ".pxd", ".pxi", ".pyi", ".pyx"} or "tests" in path.parts:
        return False
    if "llama_cpp" in path.parts and re.search(r"\.so\.\d+\.\d|libllama\.so\.", path.name):
        return False  # the same file again: the wheel has each library under three names
    return not _is_of_the_system(path)


def _is_plugin_kept(path: PurePosixPath) -> bool:
    after = path.parts[path.parts.index("plugins") + 1 :]
    wanted = next((names for kind, names in _PLUGINS.items() if after[0].startswith(kind)), None)
    return wanted is not None and any(name in path.name for name in wanted)


def _is_of_the_system(path: PurePosixPath) -> bool:
    left_out = (*SYSTEM_LIBRARIES, *_ONLY_FOR_THOSE)
    return path.parent.name in {"", "lib"} and any(
        re.fullmatch(rf"{re.escape(stem)}[^/]*\.so[.\d]*", path.name) is not None for stem in left_out
    )


def strip_debugging(folder: Path) -> int:
    """Take the tables for debuggers out of Python's own libraries in `folder`; return how many bytes that saved.

    Of wheels only where it is named: a library that was patched after linking cannot be loaded any more when stripped.
    """
    saved = 0
    for form in _STRIPPED:
        for path in sorted(folder.glob(f"_internal/{form}")):
            if not path.is_symlink():
                before = path.stat().st_size
                subprocess.run(["strip", "--strip-debug", str(path)], check=True)
                saved += before - path.stat().st_size
    return saved
