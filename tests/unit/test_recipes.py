# SPDX-License-Identifier: Apache-2.0
"""The recipes for Windows and macOS and the workflow, as far as this system can judge them: shape, names, order."""

import ctypes
import plistlib
import re
import tomllib
from pathlib import Path
from types import SimpleNamespace

import bundle_list
import bundle_main
import macos_image
import macos_info
import pytest
import windows_setup
import yaml

from edgeassist.app.opening import SUFFIXES
from edgeassist.core.installation import LIST_NAME, altered
from tests.support.source_tree import ROOT

RECIPE = windows_setup.RECIPE.read_text(encoding="utf-8")
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))
JOBS = ("linux", "windows", "macos")


def section(name: str) -> list[str]:
    """Return the lines of a section of the recipe, without comments and blanks."""
    text = RECIPE.partition(f"\n[{name}]\n")[2]
    lines = re.split(r"\n\[", text)[0].splitlines()
    return [line for line in lines if line.strip() and not line.startswith(";")]


def setup(name: str) -> str:
    return next(line.partition("=")[2] for line in section("Setup") if line.startswith(f"{name}="))


def test_windows_asks_for_no_administrator_and_keeps_to_the_person_s_own_places() -> None:
    assert setup("PrivilegesRequired") == "lowest"
    assert setup("DefaultDirName").startswith("{localappdata}")
    assert all(line.startswith("Root: HKCU;") for line in section("Registry"))
    assert not re.search(r"HKLM|\{(common|pf|sys|win)\w*\}|\{autopf", RECIPE)


def test_windows_puts_each_version_into_a_folder_of_its_own_apart_from_the_data() -> None:
    assert [line for line in section("Files") if r'DestDir: "{app}\{#Version}"' not in line] == []
    assert setup("DefaultDirName") == r"{localappdata}\Programs\EdgeAssist"


def test_windows_deletes_folders_that_hold_a_version_and_nothing_else() -> None:
    assert section("UninstallDelete") == ['Type: dirifempty; Name: "{app}"']
    code = RECIPE.partition("[Code]")[2]
    assert code.count("DelTree(") == 1
    assert r"FileExists(Folder + '\edgeassist-worker.exe') then" in code.partition("DelTree(")[0].rpartition("if ")[2]
    assert "if CurUninstallStep = usUninstall then\n    RemoveVersions('', '');" in code


def test_windows_neither_removes_nor_replaces_what_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[tuple[object, ...]] = []
    kernel = SimpleNamespace(CreateMutexW=lambda *arguments: held.append(arguments))
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    bundle_main.mark_open()
    assert held == []
    monkeypatch.setattr(bundle_main, "sys", SimpleNamespace(platform="win32"))
    bundle_main.mark_open()
    assert held == [(None, False, setup("AppMutex"))]


def test_every_frozen_start_says_that_it_is_open_before_anything_else() -> None:
    start = Path(bundle_main.__file__).read_text(encoding="utf-8").partition('if __name__ == "__main__":\n')[2]
    assert start.split()[0] == "mark_open()"


def test_windows_opens_both_kinds_of_file_with_the_program() -> None:
    rows = section("Registry")
    for suffix in SUFFIXES:
        assert any(rf"Software\Classes\{suffix}" in row for row in rows)
    commands = [row for row in rows if r"shell\open\command" in row]
    assert len(commands) == len(SUFFIXES)
    assert all(row.endswith(r'ValueData: """{app}\{#Version}\edgeassist.exe"" ""%1"""') for row in commands)
    assert not any(row.startswith(r'Root: HKCU; Subkey: "Software\Classes\.gguf"; ') for row in rows)


def test_windows_says_everything_of_its_own_in_each_language() -> None:
    languages = set(re.findall(r'^Name: "(\w+)"', "\n".join(section("Languages")), re.MULTILINE))
    said: dict[str, set[str]] = {}
    for line in section("CustomMessages"):
        language, _, rest = line.partition(".")
        said.setdefault(rest.partition("=")[0], set()).add(language)
    used = set(re.findall(r"\{cm:(\w+)", RECIPE)) - {"CreateDesktopIcon", "LaunchProgram"}
    assert said.keys() == used
    assert all(told == languages for told in said.values())


