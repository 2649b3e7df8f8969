# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything Beeldakkoord knows and does, without a window: no module below this one may import Qt."""
