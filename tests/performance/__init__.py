# SPDX-License-Identifier: GPL-3.0-or-later
"""Measurements of speed. They run only when asked for, see README.md."""