def test_each_function_that_the_windows_recipe_calls_is_written_in_it() -> None:
    called = set(re.findall(r"\{code:(\w+)|Check: (\w+)|AfterInstall: (\w+)", RECIPE))
    names = {name for found in called for name in found if name}
    written = set(re.findall(r"^(?:function|procedure) (\w+)", RECIPE, re.MULTILINE))
    assert names <= written
    code = RECIPE.partition("[Code]")[2]
    opened = len(re.findall(r"\b(?:begin|try)\b", code))
    assert opened == len(re.findall(r"\bend\b", code))


def test_the_windows_recipe_is_told_all_that_it_uses(tmp_path: Path) -> None:
    command = windows_setup.command(tmp_path / "folder", tmp_path, tmp_path / "icon.ico", "1.2.3")
    told = {part.removeprefix("/D").partition("=")[0] for part in command if part.startswith("/D")}
    assert set(re.findall(r"\{#(\w+)\}", RECIPE)) <= told
    assert command[-1] == str(windows_setup.RECIPE)


def test_windows_signs_only_when_told_with_what(tmp_path: Path) -> None:
    told = {windows_setup.CERTIFICATE: "ab12", windows_setup.STAMPS: "https://stamps.example"}
    assert windows_setup.signing(tmp_path, {}) is None
    assert windows_setup.signing(tmp_path, {windows_setup.CERTIFICATE: "ab12"}) is None
    command = windows_setup.signing(tmp_path, told)
    assert command is not None
    assert command[:2] == ["signtool", "sign"]
    assert {"ab12", "https://stamps.example", "sha256"} <= set(command)


def test_macos_says_why_it_hears_and_what_it_opens() -> None:
    info = plistlib.loads(plistlib.dumps(macos_info.info("1.2.3")))
    assert "button" in info["NSMicrophoneUsageDescription"]
    assert info["CFBundleShortVersionString"] == "1.2.3"
    kinds = [*info["UTImportedTypeDeclarations"], *info["UTExportedTypeDeclarations"]]
    suffixes = {f".{kind['UTTypeTagSpecification']['public.filename-extension'][0]}" for kind in kinds}
    assert suffixes == set(SUFFIXES)
    opened = {name for document in info["CFBundleDocumentTypes"] for name in document["LSItemContentTypes"]}
    assert opened == {kind["UTTypeIdentifier"] for kind in kinds}


def test_macos_gives_the_program_the_microphone_and_hardly_more() -> None:
    granted = plistlib.loads(macos_image.ENTITLEMENTS.read_bytes())
    assert granted == {
        "com.apple.security.device.audio-input": True,
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
    }


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "EdgeAssist.app"
    for name in ("MacOS/edgeassist", "MacOS/edgeassist-worker", "Frameworks/a.dylib", "Frameworks/deep/in/b.so"):
        (folder / "Contents" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "Contents" / name).write_bytes(b"\xcf\xfa\xed\xfe rest")
    (folder / "Contents" / "Info.plist").write_text("no program")
    return folder


def test_macos_signs_inside_out_and_the_application_last(app: Path, tmp_path: Path) -> None:
    steps = list(macos_image.steps(app, tmp_path / "image.dmg", {}))
    signed = [Path(step[-1]).name for step in steps if "--force" in step]
    assert signed == ["b.so", "a.dylib", "edgeassist", "edgeassist-worker", "EdgeAssist.app"]
    entitled = [Path(step[-1]).name for step in steps if "--entitlements" in step]
    assert entitled == ["edgeassist", "edgeassist-worker", "EdgeAssist.app"]
    assert not any("runtime" in step for step in steps)


def test_macos_hardens_what_a_team_signed(app: Path, tmp_path: Path) -> None:
    steps = list(macos_image.steps(app, tmp_path / "image.dmg", {macos_image.IDENTITY: "Developer ID Application: X"}))
    assert all("runtime" in step and "--timestamp" in step for step in steps if "--force" in step)


def test_macos_lists_its_files_between_the_parts_and_the_whole(app: Path, tmp_path: Path) -> None:
    steps = list(macos_image.steps(app, tmp_path / "image.dmg", {}))
    listed = next(number for number, step in enumerate(steps) if str(macos_image.LISTING) in step)
    assert steps[listed][-1] == str(app / "Contents")
    assert macos_image.LISTING.is_file()
    assert steps[listed - 1][-1].endswith("edgeassist-worker")
    assert steps[listed + 1][-1] == str(app)


