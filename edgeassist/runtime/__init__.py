# SPDX-License-Identifier: Apache-2.0
"""The window's side of the worker: spawn, handshake, jobs, cancel, watchdog, restart. Knows no model format, no Qt."""
