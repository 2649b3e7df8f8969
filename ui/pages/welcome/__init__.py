# SPDX-License-Identifier: GPL-3.0-or-later
"""Welcome: set up a school, or look around in an invented one."""
