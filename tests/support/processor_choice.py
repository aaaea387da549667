# SPDX-License-Identifier: Apache-2.0
"""The verdict on this machine's processor code, found out once and laid into homes whose tests are about other things.

A first start in an empty home tries the engine's libraries one by one, which takes longer than the rest of it; the
tests of that first start (`test_worker_variants`, `test_cli`, `test_n02`) do not come here.
"""

import shutil
from pathlib import Path

from edgeassist.app.children import child_command
from edgeassist.worker.variants import cached_verdict, choose, find_variants
from tests.support.workshop_bench import engine_cache

VERDICT = "cpu-variant.json"


def chosen_before(cache: Path) -> None:
    """Let the folder `cache` hold what an earlier start on this machine would have left there."""
    known, found = engine_cache(), find_variants()
    if cached_verdict(known, found) is None:
        choose(known, child_command("selftest"), found)
    cache.mkdir(parents=True, exist_ok=True)
    shutil.copy(known / VERDICT, cache / VERDICT)
