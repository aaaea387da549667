# SPDX-License-Identifier: Apache-2.0
"""Everything that goes out of this computer, and only when a person pressed a button that says so."""
