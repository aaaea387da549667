# SPDX-License-Identifier: Apache-2.0
"""EdgeAssist: an assistant that works with the network cable out."""

__version__ = "0.1.0"
