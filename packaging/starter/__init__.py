# SPDX-License-Identifier: Apache-2.0
"""How the starter model is made: corpora, vocabulary, training, export, proof. Never part of the app."""
