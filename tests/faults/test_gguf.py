# SPDX-License-Identifier: Apache-2.0
"""Hostile and damaged model files, imported through the real checking child: rows G01-G05, G10-G13 and G15.

G03 and G14 need the engine and the window; they are tested where those are.
"""

import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from edgeassist.app.children import child_command
from edgeassist.core import language
from edgeassist.core.errors import EdgeError
from edgeassist.store import inspect as inspection
from edgeassist.store.card import ModelCard
from edgeassist.store.inspect import REFUSED_TEMPLATE, inspect_file
from edgeassist.store.refusals import CheckDied, CheckTooSlow, NotAFile, PickleFile, Refused, Unreadable, WrongSize
from edgeassist.worker import landlock
from tests.support.gguf_forge import STRING, Recipe, sound
from tests.support.malformed import all_malformed, disguised, odd_but_sound
from tests.support.store_bench import StoreBench

LIMIT_S = 5
MALFORMED = all_malformed()
ODD = odd_but_sound()
GOOD_TEMPLATE = "{% for m in messages %}<{{ m.role }}>{{ m.content }}\n{% endfor %}"
posix_only = pytest.mark.skipif(os.name == "nt", reason="needs POSIX files and limits")


@pytest.fixture
def bench(tmp_path: Path) -> StoreBench:
    return StoreBench(tmp_path)


@pytest.fixture
def timed() -> Callable[[float], None]:
    """Return what checks that no more than so many seconds were computed since, here and in children that ended.

    Computed, not passed: what else a machine has to do makes no file slow.
    """
    began_s = computed_s()

    def within(limit_s: float) -> None:
        assert computed_s() - began_s < limit_s

    return within


Within = Callable[[float], None]


def computed_s() -> float:
    return sum(os.times()[:4])


def each_way() -> list[object]:
    """Return each malformed file for the check alone and for the check's child; of a refusal, one there is not slow."""
    first = {code: name for name, _, code in reversed(MALFORMED)}
    alone = [pytest.param(content, code, False, id=name) for name, content, code in MALFORMED]
    in_child = [
        pytest.param(content, code, True, id=f"child: {name}", marks=() if first[code] == name else pytest.mark.slow)
        for name, content, code in MALFORMED
    ]
    return [*alone, *in_child]


@pytest.mark.parametrize(("content", "code", "in_child"), each_way())
def test_g01_a_malformed_file_is_refused_and_nothing_changes(
    content: bytes, code: str, in_child: bool, bench: StoreBench, timed: Within
) -> None:
    source = bench.file(content)
    with pytest.raises(Refused) as caught:
        bench.take_in(source, in_child=in_child)
    timed(LIMIT_S)
    assert caught.value.code == code
    assert source.read_bytes() == content
    assert not bench.root.exists()


@pytest.mark.parametrize("content", [one[1] for one in ODD], ids=[one[0] for one in ODD])
def test_g02_an_odd_but_sound_file_is_taken_in(content: bytes, bench: StoreBench, timed: Within) -> None:
    card = bench.take_in(bench.file(content), in_child=True)
    timed(LIMIT_S)
    assert bench.library.path(card).read_bytes() == content


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("login page", "login page"),
        ("git lfs pointer", "Git LFS pointer"),
        ("json error", "error message"),
        ("zip", "zip archive"),
        ("safetensors", "safetensors"),
        ("torch checkpoint", "pickle"),
        ("pdf", "PDF"),
    ],
)
def test_g04_a_disguised_file_is_called_what_it_is(name: str, words: str, bench: StoreBench) -> None:
    content = {case: content for case, content, _ in disguised()}[name]
    with pytest.raises(Refused, match=words):
        bench.take_in(bench.file(content, "model.Q4_K_M.gguf"), in_child=True)


