# SPDX-License-Identifier: Apache-2.0
"""`edgeassist models search|get|sign-in`: what there is to fetch, fetching it, and the account for what is gated."""

import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from edgeassist.cli.errand import Errand
from edgeassist.cli.models import NotMeasured, as_table, imported_lines
from edgeassist.core.errors import BadUsage, EdgeError, Unavailable
from edgeassist.core.pace import Pace, fetching_line
from edgeassist.core.stop import Stop
from edgeassist.net.refusals import NoAccess, SignInNeeded
from edgeassist.net.route import OFFICIAL
from edgeassist.store.catalogue import UnknownEntry, read_catalogue

if TYPE_CHECKING:
    from edgeassist.core.stop import Report
    from edgeassist.ui.views import Offer


class OfferTrouble(Unavailable):
    """The hub could not be asked; what the catalogue has was shown."""

    code = "hub-not-asked"


class NotKept(Unavailable):
    """No keyring that can be trusted: a command ends, and what it kept in memory with it."""

    code = "token-not-kept"
    hint = "Sign in from the window (Models, ...): it keeps the token until it is closed."

    def __init__(self, reason: str) -> None:
        super().__init__(f"The token was not kept, and no file holds it. {reason}")


class Gated(Unavailable):
    """Only for people who accepted the model's terms."""

    def __init__(self, error: EdgeError, ref: str) -> None:
        self.code = error.code
        repo = "/".join(ref.split("/")[:2])
        with suppress(UnknownEntry):
            repo = read_catalogue().find(ref).file.repo
        super().__init__(
            str(error),
            hint=f"Accept its terms at {OFFICIAL}/{repo}, make a read token there, give it to `edgeassist models "
            "sign-in`, and try again.",
        )


def search_models(errand: Errand, text: str, *, online: bool) -> None:
    """Print what the catalogue, and with `online` the hub, has for `text`."""
    from edgeassist.app.finding import search_catalogue, search_hub

    with errand.services() as services:
        found = search_hub(services, services.hub(), text, Stop()) if online else search_catalogue(services, text, "")
    if errand.screen.as_json:
        errand.screen.result({"models": [_as_row(one) for one in found.offers]})
    elif found.offers:
        errand.screen.table(("NAME", "ABOUT", "HERE", "GET IT WITH"), [_row(one) for one in found.offers])
    else:
        more = "" if online else " --online asks Hugging Face as well."
        errand.screen.note(f"Nothing here is called like that.{more}")
    if found.problem is not None:
        raise OfferTrouble(found.problem.text, hint=found.problem.hint)


def _row(one: "Offer") -> tuple[str, ...]:
    sign_in = one.gated and not one.here and "sign in" not in one.verdict.casefold()
    state = "here already" if one.here else f"{one.verdict}, sign in" if sign_in else one.verdict
    return (one.name, one.line, state, f"edgeassist models get {one.ref}")


def _as_row(one: "Offer") -> dict[str, object]:
    names = ("ref", "name", "line", "verdict", "sum_text", "remark", "licence", "gated", "here")
    return {name: getattr(one, name) for name in names}


def get_model(errand: Errand, ref: str) -> None:
    """Fetch what `ref` names, measure it, and show its card."""
    from edgeassist.app.downloads import Downloads

    with errand.services() as services:
        try:
            card = Downloads(services).get(ref, pacing(errand), Stop())
        except (SignInNeeded, NoAccess) as error:
            raise Gated(error, ref) from error
        if errand.screen.as_json or not card.remark:
            card = card if card.measured else services.measure(card, errand.screen.progress)
    if errand.screen.as_json:
        errand.screen.result(as_table(card))
    else:
        if card.remark:
            errand.screen.note(card.remark)
        for line in imported_lines(card):
            errand.screen.say(line)
    if card.state == "failed":
        raise NotMeasured(card)


def pacing(errand: Errand) -> "Report":
    """Return a report that shows bytes, speed and time left on the living line."""
    pace = Pace(time.monotonic)

    def report(step: str, done: int, total: int) -> None:
        line = fetching_line(done, total, pace.add(done, total)) if total else ""
        errand.screen.progress(step, done, total, line)

    return report


def sign_in(errand: Errand, *, forget: bool) -> None:
    """Keep the token that stands on standard input, or forget it."""
    if not forget and sys.stdin.isatty():
        errand.screen.note(
            "Paste the token (huggingface.co, Settings, Access Tokens) and press Enter; it is not shown."
        )
    token = "" if forget else _read_secretly()
    if not forget and not token:
        raise BadUsage("There was no token.", hint="Pipe it in, or use --forget to have it forgotten.")
    with errand.services() as services:
        kept = services.keep_token(token)
    if kept.where == "session" and not forget:
        raise NotKept(kept.sentence)
    if errand.screen.as_json:
        errand.screen.result({"told": kept.sentence, "where": kept.where})
    else:
        errand.screen.say(kept.sentence)


def _read_secretly() -> str:
    from getpass import getpass

    return (getpass("") if sys.stdin.isatty() else sys.stdin.readline()).strip()
