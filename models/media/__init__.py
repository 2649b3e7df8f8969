# SPDX-License-Identifier: GPL-3.0-or-later
"""Photo files in: reading them safely, thumbnails, the library, and who is in each item."""
