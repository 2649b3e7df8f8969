# SPDX-License-Identifier: GPL-3.0-or-later
"""People: their names, roles, groups and guardians, and the class lists they come from."""
