# SPDX-License-Identifier: GPL-3.0-or-later
"""Alembic's environment: always in-process, on the connection that `models.store.migrate` hands over."""

from alembic import context

from models.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the caller's transaction is the one
)
context.run_migrations()
