# SPDX-License-Identifier: GPL-3.0-or-later
"""The register on disk: one serial writer, many short readers, an audit row in each transaction."""

from models.store.unit_of_work import Store, UnitOfWork

__all__ = ["Store", "UnitOfWork"]
