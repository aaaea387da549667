# SPDX-License-Identifier: Apache-2.0
"""The home that commands reach: a door that any home can stand behind, and a simulated one."""