class Bomb:
    """Runs a command when it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self._canary = canary

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f'echo died > "{self._canary}"',)


@pytest.mark.parametrize("name", ["model.bin", "model.pt", "model.gguf"])
def test_g05_a_pickle_is_refused_by_content_and_never_run(name: str, bench: StoreBench) -> None:
    canary = bench.folder / "canary"
    with pytest.raises(PickleFile, match="pickle") as caught:
        bench.take_in(bench.file(pickle.dumps(Bomb(canary)), name), in_child=True)
    assert "was not opened" in caught.value.hint
    assert not canary.exists()


@posix_only
@pytest.mark.parametrize("kind", ["link", "dangling link", "pipe", "socket", "folder", "zeros", "null"])
def test_g10_what_is_no_regular_file_is_refused_at_once(kind: str, bench: StoreBench, timed: Within) -> None:
    with pytest.raises(NotAFile) as caught:
        bench.take_in(_odd_place(kind, bench), in_child=True)
    timed(1)
    assert caught.value.code == "not-a-regular-file"
    assert not bench.root.exists()


def _odd_place(kind: str, bench: StoreBench) -> Path:
    path = bench.folder / "odd.gguf"
    match kind:
        case "link":
            path.symlink_to(bench.file())
        case "dangling link":
            path.symlink_to("nowhere")
        case "pipe":
            os.mkfifo(path)
        case "socket":
            with socket.socket(socket.AF_UNIX) as made:
                made.bind(str(path))
        case "folder":
            path.mkdir()
        case "zeros":
            return Path("/dev/zero")
        case _:
            return Path("/dev/null")
    return path


def test_g10_a_link_names_the_file_to_choose_instead(bench: StoreBench) -> None:
    target, link = bench.file(), bench.folder / "link.gguf"
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("this account may not make links")
    with pytest.raises(NotAFile) as caught:
        bench.take_in(link)
    assert str(target) in caught.value.hint or "…" in caught.value.hint


@posix_only
def test_g10_an_unreadable_file_is_refused_with_the_reason(bench: StoreBench) -> None:
    path, user = bench.file(), os.geteuid()
    path.chmod(0o000)
    if user == 0:
        os.seteuid(65_534)
    try:
        with pytest.raises(Unreadable, match="Permission denied"):
            bench.take_in(path)
    finally:
        os.seteuid(user)


@posix_only
def test_g11_a_sparse_file_of_terabytes_is_refused_before_hashing(bench: StoreBench, timed: Within) -> None:
    path = bench.file()
    try:
        os.truncate(path, 4 * 1024**4)
    except OSError:
        os.truncate(path, 1024**4)  # some file systems end below 4 TiB
    with pytest.raises(WrongSize, match="declared size"):
        bench.take_in(path, in_child=True)
    timed(LIMIT_S)
    assert [step for step, *_ in bench.steps] == ["Checking"]


def with_template(source: str) -> Recipe:
    return sound().having("tokenizer.chat_template", STRING, source)


def test_a_good_template_is_the_models_own(bench: StoreBench) -> None:
    card = bench.take_in(bench.file(with_template(GOOD_TEMPLATE)), in_child=True)
    assert (card.template, card.template_note) == ("own", "")


def test_a_model_without_a_template_says_so(bench: StoreBench) -> None:
    card = bench.take_in(bench.file(), in_child=True)
    assert (card.template, card.template_note) == ("fallback", "The file brings no chat template.")


PROBES = {
    "popen": "{{ cycler.__init__.__globals__.os.popen('COMMAND').read() }}",
    "subclasses": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "namespace": "{{ namespace.__init__.__globals__['__builtins__']['eval']('1') }}",
    "attr filter": "{{ ''|attr('__class__')|attr('__mro__') }}",
    "format": "{{ '{0.__class__.__mro__}'.format(messages) }}{{ messages.__class__.__init__.__globals__ }}",
    "import": "{% import '/etc/passwd' as x %}{{ x }}",
    "include": "{% include '/etc/passwd' %}",
    "self": "{{ self._TemplateReference__context.__init__.__globals__.os.system('COMMAND') }}",
    "raise": "{{ raise_exception('no') }}",
    "broken": "{% for m in messages %}",
    "deep": "{{ " + "(" * 5000,
}


@pytest.mark.parametrize("source", PROBES.values(), ids=PROBES)
def test_g12_a_template_that_reaches_out_is_replaced_and_ran_nothing(
    source: str, bench: StoreBench, timed: Within
) -> None:
    canary = bench.folder / "canary"
    hostile = GOOD_TEMPLATE + source.replace("COMMAND", f"touch {canary}")
    card = bench.take_in(bench.file(with_template(hostile)), in_child=True)
    timed(LIMIT_S)
    _usable_with_a_built_in_template(card)
    assert not canary.exists()


LOOPS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
BOMBS = {
    "loops": LOOPS,
    "power": "{{ 10 ** 10 ** 9 }}",
    "repeat": "{{ 'a' * 10 ** 11 }}",
    "list": "{{ ([0] * 10 ** 10) | length }}",
    "percent width": "{{ '%4000000000d' % 1 }}",
    "format width": "{{ '{:>4000000000}'.format(1) }}",
    "centre": "{{ 'a' | center(4000000000) }}",
    "doubling": "{% set n = namespace(x='abcdefgh') %}{% for a in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "recursion": "{% macro f(x) %}{{ f(x) }}{{ f(x) }}{% endmacro %}{{ f(1) }}",
    "output": "{% for a in range(99999) %}{{ 'abcdefgh' * 99999 }}{% endfor %}",
    "deep nesting": "{% if 1 %}" * 20_000 + "{% endif %}" * 20_000,
    "long sum": "{{ " + "1+" * 60_000 + "1 }}",
    "constant folding": "{{ " + "[" * 900 + "]" * 900 + " }}{{ 'a' * 999999999 * 9 }}",
    "2 MB": "{# " + "x" * 2_000_000 + " #}",
}


@pytest.mark.parametrize("source", BOMBS.values(), ids=BOMBS)
def test_g13_a_template_bomb_costs_the_template_and_not_the_model(
    source: str, bench: StoreBench, timed: Within
) -> None:
    card = bench.take_in(bench.file(with_template(GOOD_TEMPLATE + source)), in_child=True)
    timed(3.5)
    _usable_with_a_built_in_template(card)


def _usable_with_a_built_in_template(card: ModelCard) -> None:
    assert card.usable
    assert card.template == "fallback"
    assert card.template_note.isprintable()
    assert card.template_note.endswith(".")


NAMES = {
    "html": "<img src=http://example.org/x onerror=alert(1)><b>Model</b>",
    "bidi": "\N{RIGHT-TO-LEFT OVERRIDE}fugg.ledom\N{POP DIRECTIONAL FORMATTING}",
    "ansi": "\x1b[31mred\x1b[0m\x07\x1b]0;title\x07",
    "long": "N" * 1_000_000,
    "path": "../../../../etc/cron.d/evil",
    "reserved": "CON",
    "dots": "...",
    "lines": "one\ntwo\r\nthree\u2028four",
    "blank": " \t ",
    "zero": "a\0b",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_g15_a_hostile_name_is_shown_as_plain_elided_text_and_is_no_path(name: str, bench: StoreBench) -> None:
    recipe = sound().having("general.name", STRING, name).having("general.license", STRING, name)
    card = bench.take_in(bench.file(recipe.listing("general.languages", STRING, [name])), in_child=True)
    for shown in (card.name, card.licence, *card.languages, card.imported_from):
        assert len(shown) <= 80
        assert shown.isprintable()
    assert card.name.strip()
    assert bench.library.path(card).resolve().parent.parent == bench.root.resolve()
    assert set(bench.everything()) == {f"{card.id}/card.json", f"{card.id}/{card.id}.gguf"}
    assert bench.library.get(card.id) == card


GERMAN = {
    "The file has {has_bytes} of": "Es fehlen {missing} Bytes.",
    "This model ({name}) {trade};": "{name}: {trade}.",
    "turns text into vectors": "macht Vektoren",
    "The engine does not know": "Unbekannt: {name}",
    "The header announces more": "abgerissen",
    "The chat template cannot be read": "Zeile {line}: {reason}",
    "The chat template fails on": "Scheitert: {reason}.",
    "it leaves out what was said": "sie lässt etwas weg",
}


def in_german(text: str, _many: str, _n: int) -> str:
    return next((made for start, made in GERMAN.items() if text.startswith(start)), text)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (sound().made()[:-40], "Es fehlen 40 Bytes."),
        (sound().renamed("llama", "bert").made(), "bert: macht Vektoren."),
        (sound().renamed("llama", "frob{code}").made(), "Unbekannt: frob{code}"),
        (sound().made()[:40], "abgerissen"),
    ],
    ids=("cut short", "another trade", "a name with a gap", "cut in its header"),
)
def test_why_a_file_is_refused_is_said_in_the_persons_language(
    bench: StoreBench, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str
) -> None:
    monkeypatch.setattr(language._Current, "translator", staticmethod(in_german))
    with pytest.raises(Refused) as caught:
        inspect_file(bench.file(content), child_command("inspect"))
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ 'always' }}", "Scheitert: sie lässt etwas weg."),
        ("{% frob{0} %}", "Zeile 1: Encountered unknown tag 'frob'."),
    ],
    ids=("says nothing", "cannot be read"),
)
def test_why_a_template_is_not_used_is_said_in_the_persons_language(
    bench: StoreBench, monkeypatch: pytest.MonkeyPatch, template: str, said: str
) -> None:
    monkeypatch.setattr(language._Current, "translator", staticmethod(in_german))
    assert inspect_file(bench.file(with_template(template)), child_command("inspect")).template_note == said


def child(program: str) -> tuple[str, ...]:
    return (sys.executable, "-c", program)


def test_a_check_that_dies_is_a_refusal(bench: StoreBench) -> None:
    with pytest.raises(CheckDied, match="ended early") as caught:
        inspect_file(bench.file(), child("import os; os.write(2, b'what went wrong'); os.abort()"))
    assert "what went wrong" in caught.value.detail
    assert "harm" not in f"{caught.value} {caught.value.hint}"


def test_a_check_that_babbles_is_a_refusal(bench: StoreBench) -> None:
    with pytest.raises(CheckDied, match="no sense"):
        inspect_file(bench.file(), child("print('hello')"))


NESTED = """b'{"type":"refused","code":"x","message":"m","words":{"values":{"a":' + b'{"values":{"a":' * 99_999"""


@pytest.mark.parametrize("said", ["""b'{"type":"refused","code":"\\xff"}'""", NESTED])
def test_a_check_that_was_taken_over_is_a_refusal_whatever_it_says(bench: StoreBench, said: str) -> None:
    with pytest.raises(CheckDied, match="no sense"):
        inspect_file(bench.file(), child(f"import sys; sys.stdout.buffer.write({said} + bytes([10]))"))


def test_a_check_that_talks_without_end_is_a_refusal_and_fills_no_memory(bench: StoreBench) -> None:
    with pytest.raises(CheckDied, match="ended early"):
        inspect_file(bench.file(), child("import os\nwhile True: os.write(1, bytes(1 << 16))"), timeout_s=600)


def test_a_check_that_hangs_is_stopped_and_is_a_refusal(bench: StoreBench) -> None:
    with pytest.raises(CheckTooSlow):
        inspect_file(bench.file(), child("import threading; threading.Event().wait()"), timeout_s=0.5)


def test_a_busy_computer_has_time_for_what_a_check_may_compute() -> None:
    assert inspection.WALL_S >= 5 * inspection.HEADER_CPU_S
    assert inspection.TEMPLATE_WALL_S >= 5 * inspection.TEMPLATE_CPU_S
    assert inspection.WALL_S > 2 * inspection.TEMPLATE_WALL_S


class TillItHangs(subprocess.Popen[bytes]):
    """Waits but shortly for the end of a child that closed its mouth before."""

    def wait(self, timeout: float | None = None) -> int:
        return super().wait(None if timeout is None else 0.1)


def test_a_check_that_hangs_over_the_template_keeps_what_it_found(
    bench: StoreBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "Popen", TillItHangs)
    hangs = "def hang(_): os.close(1); os.close(2); threading.Event().wait()\n"
    prelude = f"import os, sys, threading; from edgeassist.store import inspect as i\n{hangs}i._judge_template = hang\n"
    facts = inspect_file(bench.file(with_template(GOOD_TEMPLATE)), child(f"{prelude}i.main(sys.argv[1:])"))
    assert (facts.name, facts.template, facts.template_note) == ("Forged", "fallback", REFUSED_TEMPLATE)


SPY = """
import os, socket, sys
from pathlib import Path
from edgeassist.core.errors import BadInput
from edgeassist.store import inspect

