# SPDX-License-Identifier: Apache-2.0
"""A process that fetches one plan into a store, to be killed: `python -m tests.support.fetching_child ROOT PLAN`.

It says its marks as `telling_marks` does.
"""

import sys
from pathlib import Path

import msgspec

from edgeassist.core.stop import Stop
from edgeassist.net.route import Route
from edgeassist.store.fetching import FetchedElsewhere, Fetchings, FetchPlan, Means
from edgeassist.store.inspection import Inspection, checked_header, describe
from edgeassist.store.library import Library
from edgeassist.store.opened import Opened
from tests.support.fetching_bench import QUICK
from tests.support.telling_marks import told_marks


def inspect(opened: Opened) -> Inspection:
    return describe(checked_header(opened), opened.path.name)


def means() -> Means:
    return Means(Route(proxy="none"), inspect, terms=QUICK)


def main() -> int:
    root = Path(sys.argv[1])
    plan = msgspec.json.decode(sys.argv[2], type=FetchPlan)
    fetching = Fetchings(root).add(plan)
    try:
        with told_marks():
            fetching.run(Library(root), means(), report=lambda *_: None, stop=Stop())
    except FetchedElsewhere:
        return 9
    return 0


if __name__ == "__main__":
    sys.exit(main())
