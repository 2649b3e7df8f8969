# SPDX-License-Identifier: GPL-3.0-or-later
"""Chance that falls out the same way each time, so that the invented school is always the same."""

from __future__ import annotations

from random import Random


def seeded_chance(words: str) -> Random:
    """A source of random numbers that depends on the words alone, on every machine."""
    return Random(words)  # noqa: S311 - for drawings, nothing secret
