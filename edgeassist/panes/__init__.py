# SPDX-License-Identifier: Apache-2.0
"""Built-in task panes; they know nothing of each other."""
