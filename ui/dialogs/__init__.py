# SPDX-License-Identifier: GPL-3.0-or-later
"""Dialogs that more than one page opens."""
