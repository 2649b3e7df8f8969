# SPDX-License-Identifier: GPL-3.0-or-later
"""The building blocks of the pages: they take plain values, emit signals and know no register."""
