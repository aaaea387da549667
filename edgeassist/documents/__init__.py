# SPDX-License-Identifier: Apache-2.0
"""Documents as blocks of text that know where they came from. Parsing happens in a short-lived child only."""
