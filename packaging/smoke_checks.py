# SPDX-License-Identifier: Apache-2.0
"""What a frozen program must do wherever it is started: each check does one thing and says in a few words what it saw.

A check raises `Failed` where the program did something else; any line on stderr that is not expected is such a thing.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import bundle_needs
import smoke_screen
from smoke_ground import Ended, Failed, Ground, make_home, removed
from smoke_root import BareGround
from smoke_screen import Screen, waited_for

PICTURE = Path(__file__).resolve().parent.parent / "build" / "smoke" / "window.png"
QUESTION = "Hello, how are you?"
_NAME = "Jérôme 田中"
_UP_S, _ANSWERED_S, _GONE_S, _PATIENCE_S, _TESTED_S = 60.0, 60.0, 10.0, 2.0, 400.0
_UNAVAILABLE, _NO_DISPLAY = 7, 2
_STARTED = re.compile(r"calling init: (/\S+)")
_TO_EXPECT: tuple[str, ...] = ()
"""What may be on stderr, by its beginning."""


@dataclass(frozen=True)
class Check:
    """One thing to try; `lacking` tells what this machine has not that it takes."""

    name: str
    work: Callable[[Ground], str]
    lacking: Callable[[], str] = lambda: ""


def own_libraries(ground: Ground) -> str:
    """What the libraries need is in the folder, or on every desktop: what only this machine has would not be missed."""
    if unmet := bundle_needs.unmet(ground.folder):
        raise Failed(f"only this machine has {'; '.join(map(str, unmet))}")
    return ", ".join(f"{name} {version}" for name, version in bundle_needs.oldest(ground.folder).items()) + " will do"


def selftest(ground: Ground) -> str:
    """Every part works, by the console program, and none of its processes takes a library of this machine for ours."""
    traces = ground.home / "loaded"
    traced = ("env", "LD_DEBUG=files", f"LD_DEBUG_OUTPUT={traces}")
    passed = _passed(ground.run(*traced, ground.worker, "--selftest", "--json", limit_s=_TESTED_S))
    _require_ours(ground.foreign(_traced(traces, ground.folder)))
    return f"{passed} steps passed"


def bare_system(ground: Ground) -> str:
    """Every part works where nothing is installed but what every desktop has, and a display is there."""
    bare = BareGround(ground.folder.parent / "bare", ground.folder)
    try:
        if bare.remarks:
            ground.remarks += bare.remarks
            return "this machine cannot make one"
        with smoke_screen.screen() as display:
            environ = bare.environ(DISPLAY=display.display)
            passed = _passed(bare.run(bare.worker, "--selftest", "--json", environ=environ, limit_s=_TESTED_S))
    finally:
        removed(bare.folder)
    return f"{passed} steps passed with {bare.libraries} libraries of the system"


def answer_without_streams(ground: Ground) -> str:
    """Both programs work with stdin, stdout and stderr closed: what they did is in the home afterwards."""
    out = ground.home / "answer.json"
    script = 'exec "$0" "$@" <&- >&- 2>&-'
    _quiet(ground.run("sh", "-c", script, ground.worker, "history", "export", str(out)), 0)
    if not out.is_file():
        raise Failed("nothing was exported")
    _quiet(ground.run("sh", "-c", script, ground.worker, "ask", QUESTION), 0)
    log = ground.home / ".local/state/EdgeAssist/log/edgeassist.log"
    return f"a file was written and a question answered{', a log' if log.exists() else ''}"


def unwritable_home(ground: Ground) -> str:
    """Where nothing can be kept, one sentence says so and what to do."""
    ground.home.chmod(0o555)
    os.chown(ground.home, 0, 0) if ground.is_root else None
    for words in ([ground.worker, "ask", "x"], [ground.window]):
        done = ground.run(*words, environ=ground.environ(QT_QPA_PLATFORM="offscreen"))
        _require(done, _UNAVAILABLE)
        if "cannot be used" not in done.err or "EDGEASSIST_HOME" not in done.err or "Traceback" in done.err:
            raise Failed(f"{Path(words[0]).name} said {done.err!r}")
    return "both programs say which folder cannot be used, and what to do"


def no_display(ground: Ground) -> str:
    """Without a display one line says so."""
    done = ground.run(ground.window)
    _require(done, _NO_DISPLAY)
    if done.err.count("\n") != 1 or "display" not in done.err:
        raise Failed(f"it said {done.err!r}")
    return done.err.strip()


def window(ground: Ground) -> str:
    """The window opens, answers what is typed into it, and leaves with 0 when it is quit, and no process stays."""
    _skip_welcome(ground)
    with smoke_screen.screen() as display:
        environ = ground.environ(DISPLAY=display.display, EDGEASSIST_NO_SELF_BENCHMARK="1")
        with subprocess.Popen(
            ground.command(ground.window),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environ,
            cwd="/",
        ) as process:
            try:
                _talk(ground, display)
                out, err = process.communicate(timeout=_GONE_S)
            except subprocess.TimeoutExpired:
                raise Failed(f"it was still there {_GONE_S:g} s after Ctrl+Q") from None
            finally:
                if process.poll() is None:
                    ground.end_all()
    ground.require_nobody_left()
    _quiet(Ended(process.returncode, out.decode(), err.decode(errors="replace"), 0.0), 0)
    return f"typed to, answered and quit with 0; {PICTURE.name} shows it"


CHECKS = (
    Check("own libraries", own_libraries, lambda: "" if shutil.which("objdump") else "objdump"),
    Check("self-test", selftest),
    Check("bare system", bare_system, smoke_screen.lacking),
    Check("window", window, smoke_screen.lacking),
    Check("closed streams", answer_without_streams),
    Check("no display", no_display),
    Check("unwritable home", unwritable_home),
)


def _talk(ground: Ground, display: Screen) -> None:
    found = display.window("^EdgeAssist$", _UP_S)
    display.focus(found)
    if not waited_for(lambda: any("--worker infer" in words for words in ground.running().values()), _UP_S):
        raise Failed("the window started no engine")
    display.write(QUESTION)
    waited_for(lambda: _sent(ground, display), _UP_S)
    answer = waited_for(lambda: _kept_in(ground.home, "assistant"), _ANSWERED_S)
    display.keep_picture(PICTURE)
    _require_ours(ground.borrowed())
    if not answer:
        raise Failed(f"no answer was kept in {_ANSWERED_S:g} s; {PICTURE} shows what was seen")
    if (count := display.count("^EdgeAssist$")) != 1:
        raise Failed(f"{count} windows are open")
    display.press("ctrl+q")


def _traced(traces: Path, folder: Path) -> Iterator[Path]:
    """Yield the libraries that the loader says it started, in all processes that loaded something of ours."""
    for trace in traces.parent.glob(f"{traces.name}.*"):
        said = trace.read_text(encoding="utf-8", errors="replace")
        if str(folder) in said:
            yield from (Path(path) for path in _STARTED.findall(said))


def _require_ours(foreign: set[str]) -> None:
    if foreign:
        raise Failed(f"the machine's own was loaded in place of ours: {', '.join(sorted(foreign))}")


def _sent(ground: Ground, display: Screen) -> str:
    """Press Return as a person would: until the model is ready, what was typed stays where it is."""
    display.press("Return")
    return waited_for(lambda: _kept_in(ground.home, "user"), _PATIENCE_S)


def _kept_in(home: Path, role: str) -> str:
    """Return the first whole message of `role` in the conversations; empty while there is none."""
    path = home / ".local/share/EdgeAssist/history.sqlite3"
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        wanted = "SELECT text FROM messages WHERE role = ? AND partial = 0"
        return str(next(iter(connection.execute(wanted, (role,))), ("",))[0])
    return ""


def _skip_welcome(ground: Ground) -> None:
    """Have the window open with the chat, as on every start but the first."""
    _require(ground.run(ground.worker, "settings", "set", "welcomed", "true"), 0)


def _passed(done: Ended) -> int:
    """Return how many steps of a self-test passed, which must be all of them."""
    steps = json.loads(done.out)["steps"] if done.out.startswith("{") else []
    if bad := [f"{step['name']}: {step['says']}" for step in steps if not step["ok"]]:
        raise Failed("; ".join(bad))
    _quiet(done, 0)
    return len(steps)


def _quiet(done: Ended, code: int) -> Ended:
    _require(done, code)
    strange = [line for line in done.err.splitlines() if not line.startswith(_TO_EXPECT or ("\0",))]
    if strange:
        raise Failed(f"unexpected on stderr: {' / '.join(strange[:5])}")
    return done


def _require(done: Ended, code: int) -> None:
    if done.code != code:
        raise Failed(f"it left with {done.code} instead of {code}: {(done.err or done.out).strip()[-600:]}")


def ground_for(check: Check, folder: Path, homes: Path) -> Ground:
    """Return the ground of a check, whose home is a new one with a name that is not ASCII."""
    return Ground(folder, make_home(homes / check.name.replace(" ", "-"), _NAME))
