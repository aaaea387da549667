# SPDX-License-Identifier: Apache-2.0
"""Composition root: the only place where concrete things are built and wired."""
