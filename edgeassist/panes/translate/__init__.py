# SPDX-License-Identifier: Apache-2.0
"""Translates what is typed and whole documents, and checks what must not be lost."""
