# SPDX-License-Identifier: Apache-2.0
"""An action that cannot be imported, as happens to packages: what it needs is not installed."""

import importlib

SPEC = importlib.import_module("water_pump_that_is_not_installed").SPEC
