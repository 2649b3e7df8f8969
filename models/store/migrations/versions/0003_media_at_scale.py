# SPDX-License-Identifier: GPL-3.0-or-later
"""Films and sounds, names found in files, pictures that look alike, name cards, watched folders."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _extend_item()
    _create_name_in_files()
    _create_picture_likeness()
    _create_name_card()
    _create_watched_folder()


def _extend_item() -> None:
    op.add_column("item", sa.Column("has_sound", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Written out: a column that refers to another row can be added in place only without a batch copy of the table.
    op.execute(
        "ALTER TABLE item ADD COLUMN companion_of_id INTEGER "
        "CONSTRAINT fk_item_companion_of_id_item REFERENCES item (id)"
    )
    op.add_column("item", sa.Column("content_identifier", sa.String(length=64), server_default="", nullable=False))
    op.add_column("item", sa.Column("set_aside", sa.String(length=32), nullable=True))
    op.add_column("item", sa.Column("names_read_with", sa.String(length=60), server_default="", nullable=False))
    op.create_index(op.f("ix_item_captured_at"), "item", ["captured_at"], unique=False)
    op.create_index(op.f("ix_item_companion_of_id"), "item", ["companion_of_id"], unique=False)
    op.create_index(op.f("ix_item_content_identifier"), "item", ["content_identifier"], unique=False)


def _create_name_in_files() -> None:
    op.create_table(
        "name_in_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_name_in_files_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_in_files")),
        sa.UniqueConstraint("folded", name=op.f("uq_name_in_files_folded")),
    )
    op.create_index(op.f("ix_name_in_files_person_id"), "name_in_files", ["person_id"], unique=False)


def _create_picture_likeness() -> None:
    op.create_table(
        "picture_likeness",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=False),
        sa.Column("crop", sa.Integer(), nullable=False),
        sa.Column("whole_id", sa.Integer(), nullable=True),
        sa.Column("is_same", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("item_id < other_id", name=op.f("ck_picture_likeness_in_order")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_picture_likeness_item_id_item")),
        sa.ForeignKeyConstraint(["other_id"], ["item.id"], name=op.f("fk_picture_likeness_other_id_item")),
        sa.ForeignKeyConstraint(["whole_id"], ["item.id"], name=op.f("fk_picture_likeness_whole_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture_likeness")),
        sa.UniqueConstraint("item_id", "other_id", name=op.f("uq_picture_likeness_item_id_other_id")),
    )
    op.create_index(op.f("ix_picture_likeness_other_id"), "picture_likeness", ["other_id"], unique=False)


def _create_name_card() -> None:
    op.create_table(
        "name_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("key_number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.CheckConstraint("person_id IS NULL OR group_id IS NULL", name=op.f("ck_name_card_one_subject")),
        sa.ForeignKeyConstraint(["group_id"], ["person_group.id"], name=op.f("fk_name_card_group_id_person_group")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_name_card_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_card")),
        sa.UniqueConstraint("code", name=op.f("uq_name_card_code")),
    )
    op.create_index(op.f("ix_name_card_group_id"), "name_card", ["group_id"], unique=False)
    op.create_index(op.f("ix_name_card_person_id"), "name_card", ["person_id"], unique=False)


def _create_watched_folder() -> None:
    op.create_table(
        "watched_folder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=4096), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_folder")),
        sa.UniqueConstraint("path", name=op.f("uq_watched_folder_path")),
    )
