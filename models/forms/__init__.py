# SPDX-License-Identifier: GPL-3.0-or-later
"""Personal consent forms on paper: their code, their words, and the geometry that printing and reading share."""
