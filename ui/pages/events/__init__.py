# SPDX-License-Identifier: GPL-3.0-or-later
"""The Events page: a trip, a class photo, an open day; who may be in the picture and which photos belong to it."""
