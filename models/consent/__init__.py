# SPDX-License-Identifier: GPL-3.0-or-later
"""Consent: the rules (pure), the register of answers, and what both amount to."""
