# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done the same way from several pages."""
