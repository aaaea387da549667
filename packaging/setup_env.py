# SPDX-License-Identifier: Apache-2.0
"""Makes the environment `.venv` that EdgeAssist runs and is tested in; a second run finds it done.

Runs on the system's Python with nothing installed: `python packaging/setup_env.py [--tests]`. The same on Linux
(through make), Windows and macOS. Versions come from `constraints.txt`; the engine from `engine_wheel`.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("EdgeAssist needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")

import argparse
import hashlib
import importlib.util
import subprocess
from pathlib import Path

import engine_wheel
import pins
import system_packages
from steps import SetupFailed, cache_folder, only_one, run, say

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
PYPROJECT = ROOT / "pyproject.toml"
ENVIRONMENT = ROOT / ".venv"
PARTS = ("engine_wheel", "pins", "setup_env", "steps", "system_packages")
"""The files of this program."""
ENGINE = "llama-cpp-python"
ENGINE_NEEDS = ("diskcache", "jinja2", "numpy", "typing-extensions")
"""What the engine imports; its wheel is installed without its dependencies."""


def fingerprint() -> str:
    """Return a text that changes with all that decides what is installed."""
    parts = [CONSTRAINTS, PYPROJECT, *(CONSTRAINTS.parent / f"{name}.py" for name in PARTS)]
    digest = hashlib.sha256(f"{sys.version}\n{sys.base_prefix}\n{ROOT}\n".encode())
    for part in parts:
        digest.update(part.read_bytes())
    return digest.hexdigest()


def environment_python(environment: Path) -> Path:
    """Return the path of the interpreter inside `environment`."""
    return environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def stamps(environment: Path, *, tests: bool) -> list[Path]:
    """Return the files that say `done`: what serves the tests serves a run too."""
    return [environment / f"done-{name}.stamp" for name in (("run", "tests") if tests else ("run",))]


def is_done(environment: Path, key: str, *, tests: bool) -> bool:
    """Tell whether the last complete set-up had the same `key`."""
    if not environment_python(environment).exists():
        return False
    return all(stamp.is_file() and stamp.read_text() == key for stamp in stamps(environment, tests=tests))


def _make_environment(environment: Path, *, try_apt: bool) -> Path:
    python = environment_python(environment)
    if python.exists() and _version_of(python) == sys.version.split()[0]:
        return python
    if importlib.util.find_spec("ensurepip") is None:
        system_packages.ensure(("python3-venv",), try_apt=try_apt)
    say(f"making {environment.name} with Python {sys.version.split()[0]}")
    advice = f"Python's venv module is not usable here; type: {system_packages.install_line(['python3-venv'])}"
    run([sys.executable, "-m", "venv", "--clear", str(environment)], failure=advice)
    return python


def _version_of(python: Path) -> str:
    code = "import sys; print(sys.version.split()[0])"
    return subprocess.run([str(python), "-c", code], check=False, capture_output=True, text=True).stdout.strip()


def _pip(python: Path, *arguments: str, failure: str) -> None:
    run([str(python), "-m", "pip", "--disable-pip-version-check", *arguments], failure=failure)


def _install_packages(python: Path, *, tests: bool) -> None:
    wanted = pins.wants(PYPROJECT)
    chosen = [*wanted.runtime, *wanted.build, *((*wanted.develop, *wanted.bundle) if tests else ())]
    names = [name for name in map(pins.named, chosen) if name != ENGINE]
    say("installing pinned packages")
    failure = "The packages could not be installed; check the network, then run this again."
    _pip(python, "install", "-qq", "-c", str(CONSTRAINTS), "pip", *ENGINE_NEEDS, *names, failure=failure)
    packages = "[Ll]ib*/**/site-packages"
    if any(ENVIRONMENT.glob(f"{packages}/setuptools")) and not any(ENVIRONMENT.glob(f"{packages}/PyInstaller")):
        # Python 3.11 puts setuptools into every new environment; only PyInstaller asks for it
        _pip(python, "uninstall", "-qq", "--yes", "setuptools", failure="setuptools could not be removed.")


def _install_engine(python: Path, environment: Path) -> None:
    build = engine_wheel.this_build(pins.pinned(CONSTRAINTS)[ENGINE])
    stamp = environment / "engine.stamp"
    if not (stamp.is_file() and stamp.read_text() == build.folder_name):
        wheel = engine_wheel.engine_wheel(build, cache_folder(), CONSTRAINTS)
        stamp.unlink(missing_ok=True)
        say("installing the engine")
        arguments = ("install", "-qq", "--no-deps", "--force-reinstall", str(wheel))
        _pip(python, *arguments, failure="The engine could not be installed.")
        stamp.write_text(build.folder_name)
    files = [str(path) for path in environment.glob("[Ll]ib*/**/bin/*ggml-cpu*")]
    if not engine_wheel.variants(files):
        stamp.unlink()
        raise SetupFailed(f"The engine in {environment.name} has no CPU variants; run this again to install it anew.")


def _install_project(python: Path) -> None:
    arguments = ("install", "-qq", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    _pip(python, *arguments, failure="EdgeAssist itself could not be installed.")
    _pip(python, "check", "-q", failure="The installed packages do not fit together.")


def set_up(*, tests: bool) -> None:
    """Bring `.venv` up to date; a no-op apart from one look at the system packages when it is."""
    packages = (*system_packages.RUN, *system_packages.TEST) if tests else system_packages.RUN
    key = fingerprint()
    done = is_done(ENVIRONMENT, key, tests=tests)
    system_packages.ensure(packages, try_apt=not done)
    if done:
        return
    with only_one(ROOT / "build" / "setup.lock", waiting_for="another set-up of this folder"):
        if is_done(ENVIRONMENT, key, tests=tests):
            return
        python = _make_environment(ENVIRONMENT, try_apt=True)
        for stamp in stamps(ENVIRONMENT, tests=True):
            stamp.unlink(missing_ok=True)
        _install_packages(python, tests=tests)
        _install_engine(python, ENVIRONMENT)
        _install_project(python)
        for stamp in stamps(ENVIRONMENT, tests=tests):
            stamp.write_text(key)
        say("done")


def main(arguments: list[str]) -> int:
    """Parse the command line and set up; a failure is one sentence and exit code 1."""
    parser = argparse.ArgumentParser(description="Make the environment that EdgeAssist runs in.")
    parser.add_argument("--tests", action="store_true", help="also install what the tests and checks need")
    chosen = parser.parse_args(arguments)
    try:
        set_up(tests=chosen.tests)
    except SetupFailed as failure:
        say(str(failure))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
