# SPDX-License-Identifier: Apache-2.0
"""Hears or reads commands, shows what each would do, and does it: never what nobody asked for."""
