# SPDX-License-Identifier: Apache-2.0
"""Hearing: the microphone, the end of speech, and recognizers, in a child of their own. Knows no command's meaning."""
