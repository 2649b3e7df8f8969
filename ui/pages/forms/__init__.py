# SPDX-License-Identifier: GPL-3.0-or-later
"""The Forms page: asking on paper, and what comes back."""
