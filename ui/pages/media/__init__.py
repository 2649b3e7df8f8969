# SPDX-License-Identifier: GPL-3.0-or-later
"""The library: every photo, film and sound, filtered, sorted and acted on."""
