# SPDX-License-Identifier: Apache-2.0
"""The child side: serve loop and llama.cpp adapter. The only importer of llama_cpp."""
