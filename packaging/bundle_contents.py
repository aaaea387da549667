# SPDX-License-Identifier: Apache-2.0
"""What goes into the frozen folder, and what stays out. Builds nothing."""

import os
import sysconfig
from pathlib import Path, PurePosixPath

from bundle_libraries import libraries
from PyInstaller.utils.hooks import collect_data_files, collect_submodules

ROOT = Path(__file__).resolve().parent.parent
ENTRY = ROOT / "packaging" / "bundle_main.py"
FOLDER = "EdgeAssist"
PROGRAMS = {"edgeassist": False, "edgeassist-worker": True}
"""Name -> whether it has a console: the window, and the worker that is the command line too."""

SITE = Path(sysconfig.get_path("purelib"))
DATA_OF = ("hassil", "home_assistant_intents", "llama_cpp", "pocketsphinx", "py3langid", "sentencex", "unicode_rbnf")
SUBMODULES_OF = ("edgeassist", "home_assistant_intents", "keyring.backends", "pygments", "rapidfuzz", "snowballstemmer")
METADATA_OF = ("edgeassist", "keyring", "llama_cpp_python")


def hidden_imports() -> list[str]:
    """Return the modules that are imported by name only."""
    return [name for package in SUBMODULES_OF for name in collect_submodules(package)]


def binaries() -> list[tuple[str, str]]:
    """Return the libraries that Python packages open themselves, with the folder each must lie in."""
    return libraries(SITE)


def datas() -> list[tuple[str, str]]:
    """Return files to lay beside the code: resources, data of packages, what installed packages say of themselves."""
    found = [entry for package in DATA_OF for entry in collect_data_files(package)]
    for name in METADATA_OF:
        folder = next(SITE.glob(f"{name}-*.dist-info"))
        found += [
            (str(folder / part), folder.name) for part in ("METADATA", "entry_points.txt") if (folder / part).is_file()
        ]
    resources = ROOT / "resources"
    files = (path for path in sorted(resources.rglob("*")) if path.is_file() and path.suffix != ".ts")
    found += [(str(path), str(PurePosixPath("resources", *path.relative_to(resources).parent.parts))) for path in files]
    found.append((str(ROOT / "CHANGELOG.md"), "resources"))
    facts = os.environ.get("EDGEASSIST_BUILD_FACTS")
    return [*found, (facts, "resources")] if facts else found
