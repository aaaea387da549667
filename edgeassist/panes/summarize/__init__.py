# SPDX-License-Identifier: Apache-2.0
"""Sums up whole documents; every sentence keeps the place it comes from."""
