# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents on paper: one function draws a page, for PDF, printer and preview alike."""
