# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings: the school, its purposes and policy, look and language."""
