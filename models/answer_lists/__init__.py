# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of answers, wherever they come from: what columns ask and what words mean."""
