# SPDX-License-Identifier: Apache-2.0
"""Makes the disk image for macOS from `EdgeAssist.app`: signs inside out, has Apple look at it, packs it.

Without a signing identity the application is signed for this machine only (`-`), and Apple is not asked.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ENTITLEMENTS = Path(__file__).resolve().parent / "macos" / "entitlements.plist"
LISTING = Path(__file__).resolve().parent / "bundle_list.py"
IDENTITY, PROFILE = "EDGEASSIST_SIGNING_IDENTITY", "EDGEASSIST_NOTARY_PROFILE"
"""In the environment: the "Developer ID Application" to sign with, and the keychain profile of `notarytool`."""
_MACH_O = (b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


def build(app: Path, output: Path, *, version: str, machine: str) -> Path:
    """Write the disk image into the folder `output`."""
    image = output / f"EdgeAssist-{version}-macos-{machine}.dmg"
    for command in steps(app, image, os.environ):
        subprocess.run(command, check=True)
    return image


def steps(app: Path, image: Path, environ: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield the commands in their order."""
    identity, profile = environ.get(IDENTITY) or "-", environ.get(PROFILE)
    yield from (signing(path, identity) for path in nested(app))
    yield [sys.executable, str(LISTING), str(app / "Contents")]  # what was signed is another file now
    yield signing(app, identity)
    yield ["codesign", "--verify", "--deep", "--strict", str(app)]
    shown = image.with_suffix("")  # what a person sees in the image: the application, and where to drag it
    yield ["ditto", str(app), str(shown / app.name)]
    yield ["ln", "-sfn", "/Applications", str(shown / "Applications")]
    yield [
        "hdiutil",
        "create",
        "-volname",
        "EdgeAssist",
        "-srcfolder",
        str(shown),
        "-ov",
        "-format",
        "ULFO",
        str(image),
    ]
    yield ["rm", "-r", str(shown)]
    if identity == "-":
        return
    yield ["codesign", "--sign", identity, "--timestamp", str(image)]
    if profile:
        yield ["xcrun", "notarytool", "submit", str(image), "--keychain-profile", profile, "--wait"]
        yield ["xcrun", "stapler", "staple", str(image)]
        yield ["spctl", "--assess", "--type", "open", "--context", "context:primary-signature", str(image)]


def signing(path: Path, identity: str) -> list[str]:
    """Return what signs `path`; the programs get the entitlements, libraries need none."""
    command = ["codesign", "--force", "--sign", identity]
    if identity != "-":  # without a team, the hardened runtime would refuse our own libraries
        command += ["--options", "runtime", "--timestamp"]
    if path.suffix == ".app" or path.parent.name == "MacOS":
        command += ["--entitlements", str(ENTITLEMENTS)]
    return [*command, str(path)]


def nested(app: Path) -> Iterator[Path]:
    """Yield each program and library inside, the innermost first: a signature covers what lies below it."""
    inside = (path for path in (app / "Contents").rglob("*") if path.is_file() and not path.is_symlink())
    for path in sorted(inside, key=lambda one: (-len(one.parts), str(one))):
        with path.open("rb") as file:
            if file.read(4) in _MACH_O:
                yield path
