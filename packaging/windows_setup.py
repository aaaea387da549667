# SPDX-License-Identifier: Apache-2.0
"""Makes the installer for Windows from a program folder with Inno Setup's compiler; signs it when told with what."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import app_icons
import bundle_list

RECIPE = Path(__file__).resolve().parent / "windows" / "edgeassist.iss"
COMPILERS = (
    r"C:\Program Files (x86)\Inno Setup 6\ISCC.exe",
    r"C:\Program Files\Inno Setup 6\ISCC.exe",
)
CERTIFICATE, STAMPS = "EDGEASSIST_SIGNING_THUMBPRINT", "EDGEASSIST_TIMESTAMP_SERVER"
"""In the environment: the certificate in the person's store, and who dates the signature. Without both, unsigned."""


def build(folder: Path, output: Path, *, version: str) -> Path:
    """Write the installer into the folder `output`; the programs in `folder` are signed before."""
    signed = (*sorted(folder.glob("*.exe")),)
    for path in signed:
        _sign(path)
    bundle_list.write_list(folder)  # what was signed is another file now
    icon = output / "edgeassist.ico"
    icon.write_bytes(app_icons.ico())
    subprocess.run(command(folder, output, icon, version), check=True)
    icon.unlink()
    made = output / f"EdgeAssist-{version}-windows-x64.exe"
    _sign(made)
    return made


def command(folder: Path, output: Path, icon: Path, version: str) -> list[str]:
    """Return what compiles the recipe."""
    compiler = next((path for path in COMPILERS if Path(path).is_file()), "iscc")
    told = {"Version": version, "Folder": folder, "Output": output, "Icon": icon}
    return [compiler, "/Qp", *(f"/D{name}={value}" for name, value in told.items()), str(RECIPE)]


def signing(path: Path, environ: Mapping[str, str]) -> list[str] | None:
    """Return what signs `path`; None where nobody said with which certificate."""
    if not (environ.get(CERTIFICATE) and environ.get(STAMPS)):
        return None
    dated = ["/tr", environ[STAMPS], "/td", "sha256"]
    return ["signtool", "sign", "/sha1", environ[CERTIFICATE], "/fd", "sha256", *dated, str(path)]


def _sign(path: Path) -> None:
    if wanted := signing(path, os.environ):
        subprocess.run(wanted, check=True)
