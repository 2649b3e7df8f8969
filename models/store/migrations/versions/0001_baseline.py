# SPDX-License-Identifier: GPL-3.0-or-later
"""Baseline: every table of the product."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_audit_entry()
    _create_erasure()
    _create_evidence()
    _create_form_round()
    _create_online_mapping()
    _create_person()
    _create_person_group()
    _create_purpose()
    _create_setting()
    _create_audit_detail()
    _create_form()
    _create_group_membership()
    _create_guardianship()
    _create_media_session()
    _create_person_identifier()
    _create_person_merge()
    _create_person_role()
    _create_purpose_version()
    _create_consent_request()
    _create_form_scan()
    _create_item()
    _create_online_row()
    _create_purpose_wording()
    _create_session_group()
    _create_session_person()
    _create_appearance()
    _create_cell()
    _create_consent_event()
    _create_item_fingerprint()
    _create_item_location()
    _create_publication()
    _create_form_mark()
    _create_found_face()
    _create_publication_cover()
    _create_publication_reliance()
    _create_takedown_task()


def _create_audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )


def _create_erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=200), nullable=False),
        sa.Column("ordered_by", sa.String(length=120), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_person_id"), "erasure", ["person_id"], unique=False)


def _create_evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("data_key", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("sha256", name=op.f("uq_evidence_sha256")),
    )


def _create_form_round() -> None:
    op.create_table(
        "form_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("answer_before", sa.Date(), nullable=True),
        sa.Column("questions", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_round")),
    )


def _create_online_mapping() -> None:
    op.create_table(
        "online_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("link", sa.String(length=1000), nullable=False),
        sa.Column("columns", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_mapping")),
    )


def _create_person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("given_name", sa.String(length=120), nullable=False),
        sa.Column("name_prefix", sa.String(length=40), nullable=False),
        sa.Column("family_name", sa.String(length=120), nullable=False),
        sa.Column("sort_name", sa.String(length=300), nullable=False),
        sa.Column("search_text", sa.String(length=300), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("organisation", sa.String(length=160), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("protected_reason", sa.String(length=500), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_person_sort_name", "person", ["sort_name"], unique=False)


def _create_person_group() -> None:
    op.create_table(
        "person_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("sourced_id", sa.String(length=256), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_group")),
        sa.UniqueConstraint("name", "school_year", name=op.f("uq_person_group_name_school_year")),
    )


def _create_purpose() -> None:
    op.create_table(
        "purpose",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("legal_basis", sa.String(length=32), nullable=False),
        sa.Column("kinds", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("copy_max_pixels", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purpose")),
        sa.UniqueConstraint("key", name=op.f("uq_purpose_key")),
    )


def _create_setting() -> None:
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )


def _create_audit_detail() -> None:
    op.create_table(
        "audit_detail",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["audit_entry.seq"], name=op.f("fk_audit_detail_seq_audit_entry")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_detail")),
    )


def _create_form() -> None:
    op.create_table(
        "form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("key_number", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("questions", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_form_person_id_person")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["form.id"], name=op.f("fk_form_replaced_by_id_form")),
        sa.ForeignKeyConstraint(["round_id"], ["form_round.id"], name=op.f("fk_form_round_id_form_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form")),
        sa.UniqueConstraint("code", name=op.f("uq_form_code")),
    )
    op.create_index(op.f("ix_form_person_id"), "form", ["person_id"], unique=False)
    op.create_index(op.f("ix_form_round_id"), "form", ["round_id"], unique=False)


def _create_group_membership() -> None:
    op.create_table(
        "group_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["person_group.id"], name=op.f("fk_group_membership_group_id_person_group")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_membership_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_membership")),
        sa.UniqueConstraint("group_id", "person_id", name=op.f("uq_group_membership_group_id_person_id")),
    )
    op.create_index(op.f("ix_group_membership_person_id"), "group_membership", ["person_id"], unique=False)


def _create_guardianship() -> None:
    op.create_table(
        "guardianship",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=False),
        sa.Column("has_authority", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("pupil_id <> guardian_id", name=op.f("ck_guardianship_two_people")),
        sa.ForeignKeyConstraint(["guardian_id"], ["person.id"], name=op.f("fk_guardianship_guardian_id_person")),
        sa.ForeignKeyConstraint(["pupil_id"], ["person.id"], name=op.f("fk_guardianship_pupil_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardianship")),
        sa.UniqueConstraint("pupil_id", "guardian_id", name=op.f("uq_guardianship_pupil_id_guardian_id")),
    )
    op.create_index(op.f("ix_guardianship_guardian_id"), "guardianship", ["guardian_id"], unique=False)


def _create_media_session() -> None:
    op.create_table(
        "media_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("photographer_id", sa.Integer(), nullable=True),
        sa.Column("purpose_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["photographer_id"], ["person.id"], name=op.f("fk_media_session_photographer_id_person")
        ),
        sa.ForeignKeyConstraint(["purpose_id"], ["purpose.id"], name=op.f("fk_media_session_purpose_id_purpose")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_session")),
    )
    op.create_index(op.f("ix_media_session_day"), "media_session", ["day"], unique=False)


def _create_person_identifier() -> None:
    op.create_table(
        "person_identifier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=256), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_identifier_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_identifier")),
        sa.UniqueConstraint("scheme", "value", name=op.f("uq_person_identifier_scheme_value")),
    )
    op.create_index(op.f("ix_person_identifier_person_id"), "person_identifier", ["person_id"], unique=False)


def _create_person_merge() -> None:
    op.create_table(
        "person_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.String(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name=op.f("fk_person_merge_kept_id_person")),
        sa.ForeignKeyConstraint(["merged_id"], ["person.id"], name=op.f("fk_person_merge_merged_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    op.create_index(op.f("ix_person_merge_kept_id"), "person_merge", ["kept_id"], unique=False)
    op.create_index(op.f("ix_person_merge_merged_id"), "person_merge", ["merged_id"], unique=False)


def _create_person_role() -> None:
    op.create_table(
        "person_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_role_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_role")),
        sa.UniqueConstraint("person_id", "role", name=op.f("uq_person_role_person_id_role")),
    )


def _create_purpose_version() -> None:
    op.create_table(
        "purpose_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_substantive", sa.Boolean(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["purpose_id"], ["purpose.id"], name=op.f("fk_purpose_version_purpose_id_purpose")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purpose_version")),
        sa.UniqueConstraint("purpose_id", "number", name=op.f("uq_purpose_version_purpose_id_number")),
    )


def _create_consent_request() -> None:
    op.create_table(
        "consent_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("purpose_id", sa.Integer(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_consent_request_form_id_form")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_request_person_id_person")),
        sa.ForeignKeyConstraint(["purpose_id"], ["purpose.id"], name=op.f("fk_consent_request_purpose_id_purpose")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_request")),
    )
    op.create_index("ix_consent_request_person", "consent_request", ["person_id", "purpose_id"], unique=False)


def _create_form_scan() -> None:
    op.create_table(
        "form_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("run", sa.String(length=40), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("reader", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.String(length=120), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_form_scan_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_form_scan_form_id_form")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_scan")),
    )
    op.create_index("ix_form_scan_form", "form_scan", ["form_id"], unique=False)


def _create_item() -> None:
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("file_format", sa.String(length=12), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("captured_at", sa.DateTime(), nullable=True),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("nobody_reason", sa.String(length=32), nullable=True),
        sa.Column("nobody_note", sa.String(length=500), nullable=False),
        sa.Column("nobody_judged_by", sa.String(length=120), nullable=False),
        sa.Column("nobody_judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("faces_sought_with", sa.String(length=60), nullable=False),
        sa.Column("has_hidden_film", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(nobody_reason IS NULL) = (nobody_judged_at IS NULL)", name=op.f("ck_item_nobody_is_judged")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["media_session.id"], name=op.f("fk_item_session_id_media_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("sha256", name=op.f("uq_item_sha256")),
    )
    op.create_index(op.f("ix_item_session_id"), "item", ["session_id"], unique=False)


def _create_online_row() -> None:
    op.create_table(
        "online_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mapping_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_online_row_form_id_form")),
        sa.ForeignKeyConstraint(
            ["mapping_id"], ["online_mapping.id"], name=op.f("fk_online_row_mapping_id_online_mapping")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_row")),
        sa.UniqueConstraint("mapping_id", "digest", name=op.f("uq_online_row_mapping_id_digest")),
    )
    op.create_index(op.f("ix_online_row_form_id"), "online_row", ["form_id"], unique=False)


def _create_purpose_wording() -> None:
    op.create_table(
        "purpose_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["purpose_version.id"], name=op.f("fk_purpose_wording_version_id_purpose_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purpose_wording")),
        sa.UniqueConstraint("version_id", "language", name=op.f("uq_purpose_wording_version_id_language")),
    )


def _create_session_group() -> None:
    op.create_table(
        "session_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["person_group.id"], name=op.f("fk_session_group_group_id_person_group")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["media_session.id"], name=op.f("fk_session_group_session_id_media_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_group")),
        sa.UniqueConstraint("session_id", "group_id", name=op.f("uq_session_group_session_id_group_id")),
    )


def _create_session_person() -> None:
    op.create_table(
        "session_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_expected", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_person_person_id_person")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["media_session.id"], name=op.f("fk_session_person_session_id_media_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_person")),
        sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_session_person_session_id_person_id")),
    )
    op.create_index(op.f("ix_session_person_person_id"), "session_person", ["person_id"], unique=False)


def _create_appearance() -> None:
    op.create_table(
        "appearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_visible", sa.Boolean(), nullable=False),
        sa.Column("is_audible", sa.Boolean(), nullable=False),
        sa.Column("x", sa.Float(), nullable=True),
        sa.Column("y", sa.Float(), nullable=True),
        sa.Column("w", sa.Float(), nullable=True),
        sa.Column("h", sa.Float(), nullable=True),
        sa.Column("start_ms", sa.Integer(), nullable=True),
        sa.Column("end_ms", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("named_by", sa.String(length=120), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(x IS NULL) = (y IS NULL) AND (x IS NULL) = (w IS NULL) AND (x IS NULL) = (h IS NULL)",
            name=op.f("ck_appearance_box_is_whole"),
        ),
        sa.CheckConstraint("is_visible OR is_audible", name=op.f("ck_appearance_seen_or_heard")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_appearance_item_id_item")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appearance_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appearance")),
    )
    op.create_index("ix_appearance_item_person", "appearance", ["item_id", "person_id"], unique=False)
    op.create_index("ix_appearance_person_item", "appearance", ["person_id", "item_id"], unique=False)


def _create_cell() -> None:
    op.create_table(
        "cell",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("purpose_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_cell_item_id_item")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cell_person_id_person")),
        sa.ForeignKeyConstraint(["purpose_id"], ["purpose.id"], name=op.f("fk_cell_purpose_id_purpose")),
        sa.ForeignKeyConstraint(["session_id"], ["media_session.id"], name=op.f("fk_cell_session_id_media_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell")),
    )
    op.create_index("ix_cell_item", "cell", ["item_id"], unique=False)
    op.create_index("ix_cell_person", "cell", ["person_id", "activity", "purpose_id", "kind"], unique=False)
    op.create_index(op.f("ix_cell_since"), "cell", ["since"], unique=False)
    op.create_index(op.f("ix_cell_until"), "cell", ["until"], unique=False)


def _create_consent_event() -> None:
    op.create_table(
        "consent_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("purpose_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=32), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("heard_by", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("purpose_version_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("annuls_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "(activity = 'recording') = (purpose_id IS NULL)",
            name=op.f("ck_consent_event_purpose_fits_activity"),
        ),
        sa.CheckConstraint(
            "(answer = 'annulled') = (annuls_id IS NOT NULL)",
            name=op.f("ck_consent_event_annulment_names_event"),
        ),
        sa.ForeignKeyConstraint(
            ["annuls_id"], ["consent_event.id"], name=op.f("fk_consent_event_annuls_id_consent_event")
        ),
        sa.ForeignKeyConstraint(["decider_id"], ["person.id"], name=op.f("fk_consent_event_decider_id_person")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_consent_event_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_consent_event_form_id_form")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_consent_event_item_id_item")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_event_person_id_person")),
        sa.ForeignKeyConstraint(["purpose_id"], ["purpose.id"], name=op.f("fk_consent_event_purpose_id_purpose")),
        sa.ForeignKeyConstraint(
            ["purpose_version_id"],
            ["purpose_version.id"],
            name=op.f("fk_consent_event_purpose_version_id_purpose_version"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["media_session.id"], name=op.f("fk_consent_event_session_id_media_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_event")),
    )
    op.create_index(op.f("ix_consent_event_decider_id"), "consent_event", ["decider_id"], unique=False)
    op.create_index(op.f("ix_consent_event_item_id"), "consent_event", ["item_id"], unique=False)
    op.create_index(
        "ix_consent_event_person_cell",
        "consent_event",
        ["person_id", "activity", "kind", "purpose_id"],
        unique=False,
    )


def _create_item_fingerprint() -> None:
    op.create_table(
        "item_fingerprint",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_fingerprint_item_id_item")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_item_fingerprint")),
    )


def _create_item_location() -> None:
    op.create_table(
        "item_location",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=4096), nullable=False),
        sa.Column("modified_ns", sa.BigInteger(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_location_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_location")),
        sa.UniqueConstraint("path", name=op.f("uq_item_location_path")),
    )
    op.create_index(op.f("ix_item_location_item_id"), "item_location", ["item_id"], unique=False)


def _create_publication() -> None:
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("purpose_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=500), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("copy_name", sa.String(length=200), nullable=False),
        sa.Column("copy_sha256", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_publication_item_id_item")),
        sa.ForeignKeyConstraint(["purpose_id"], ["purpose.id"], name=op.f("fk_publication_purpose_id_purpose")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_index("ix_publication_item", "publication", ["item_id"], unique=False)
    op.create_index(op.f("ix_publication_purpose_id"), "publication", ["purpose_id"], unique=False)


def _create_form_mark() -> None:
    op.create_table(
        "form_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("seen", sa.String(length=32), nullable=False),
        sa.Column("decided", sa.String(length=32), nullable=True),
        sa.Column("features", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["consent_event.id"], name=op.f("fk_form_mark_event_id_consent_event")),
        sa.ForeignKeyConstraint(["scan_id"], ["form_scan.id"], name=op.f("fk_form_mark_scan_id_form_scan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_mark")),
        sa.UniqueConstraint("scan_id", "question", name=op.f("uq_form_mark_scan_id_question")),
    )


def _create_found_face() -> None:
    op.create_table(
        "found_face",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("x", sa.Float(), nullable=False),
        sa.Column("y", sa.Float(), nullable=False),
        sa.Column("w", sa.Float(), nullable=False),
        sa.Column("h", sa.Float(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=True),
        sa.Column("end_ms", sa.Integer(), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("detector", sa.String(length=60), nullable=False),
        sa.Column("judgement", sa.String(length=32), nullable=False),
        sa.Column("judgement_note", sa.String(length=500), nullable=False),
        sa.Column("judged_by", sa.String(length=120), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appearance_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["appearance_id"],
            ["appearance.id"],
            name=op.f("fk_found_face_appearance_id_appearance"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_found_face_item_id_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_found_face")),
    )
    op.create_index("ix_found_face_item", "found_face", ["item_id"], unique=False)


def _create_publication_cover() -> None:
    op.create_table(
        "publication_cover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("cover", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_publication_cover_person_id_person")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_publication_cover_publication_id_publication")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_cover")),
        sa.UniqueConstraint("publication_id", "person_id", name=op.f("uq_publication_cover_publication_id_person_id")),
    )
    op.create_index(op.f("ix_publication_cover_person_id"), "publication_cover", ["person_id"], unique=False)


def _create_publication_reliance() -> None:
    op.create_table(
        "publication_reliance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["consent_event.id"], name=op.f("fk_publication_reliance_event_id_consent_event")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publication.id"],
            name=op.f("fk_publication_reliance_publication_id_publication"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_reliance")),
        sa.UniqueConstraint("publication_id", "event_id", name=op.f("uq_publication_reliance_publication_id_event_id")),
    )
    op.create_index(op.f("ix_publication_reliance_event_id"), "publication_reliance", ["event_id"], unique=False)


def _create_takedown_task() -> None:
    op.create_table(
        "takedown_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(length=32), nullable=True),
        sa.Column("cause_event_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("replacement_id", sa.Integer(), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cause_event_id"], ["consent_event.id"], name=op.f("fk_takedown_task_cause_event_id_consent_event")
        ),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_takedown_task_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_takedown_task_person_id_person")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_takedown_task_publication_id_publication")
        ),
        sa.ForeignKeyConstraint(
            ["replacement_id"], ["publication.id"], name=op.f("fk_takedown_task_replacement_id_publication")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takedown_task")),
    )
    op.create_index("ix_takedown_task_publication", "takedown_task", ["publication_id"], unique=False)
    op.create_index(op.f("ix_takedown_task_state"), "takedown_task", ["state"], unique=False)
