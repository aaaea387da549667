# SPDX-License-Identifier: Apache-2.0
"""The same jobs without a window."""
