# SPDX-License-Identifier: Apache-2.0
"""`edgeassist network state|log|report|offline`: what was attempted, what protects, and the switch."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from edgeassist.app.network_report import EMPTY, OUTCOMES, log_table, moment, report_table, write_log, write_report
from edgeassist.app.protections import protections
from edgeassist.cli.errand import Errand
from edgeassist.core.errors import BadUsage
from edgeassist.core.units import human_bytes
from edgeassist.net.attempts import FOLDER_NAME, Attempts, Found
from edgeassist.net.switch import SWITCH
from edgeassist.ui.network_ports import NetworkState

if TYPE_CHECKING:
    from edgeassist.app.services import Services

_WISHES = {"on": True, "off": False}


class OnOrOff(BadUsage):
    """The switch knows two places."""

    code, hint = "on-or-off", "Write `edgeassist network offline on`, or `off`."

    def __init__(self, wish: str) -> None:
        super().__init__(f"The offline switch is on or off, not “{wish}”.")


def show_state(errand: Errand) -> None:
    """Print the switch and the protections."""
    with errand.services() as services:
        state = _state(services)
    if errand.screen.as_json:
        errand.screen.result(asdict(state))
        return
    errand.screen.say(_switch_line(state))
    for one in state.protections:
        missing = f"Missing: {one.fault}." if one.fault else ""
        more = filter(None, (missing, one.refused))
        errand.screen.say((one.name, "bold"), " ".join((f": {one.locks.rstrip(chr(46))}.", *more)))


def show_log(errand: Errand, export: Path | None) -> None:
    """Print the attempts, or write them to `export`."""
    with errand.services() as services:
        found = _found(services)
    if export is not None:
        write_log(export, found)
        errand.screen.note(f"{export.name} is written.")
    if errand.screen.as_json:
        errand.screen.result(log_table(found))
    elif export is None:
        _print(errand, found)


def show_report(errand: Errand, export: Path | None) -> None:
    """Print the report as JSON, or write it to `export`."""
    with errand.services() as services:
        state, found = _state(services), _found(services)
    if export is not None:
        write_report(export, state, found)
        errand.screen.note(f"{export.name} is written.")
    if export is None or errand.screen.as_json:
        errand.screen.result(report_table(state, found))


def turn(errand: Errand, wish: str) -> None:
    """Turn the switch, for this and every later run."""
    if wish not in _WISHES:
        raise OnOrOff(wish)
    with errand.services() as services:
        services.change_settings(offline=_WISHES[wish])
        state = _state(services)
    if errand.screen.as_json:
        errand.screen.result({"offline": state.offline, "forced": state.forced})
    else:
        errand.screen.say(_switch_line(state))


def _state(services: "Services") -> NetworkState:
    return NetworkState(SWITCH.on, SWITCH.forced, protections(services.engine.state))


def _found(services: "Services") -> Found:
    return Attempts(services.places.data / FOLDER_NAME).read()


def _switch_line(state: NetworkState) -> str:
    if state.forced:
        return "The offline switch is on for this run (--offline or EDGEASSIST_OFFLINE): no connection is opened."
    if state.offline:
        return "The offline switch is on: no connection is opened."
    return "The offline switch is off: EdgeAssist connects only when you ask it to fetch or to search online."


def _print(errand: Errand, found: Found) -> None:
    rows = [
        (
            moment(one.at_s),
            f"{one.host}:{one.port}" if one.port else one.host or "-",
            OUTCOMES[one.outcome],
            human_bytes(one.bytes_in) if one.bytes_in else "-",
            one.purpose + (f" ({one.by})" if one.by not in ("", "EdgeAssist") else ""),
        )
        for one in found.attempts
    ]
    if rows:
        errand.screen.table(("WHEN", "WHERE", "OUTCOME", "CAME IN", "FOR WHAT"), rows)
    else:
        errand.screen.say(EMPTY)
    if found.damaged:
        errand.screen.note(f"{found.damaged} lines of the log are damaged and left out.", "warn")
