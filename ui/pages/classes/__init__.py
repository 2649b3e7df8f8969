# SPDX-License-Identifier: GPL-3.0-or-later
"""Classes: who may be in a picture before it is taken, and who is shown over a year."""
