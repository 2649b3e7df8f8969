# SPDX-License-Identifier: GPL-3.0-or-later
"""Qt item models: they hold ids, fetch what is looked at, and never touch the register themselves."""
