# SPDX-License-Identifier: Apache-2.0
"""What every layer may use: errors, places, settings, units. Knows no GUI, no engine, no network."""
