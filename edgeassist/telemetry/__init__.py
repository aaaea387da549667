# SPDX-License-Identifier: Apache-2.0
"""What an answer costs: meters of memory, processor, heat and power, the receipts of answers, and the governor.

Knows no Qt; every clock and every system root is passed in.
"""
