# SPDX-License-Identifier: GPL-3.0-or-later
"""The user interfaces: the window, the command line and the printed page."""
