# SPDX-License-Identifier: Apache-2.0
"""The system libraries EdgeAssist needs on Debian and Ubuntu: which are missing, and how to get them.

Asks dpkg first and calls apt only when something is missing and rights allow; otherwise it prints the one line to
type. Other systems bring these libraries with themselves or with the Python packages.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence

from steps import say

RUN = (
    "libportaudio2",
    "libegl1",
    "libgl1",
    "libglib2.0-0|libglib2.0-0t64",
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xinerama0",
    "libxcb-xkb1",
    "libdbus-1-3",
    "libfontconfig1",
    "fonts-dejavu-core",
)
"""To open the window and hear the microphone; `a|b` is one library under the names of two releases."""

TEST = (
    "xvfb",
    "xdotool",
    "x11-utils",
    "imagemagick",
    "strace",
    "sox",
    "espeak-ng",
    "openbox",
    "gcc",
    "g++",
    "iproute2",
    "zstd",
)
"""To run every test."""


def installed(names: Iterable[str]) -> set[str]:
    """Return those of `names` that dpkg holds as installed."""
    command = ["dpkg-query", "--show", "--showformat", "${db:Status-Abbrev} ${Package}\n", *names]
    answer = subprocess.run(command, check=False, capture_output=True, text=True)
    rows = (line.split() for line in answer.stdout.splitlines())
    return {row[-1] for row in rows if row and row[0] == "ii"}


def missing(packages: Sequence[str]) -> list[str]:
    """Return the packages of which no name is installed, by their first name."""
    present = installed(name for package in packages for name in package.split("|"))
    choices = [package.split("|") for package in packages]
    return [names[0] for names in choices if not present.intersection(names)]


def install_line(packages: Sequence[str]) -> str:
    """Return what a person types to get `packages`."""
    rights = "" if os.name == "posix" and os.geteuid() == 0 else "sudo "
    return f"{rights}apt-get install {' '.join(packages)}"


def ensure(packages: Sequence[str], *, try_apt: bool) -> bool:
    """Install what is missing when `try_apt` and rights allow; otherwise say the line to type. True when all is there.

    Set-up goes on either way: the command line works without a display, and tests say what they lack.
    """
    if sys.platform != "linux":
        return True
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        if try_apt:
            say("this Linux has no apt; the window needs EGL, fontconfig and the xcb libraries from its own packages")
        return True
    lacking = missing(packages)
    if lacking and try_apt and (rights := _rights()) is not None:
        say(f"installing system packages: {' '.join(lacking)}")
        _apt_install(rights, lacking)
        lacking = missing(packages)
    if lacking:
        say(f"system packages are missing; type: {install_line(lacking)}")
    return not lacking


def _rights() -> list[str] | None:
    if os.name == "posix" and os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True, stdin=subprocess.DEVNULL)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def _apt_install(rights: list[str], packages: Sequence[str]) -> None:
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    if _quietly(install) != 0:  # a fresh machine has no package lists yet, an old one has outdated ones
        _quietly([*apt, "update"])
        _quietly(install, show=True)


def _quietly(command: Sequence[str], *, show: bool = False) -> int:
    done = subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if show and done.returncode != 0:
        say(f"apt-get failed: {done.stdout.strip().splitlines()[-1] if done.stdout.strip() else 'no reason given'}")
    return done.returncode
