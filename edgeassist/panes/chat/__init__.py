# SPDX-License-Identifier: Apache-2.0
"""Chat: one conversation with the resident model."""
