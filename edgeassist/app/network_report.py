# SPDX-License-Identifier: Apache-2.0
"""The network log as a file to keep: CSV or JSON of the attempts, and the report for whoever answers for security.

The report is one page without scripts, or JSON: the switch, what locks each process, every attempt kept, and versions.
Hosts and names in it come from elsewhere and are escaped.
"""

import csv
import html
import io
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from edgeassist.core.build_facts import this_build
from edgeassist.core.errors import BadUsage, Unavailable
from edgeassist.core.files import replace_file
from edgeassist.core.language import later, tr, trn
from edgeassist.core.units import elided, human_bytes
from edgeassist.core.web_page import web_page
from edgeassist.net.attempts import FAILED, OPENED, REFUSED_FOREIGN, REFUSED_OFFLINE, Found, Tried
from edgeassist.ui.network_ports import NetworkState

FORMAT, VERSION = "edgeassist-network", 1
EMPTY = later("No connection was ever opened.")
OUTCOMES = {
    OPENED: later("opened"),
    FAILED: later("could not be opened"),
    REFUSED_OFFLINE: later("refused: the offline switch was on"),
    REFUSED_FOREIGN: later("refused: not EdgeAssist's own"),
}
_STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 64rem; margin: 2rem auto; padding: 0 1rem; background: Canvas; color: CanvasText; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid GrayText;
  overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
@media print { :root { color-scheme: light; } body { margin: 0; max-width: none; } }
"""
_LIMITS = later(
    "The log holds what passed EdgeAssist's gate, or was refused there or by its audit hook: host, port, time, purpose "
    "and outcome; never an address's path, a query or a token. Where the kernel's lock holds, native code that asks "
    "for a network socket is refused by the kernel; it leaves a line without an address where the kernel tells of it. "
    "Programs that a person opens from EdgeAssist (a web browser) are not part of it."
)


class UnknownLogKind(BadUsage):
    """The file's name does not say what to write."""

    code = "unknown-report-kind"

    def __init__(self, path: Path, kinds: str) -> None:
        super().__init__(
            tr("{name} does not say which kind of file to write.", name=elided(path.name)),
            hint=tr("End it with {kinds}.", kinds=kinds),
        )


class LogNotWritten(Unavailable):
    """The folder takes no file."""

    code, hint = "report-not-written", later("Choose another folder.")

    def __init__(self, path: Path, reason: str | None) -> None:
        super().__init__(
            tr(
                "{name} could not be written: {reason}.",
                name=elided(path.name),
                reason=reason or tr("the system gives no reason"),
            )
        )


def write_log(path: Path, found: Found) -> None:
    """Write the attempts as CSV, or as JSON where the name ends so."""
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".json"):
        raise UnknownLogKind(path, tr("{items} or {last}", items=".csv", last=".json"))
    _write(path, json.dumps(log_table(found), indent=1) if suffix == ".json" else _csv(found))


def write_report(path: Path, state: NetworkState, found: Found) -> None:
    """Write the report as a page, or as JSON where the name ends so."""
    suffix = path.suffix.lower()
    if suffix not in (".html", ".htm", ".json"):
        raise UnknownLogKind(path, tr("{items} or {last}", items=".html", last=".json"))
    table = report_table(state, found)
    _write(path, json.dumps(table, indent=1) if suffix == ".json" else _page(state, found))


def log_table(found: Found) -> dict[str, object]:
    """Return the log for a machine."""
    return {"attempts": [_row(one) for one in found.attempts], "damaged_lines": found.damaged}


def report_table(state: NetworkState, found: Found) -> dict[str, object]:
    """Return the report for a machine."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _stamp(),
        "edgeassist": this_build().described(),
        "system": _system(),
        "offline_switch": {"on": state.offline, "forced": state.forced},
        "protections": [asdict(one) for one in state.protections],
        **log_table(found),
        "limits": _LIMITS,
    }


def moment(at_s: float) -> str:
    """Return a time as the reader's clock shows it, with its zone."""
    try:
        return datetime.fromtimestamp(at_s, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S %z")
    except (OverflowError, OSError, ValueError):
        return "unknown"


def _row(one: Tried) -> dict[str, object]:
    return {
        "at": moment(one.at_s),
        "host": one.host,
        "port": one.port,
        "purpose": one.purpose,
        "outcome": one.outcome,
        "bytes_in": one.bytes_in,
        "by": one.by,
    }


def _csv(found: Found) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, ("at", "host", "port", "purpose", "outcome", "bytes_in", "by"))
    writer.writeheader()
    writer.writerows({name: _inert(value) for name, value in _row(one).items()} for one in found.attempts)
    return out.getvalue()


def _inert(value: object) -> object:
    """Keep a spreadsheet from taking a stranger's text for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t")) else value


def _page(state: NetworkState, found: Found) -> str:
    guards = _table(
        (tr("Process"), tr("What holds"), tr("What is missing"), tr("What was refused")),
        [(one.name, one.locks, one.fault, one.refused) for one in state.protections],
    )
    rows = [
        (moment(o.at_s), f"{o.host}:{o.port}" if o.port else o.host, tr(o.purpose), tr(OUTCOMES[o.outcome]),
         human_bytes(o.bytes_in) if o.bytes_in else "", tr(o.by))
        for o in found.attempts
    ]  # fmt: skip
    heads = (tr("When"), tr("Where"), tr("For what"), tr("Outcome"), tr("Came in"), tr("Asked by"))
    log = _table(heads, rows) if rows else _said("p", tr(EMPTY))
    damaged = _said("p", _damaged(found.damaged)) if found.damaged else ""
    facts = (f"EdgeAssist {this_build().described()}", _system(), tr("made {moment}", moment=_stamp()))
    parts = (
        _said("h1", tr("Network report")), _said("p", " · ".join(facts)), f"<p>{_said('strong', _switch(state))}</p>",
        _said("h2", tr("Protection")), guards, _said("h2", tr("Every connection attempted")), log, damaged,
        _said("p", tr(_LIMITS)),
    )  # fmt: skip
    return web_page(tr("Network report of EdgeAssist"), _STYLE, "".join(parts))


def _switch(state: NetworkState) -> str:
    if state.forced:
        return tr("The offline switch is on for this run.")
    return tr("The offline switch is on.") if state.offline else tr("The offline switch is off.")


def _damaged(lines: int) -> str:
    return trn("{n} line of the log is damaged and left out.", "{n} lines of the log are damaged and left out.", lines)


def _said(tag: str, text: str) -> str:
    return f"<{tag}>{html.escape(text)}</{tag}>"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    head = "".join(_said("th", one) for one in heads)
    body = "".join("<tr>" + "".join(_said("td", cell) for cell in one) + "</tr>" for one in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _system() -> str:
    return f"{platform.system()} {platform.release()} {platform.machine()}, Python {platform.python_version()}"


def _stamp() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _write(path: Path, text: str) -> None:
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise LogNotWritten(path, error.strerror) from error
