# SPDX-License-Identifier: GPL-3.0-or-later
"""Check: what of these photos may go where, and what can be done about the rest."""
