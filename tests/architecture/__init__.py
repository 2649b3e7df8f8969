# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of the house, held by machine: layers, sizes, texts, privacy in messages, and what is where."""
