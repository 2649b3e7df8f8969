# SPDX-License-Identifier: GPL-3.0-or-later
"""An invented school with drawn pictures, to look around in: no real person, school or company is meant."""
