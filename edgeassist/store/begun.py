# SPDX-License-Identifier: Apache-2.0
"""Where in a store work lies that was begun: to be looked for without loading what does the work."""

FETCHING = ".fetching"
UNPACKING = ".unpacking"
MOVING = ".moving.json"
