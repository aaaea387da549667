# SPDX-License-Identifier: Apache-2.0
"""Which libraries Python packages open themselves, by the names they have on each system. Builds nothing."""

import sys
from pathlib import Path

NAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "linux": (
        ("bin", "libggml-cpu-*"),
        ("llama_cpp/lib", "*.so.0"),
        ("llama_cpp/lib", "libllama.so"),
        ("vosk", "libvosk.*"),
        ("_soundfile_data", "libsndfile*"),
    ),
    "darwin": (
        ("bin", "libggml-cpu*"),
        ("llama_cpp/lib", "*.dylib"),
        ("vosk", "libvosk.*"),
        ("_soundfile_data", "libsndfile*"),
        ("_sounddevice_data/portaudio-binaries", "libportaudio*"),
    ),
    "win32": (
        ("bin", "ggml-cpu*.dll"),
        ("llama_cpp/lib", "*.dll"),
        ("vosk", "*.dll"),
        ("_soundfile_data", "libsndfile*.dll"),
        ("_sounddevice_data/portaudio-binaries", "*.dll"),
    ),
}
"""Folder of the installed packages, and the form of the names in it. Each has to be found."""


_EVERYWHERE = (("edgeassist_*.qm", 4), ("starter.gguf", 1), ("en-us.lm.bin", 1), ("harbour-workshop.pdf", 1))
REQUIRED: dict[str, tuple[tuple[str, int], ...]] = {
    "linux": (
        *_EVERYWHERE,
        ("libggml-cpu-*", 5),
        ("libqxcb.so", 1),
        ("libqwayland*.so", 1),
        ("libqoffscreen.so", 1),
        ("libxcb-cursor.so.0", 1),
        ("libportaudio.so*", 1),
        ("libvosk.so", 1),
    ),
    "darwin": (*_EVERYWHERE, ("libqcocoa.dylib", 1), ("libportaudio*", 1), ("libvosk.*", 1)),
    "win32": (*_EVERYWHERE, ("ggml-cpu*.dll", 5), ("qwindows.dll", 1), ("libportaudio*", 1), ("libvosk.dll", 1)),
}
"""What a bundle must hold somewhere, and how many of it at least: the list of files is made of what is there."""

ON_EVERY_DESKTOP = frozenset({
    # the C and C++ libraries and what comes with them
    "ld-linux-aarch64.so.1", "ld-linux-x86-64.so.2", "libc.so.6", "libdl.so.2", "libgcc_s.so.1", "libm.so.6",
    "libmvec.so.1", "libpthread.so.0", "librt.so.1", "libstdc++.so.6", "libz.so.1", "libzstd.so.1",
    # what draws: fitted to the machine's graphics, its fonts, its display
    "libEGL.so.1", "libGL.so.1", "libX11-xcb.so.1", "libX11.so.6", "libfontconfig.so.1", "libfreetype.so.6",
    "libxcb.so.1",
    # what the desktop itself talks and plays with
    "libasound.so.2", "libdbus-1.so.3", "libgio-2.0.so.0", "libglib-2.0.so.0", "libgobject-2.0.so.0",
    "libgthread-2.0.so.0",
})  # fmt: skip
"""Libraries of Linux that a bundle may ask the machine for: nobody with a window on the screen is without them."""

_WAYLAND = ("libwayland-client.so.0", "libwayland-cursor.so.0", "libwayland-egl.so.1")
IN_DESKTOPS_WITH: dict[str, tuple[str, ...]] = {
    "PySide6/Qt/plugins/platformthemes/libqgtk3.so": (
        "libatk-1.0.so.0", "libcairo-gobject.so.2", "libcairo.so.2", "libgdk-3.so.0", "libgdk_pixbuf-2.0.so.0",
        "libgtk-3.so.0", "libharfbuzz.so.0", "libpango-1.0.so.0", "libpangocairo-1.0.so.0",
    ),
    "PySide6/Qt/plugins/platforms/libqwayland*.so": _WAYLAND,
    "PySide6/Qt/plugins/wayland-*/*.so": _WAYLAND,
    "PySide6/Qt/lib/libQt6Wayland*.so.6": _WAYLAND,
    "PySide6/Qt/lib/libQt6WlShell*.so.6": _WAYLAND,
}  # fmt: skip
"""Part of Qt -> what it asks a desktop of its kind for besides; Qt does without that part on any other."""


class LibraryMissing(FileNotFoundError):
    """A package lacks the library that makes it work, so a bundle would, too."""

    def __init__(self, folder: str, form: str) -> None:
        super().__init__(f"No {form} in {folder} of the installed packages. Run packaging/setup_env.py --tests anew.")


def libraries(site: Path, platform: str = sys.platform) -> list[tuple[str, str]]:
    """Return each library with the folder it must lie in; raise `LibraryMissing`."""
    found = []
    for folder, form in NAMES[platform]:
        paths = sorted((site / folder).glob(form))
        if not paths:
            raise LibraryMissing(folder, form)
        found += [(str(path), folder) for path in paths]
    return found


def lacking(folder: Path, platform: str = sys.platform) -> list[str]:
    """Return the forms of names of which the program folder `folder` holds too few."""
    return [form for form, least in REQUIRED[platform] if len(list(folder.rglob(form))) < least]
