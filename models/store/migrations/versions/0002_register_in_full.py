# SPDX-License-Identifier: GPL-3.0-or-later
"""Merged and erased people, hours of a session, what was dealt with on the to-do list, reminders."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _extend_person()
    _extend_session()
    _extend_cell()
    _extend_form_scan()
    _create_erasure_event()
    _create_settled_notice()
    _create_reminder()
    _create_indexes()


def _extend_person() -> None:
    # Written out: a column that refers to another row can be added in place only without a batch copy of the table.
    op.execute(
        "ALTER TABLE person ADD COLUMN merged_into_id INTEGER "
        "CONSTRAINT fk_person_merged_into_id_person REFERENCES person (id)"
    )
    op.add_column("person", sa.Column("erased_on", sa.Date(), nullable=True))
    op.create_index(op.f("ix_person_merged_into_id"), "person", ["merged_into_id"], unique=False)


def _extend_session() -> None:
    op.add_column("media_session", sa.Column("starts_at", sa.Time(), nullable=True))
    op.add_column("media_session", sa.Column("ends_at", sa.Time(), nullable=True))
    op.add_column("media_session", sa.Column("note", sa.String(length=500), server_default="", nullable=False))
    op.drop_index(op.f("ix_item_session_id"), table_name="item")
    op.create_index("ix_item_session_captured", "item", ["session_id", "captured_at"], unique=False)
    op.create_index(op.f("ix_consent_event_session_id"), "consent_event", ["session_id"], unique=False)


def _extend_cell() -> None:
    op.add_column("cell", sa.Column("guardians_differ", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(op.f("ix_cell_guardians_differ"), "cell", ["guardians_differ"], unique=False)
    # Only the rules know where guardians differ: the program compiles the cells anew when it opens the register.
    op.execute(
        "INSERT INTO setting (key, value) SELECT 'cells_outdated', 'true' WHERE EXISTS (SELECT 1 FROM cell LIMIT 1)"
    )


def _extend_form_scan() -> None:
    op.add_column("form_scan", sa.Column("digest", sa.String(length=64), server_default="", nullable=False))
    op.add_column("form_scan", sa.Column("details", sa.String(), server_default="", nullable=False))
    op.create_index("ix_form_scan_digest", "form_scan", ["digest"], unique=False)


def _create_erasure_event() -> None:
    op.create_table(
        "erasure_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("erasure_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["erasure_id"], ["erasure.id"], name=op.f("fk_erasure_event_erasure_id_erasure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_event")),
        sa.UniqueConstraint("erasure_id", "event_id", name=op.f("uq_erasure_event_erasure_id_event_id")),
    )
    op.create_index(op.f("ix_erasure_event_event_id"), "erasure_event", ["event_id"], unique=False)


def _create_settled_notice() -> None:
    op.create_table(
        "settled_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_settled_notice_person_id_person")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["media_session.id"], name=op.f("fk_settled_notice_session_id_media_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settled_notice")),
        sa.UniqueConstraint(
            "kind",
            "person_id",
            "session_id",
            "fingerprint",
            name=op.f("uq_settled_notice_kind_person_id_session_id_fingerprint"),
        ),
    )
    op.create_index(op.f("ix_settled_notice_person_id"), "settled_notice", ["person_id"], unique=False)
    op.create_index(op.f("ix_settled_notice_session_id"), "settled_notice", ["session_id"], unique=False)


def _create_reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reminder_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    op.create_index(op.f("ix_reminder_person_id"), "reminder", ["person_id"], unique=False)


def _create_indexes() -> None:
    # Without them each row that an erasure deletes costs a look through whole tables for what may refer to it.
    for table, column in (
        ("consent_event", "annuls_id"),
        ("consent_event", "evidence_id"),
        ("found_face", "appearance_id"),
        ("form_mark", "event_id"),
        ("takedown_task", "cause_event_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
