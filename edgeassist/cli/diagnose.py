# SPDX-License-Identifier: Apache-2.0
"""`edgeassist diagnose`: one text for a helper, printed or written."""

from pathlib import Path

from edgeassist.cli.errand import Errand


def diagnose(errand: Errand, out: Path | None) -> None:
    """Print the text, or write it to `out`."""
    from edgeassist.app.diagnosis import diagnosis, write

    with errand.services() as services:
        if out is None:
            errand.screen.say(diagnosis(services))
        else:
            write(services, out)
            errand.screen.say(f"Written to {out}. Read it before you pass it on.")
