# SPDX-License-Identifier: GPL-3.0-or-later
"""How everything looks and what it is called: colours, spacing, icons, and the words for each code."""
