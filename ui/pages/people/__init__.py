# SPDX-License-Identifier: GPL-3.0-or-later
"""People: who they are, what they answered, and bringing class lists in."""