def spy(_opened):
    other = Path(sys.argv[1]).with_name("private")
    ways = {
        "read": other.read_text,
        "write": lambda: other.write_text("x"),
        "talk": socket.socket,
        "run": lambda: os.execv("/bin/true", ["true"]),
    }
    found = []
    for name, way in ways.items():
        try:
            way()
        except OSError:
            continue
        found.append(name)
    raise BadInput("It can " + (", ".join(found) or "do nothing"))

inspect.checked_header = spy
inspect.main(sys.argv[1:])
"""


@pytest.mark.skipif(landlock.version() == 0, reason="needs a Linux kernel with Landlock")
def test_the_check_can_neither_read_nor_write_elsewhere_nor_talk_nor_run_a_program(bench: StoreBench) -> None:
    private = bench.file(b"secret", "private")
    with pytest.raises(Refused, match="It can do nothing"):
        inspect_file(bench.file(), child(SPY))
    assert private.read_bytes() == b"secret"


@posix_only
def test_the_check_reads_the_file_that_was_opened_and_not_the_path(bench: StoreBench) -> None:
    from edgeassist.store.inspect import inspect_opened
    from edgeassist.store.opened import open_regular

    source = bench.file()
    with open_regular(source) as opened:
        bench.file(b"<html>", "evil").replace(source)
        assert inspect_opened(opened, child_command("inspect")).name == "Forged"


def test_every_refusal_is_an_error_of_ours() -> None:
    assert all(issubclass(one, EdgeError) for one in (Refused, CheckDied, CheckTooSlow))