def test_macos_asks_apple_only_with_an_identity_and_a_profile(app: Path, tmp_path: Path) -> None:
    image = tmp_path / "image.dmg"
    told = {macos_image.IDENTITY: "Developer ID Application: X", macos_image.PROFILE: "edgeassist"}
    alone = [step[0] for step in macos_image.steps(app, image, {})]
    asked = [step[1] for step in macos_image.steps(app, image, told) if step[0] in ("xcrun", "spctl")]
    assert "xcrun" not in alone
    assert asked == ["notarytool", "stapler", "--assess"]
    unasked = macos_image.steps(app, image, {macos_image.IDENTITY: "Developer ID Application: X"})
    assert not any(step[0] == "xcrun" for step in unasked)


def steps_of(job: str) -> list[dict[str, str]]:
    return list(WORKFLOW["jobs"][job]["steps"])


@pytest.mark.parametrize("job", JOBS)
def test_each_system_builds_tests_and_keeps_its_files(job: str) -> None:
    runs = "\n".join(step.get("run", "") for step in steps_of(job))
    assert re.search(r"bundle(\.py)?\b", runs)
    assert re.search(r"deliverables(\.py)?\b", runs)
    assert re.search(r"--selftest|make smoke", runs)
    assert any(step.get("uses", "").startswith("actions/upload-artifact@") for step in steps_of(job))


def test_only_the_last_job_may_write_and_only_for_a_tag() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    writers = [name for name, job in WORKFLOW["jobs"].items() if "permissions" in job]
    assert writers == ["publish"]
    assert set(WORKFLOW["jobs"]["publish"]["needs"]) == set(JOBS)
    assert "refs/tags/v" in WORKFLOW["jobs"]["publish"]["if"]


def test_the_scripts_that_the_workflow_runs_are_there() -> None:
    runs = "\n".join(step.get("run", "") for job in JOBS for step in steps_of(job)).replace("\\", "/")
    scripts = set(re.findall(r"packaging/\w+\.py", runs))
    assert scripts == {"packaging/setup_env.py", "packaging/bundle.py", "packaging/deliverables.py"}
    assert [name for name in scripts if not (ROOT / name).is_file()] == []


def test_no_secret_is_printed_or_passed_on_a_command_line_of_ours() -> None:
    for job in JOBS:
        for step in steps_of(job):
            assert "secrets." not in step.get("run", "")


def test_the_list_of_an_app_leaves_out_what_its_signature_writes_afterwards(tmp_path: Path) -> None:
    contents = tmp_path / "EdgeAssist.app" / "Contents"
    for name in ("MacOS/edgeassist", "MacOS/edgeassist-worker", "_CodeSignature/CodeResources", "Frameworks/b.so"):
        (contents / name).parent.mkdir(parents=True, exist_ok=True)
        (contents / name).write_bytes(b"signed")
    assert bundle_list.write_list(contents) == 2
    listed = (contents / "Frameworks" / LIST_NAME).read_text(encoding="utf-8")
    assert "MacOS/edgeassist-worker" in listed
    assert "Frameworks/b.so" in listed
    assert "CodeResources" not in listed


def test_the_list_of_an_app_is_no_file_where_only_signed_code_may_be(tmp_path: Path) -> None:
    contents = tmp_path / "EdgeAssist.app" / "Contents"
    (contents / "Frameworks").mkdir(parents=True)
    (contents / "Frameworks" / "b.so").write_bytes(b"signed")
    for _again in range(2):
        assert bundle_list.write_list(contents) == 1
        assert (contents / "Frameworks" / LIST_NAME).readlink() == Path("..", "Resources", LIST_NAME)
        assert not (contents / "Resources" / LIST_NAME).is_symlink()
        assert altered(contents / "Frameworks") == ()
    (contents / "Frameworks" / "b.so").write_bytes(b"altered")
    assert [one.path for one in altered(contents / "Frameworks")] == ["Frameworks/b.so"]


def test_the_wheel_carries_translations_and_not_what_they_were_made_from() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = told["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert "resources" in wheel["only-include"]
    assert wheel["exclude"] == ["*.ts"]
    assert {path.suffix for path in (ROOT / "resources" / "translations").iterdir()} >= {".ts", ".qm"}
