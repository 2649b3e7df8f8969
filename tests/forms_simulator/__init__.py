# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk and a copier made of numbers: pens that fill forms in, and scanners that make pictures of them. All seeded."""
