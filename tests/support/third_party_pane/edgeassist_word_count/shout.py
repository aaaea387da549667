# SPDX-License-Identifier: Apache-2.0
"""A pane that cannot be imported, as happens to packages: what it needs is not installed."""

import importlib

SPEC = importlib.import_module("loud_speaker_that_is_not_installed").SPEC
