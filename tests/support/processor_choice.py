# SPDX-License-Identifier: Apache-2.0
"""The verdict on this machine's processor code, found out once and laid into homes whose tests are about other things.

A first start in an empty home tries the engine's libraries one by one, which takes longer than the rest of it; the
tests of that first start (`test_worker_variants`, `test_cli`, `test_n02`) do not come here.
"""

import shutil
from pathlib import Path

from tests.support.workshop_bench import engine_cache

VERDICT = "cpu-variant.json"


def chosen_before(cache: Path) -> None:
    """Let the folder `cache` hold what an earlier start on this machine would have left there."""
    cache.mkdir(parents=True, exist_ok=True)
    shutil.copy(engine_cache() / VERDICT, cache / VERDICT)
