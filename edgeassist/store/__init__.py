# SPDX-License-Identifier: Apache-2.0
"""Models on this laptop: check, import, describe, fit, list, remove."""
