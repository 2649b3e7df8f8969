# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on a printed document: facts of the register in the words of the window. No widgets."""
