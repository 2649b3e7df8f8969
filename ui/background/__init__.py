# SPDX-License-Identifier: GPL-3.0-or-later
"""Work beside the window: jobs, change notices, undo, the collector, and watching over the event loop."""
