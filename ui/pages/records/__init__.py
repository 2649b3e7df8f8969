# SPDX-License-Identifier: GPL-3.0-or-later
"""Records: the log of everything that was done, and whether it still is as it was recorded."""
