# SPDX-License-Identifier: Apache-2.0
"""Qt toolbox shared by the shell and the panes. Knows no model, no file, no process."""
