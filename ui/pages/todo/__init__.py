# SPDX-License-Identifier: GPL-3.0-or-later
"""The To do page: what is to be taken down, and photos that still ask who is in them."""
