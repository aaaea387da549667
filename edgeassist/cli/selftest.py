# SPDX-License-Identifier: Apache-2.0
"""`edgeassist selftest`: every part does its work once, in a throw-away home; one line each."""

from dataclasses import asdict

import typer

from edgeassist.cli.errand import Errand
from edgeassist.core.errors import Unavailable

FAILED = 1


class NoTemporaryFolder(Unavailable):
    """There is no place for the throw-away home."""

    code = "no-temporary-folder"
    hint = "Free some space for temporary files, or set TMPDIR to a folder you can write to."

    def __init__(self, reason: str) -> None:
        super().__init__(f"No temporary folder can be made for the self-test: {reason}. Nothing was done.")


def selftest(errand: Errand) -> None:
    """Try every part and print what came of it; leave with 1 where one failed."""
    from edgeassist.app.selftest import throw_away_bench, tried
    from edgeassist.app.selftest_steps import STEPS

    outcomes = []
    try:
        with throw_away_bench() as bench:
            for outcome in tried(bench, STEPS):
                outcomes.append(outcome)
                if not errand.screen.as_json:
                    mark, style = ("ok  ", "ok") if outcome.ok else ("BAD ", "bad")
                    errand.screen.say((mark, style), f"  {outcome.name + ':':19}{outcome.says}")
                    if outcome.hint:
                        errand.screen.say(f"{'':25}{outcome.hint}")
    except OSError as error:
        raise NoTemporaryFolder(error.strerror or "unknown") from error
    failed = [one.name for one in outcomes if not one.ok]
    if errand.screen.as_json:
        errand.screen.result({"ok": not failed, "steps": [asdict(one) for one in outcomes]})
    else:
        done = f"{len(failed)} of {len(outcomes)} steps failed." if failed else f"All {len(outcomes)} steps passed."
        errand.screen.say((done, "bad" if failed else "ok"))
    if failed:
        raise typer.Exit(FAILED)
