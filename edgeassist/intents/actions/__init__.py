# SPDX-License-Identifier: Apache-2.0
"""The actions that come with EdgeAssist; each module declares one `SPEC` and comes by the door that strangers' use."""
