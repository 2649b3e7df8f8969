# SPDX-License-Identifier: GPL-3.0-or-later
"""Offered here too; it lives in `ui.widgets.date_field`."""

from ui.widgets.date_field import DateField, day_of, make_date_edit, set_day_of  # noqa: F401
