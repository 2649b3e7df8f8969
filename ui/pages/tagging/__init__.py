# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is in it: naming the people in a photo."""
