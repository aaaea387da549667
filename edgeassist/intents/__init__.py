# SPDX-License-Identifier: Apache-2.0
"""Meaning: a sentence becomes intents with slots, and an action does them. Knows neither sound nor window."""
