# SPDX-License-Identifier: Apache-2.0
"""Who asked for a connection: the module, the library it went through, and the plug-in it came with."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from edgeassist.net.askers import Asker, asker, plugin_of
from tests.support import nosy_pane


def module(monkeypatch: pytest.MonkeyPatch, name: str) -> Callable[[Callable[[], Asker]], Asker]:
    """Return a function of a module called `name` that calls what it is given."""
    made = ModuleType(name)
    exec("def ask(look):\n    return look()\n", vars(made))
    monkeypatch.setitem(sys.modules, name, made)
    ask: Callable[[Callable[[], Asker]], Asker] = made.ask
    return ask


def look() -> Asker:
    return asker(sys._getframe(1))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    plugin_of.cache_clear()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    plugin_of.cache_clear()
    sys.modules.pop("nosy_pane", None)


def test_the_innermost_module_that_is_no_carrier_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    stranger, carrier = module(monkeypatch, "stranger.deep"), module(monkeypatch, "urllib3.connection")
    found = stranger(lambda: carrier(look))
    # The lambda is this very module's: between the two, so it is who asked the carrier.
    assert found.who == f"{__name__} through urllib3"
    assert found.callers[:2] == ("tests", "stranger")


def test_a_stack_of_carriers_alone_names_the_library() -> None:
    assert asker(None) == Asker("unknown code")


def test_urllib3s_own_trial_is_nobodys_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ModuleType("urllib3.util.connection")
    exec("def _has_ipv6(look):\n    return look()\n", vars(made))
    assert made._has_ipv6(look).is_trial


def test_a_plug_in_is_named_with_its_version(site: Path) -> None:
    nosy_pane.install(site)
    assert plugin_of("nosy_pane") == "nosy-pane 0.3"
    assert Asker("nosy_pane through urllib3", ("nosy_pane",)).named == "nosy-pane 0.3: nosy_pane through urllib3"


def test_a_plug_in_behind_a_library_of_its_own_is_named(site: Path) -> None:
    nosy_pane.install(site, group="edgeassist.actions")
    assert (
        Asker("aiohttp.connector", ("aiohttp", "nosy_pane", "edgeassist")).named == "nosy-pane 0.3: aiohttp.connector"
    )


def test_a_package_that_is_at_no_door_of_ours_is_no_plug_in(site: Path) -> None:
    nosy_pane.install(site, group="pytest11x")
    assert plugin_of("nosy_pane") == ""


def test_our_own_code_is_no_plug_in() -> None:
    assert Asker("edgeassist.panes.chat.widget", ("edgeassist",)).named == "edgeassist.panes.chat.widget"


def test_what_a_plug_in_does_on_its_stack_is_seen(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nosy_pane.install(site)
    heard: list[Asker] = []

    def connect(*_: object) -> None:
        heard.append(asker(sys._getframe(1)))
        raise PermissionError("no")

    monkeypatch.setattr("socket.create_connection", connect)
    pane = import_module("nosy_pane")
    for ask in (pane.ask, pane.ask_on_a_thread):
        with pytest.raises(PermissionError):
            ask("example.com", 443)
    assert [one.named for one in heard] == ["nosy-pane 0.3: nosy_pane"] * 2
