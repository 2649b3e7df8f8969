# SPDX-License-Identifier: GPL-3.0-or-later
"""A new column cannot slip past the erasure: whoever adds one decides here what becomes of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String
from sqlmodel import AutoString

from models.forms.scan_rows import ScanDetails
from models.publishing import mentions
from models.roster.person_input import PersonInput
from models.tables import FormScan, metadata
from models.terms import ErasureGround, PersonRole
from models.workspace import Workspace

REFERS_TO_A_PERSON = {
    # deleted with the person
    "appearance.person_id",
    "cell.person_id",
    "consent_event.person_id",
    "consent_request.person_id",
    "group_membership.person_id",
    "guardianship.guardian_id",
    "guardianship.pupil_id",
    "name_card.person_id",
    "name_in_files.person_id",
    "person_identifier.person_id",
    "person_merge.kept_id",
    "person_merge.merged_id",
    "person_role.person_id",
    "publication_cover.person_id",
    "reminder.person_id",
    "session_person.person_id",
    "settled_notice.person_id",
    # emptied
    "form.person_id",
    "media_session.photographer_id",
    "person.merged_into_id",
    "takedown_task.person_id",
    # kept, of a number without a name
    "consent_event.decider_id",
}

PEOPLES_OWN = {
    f"person.{name}"
    for name in (
        "given_name", "name_prefix", "family_name", "sort_name", "search_text", "email", "telephone", "language",
        "organisation",
    )
} | {"person_identifier.scheme", "person_identifier.value", "person_merge.moved"}  # fmt: skip
WHO_DID_IT = {
    "appearance.named_by",
    "audit_detail.actor",
    "consent_event.recorded_by",
    "erasure.ordered_by",
    "form_scan.confirmed_by",
    "found_face.judged_by",
    "item.nobody_judged_by",
    "name_in_files.decided_by",
    "picture_likeness.decided_by",
    "publication.recorded_by",
    "reminder.recorded_by",
    "settled_notice.settled_by",
    "takedown_task.closed_by",
}
"""Names of users of the program: they stay (GDPR art. 5(2)), and the preview says so."""
MADE_BY_THE_PROGRAM = {
    "audit_detail.payload",
    "audit_entry.action",
    "audit_entry.digest",
    "audit_entry.hash",
    "consent_event.language",
    "erasure.counts",
    "erasure.ground",
    "evidence.media_type",
    "evidence.sha256",
    "form.code",
    "form.language",
    "form.questions",
    "form.template",
    "form_mark.features",
    "form_mark.question",
    "form_round.questions",
    "form_scan.digest",
    "form_scan.outcome",
    "form_scan.reader",
    "form_scan.run",
    "found_face.detector",
    "item.content_identifier",
    "item.faces_sought_with",
    "item.file_format",
    "item.names_read_with",
    "item.sha256",
    "item_fingerprint.method",
    "name_card.code",
    "online_row.digest",
    "online_row.state",
    "person_group.school_year",
    "person_group.sourced_id",
    "publication.copy_name",
    "publication.copy_sha256",
    "publication.reasons",
    "purpose.key",
    "purpose.kinds",
    "purpose_wording.language",
    "setting.key",
    "settled_notice.fingerprint",
}
"""Words, codes, hashes and numbers; nobody types in them."""


def test_every_reference_to_a_person_is_dealt_with() -> None:
    found = {
        f"{table.name}.{key.parent.name}"
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "person"
    }
    assert found == REFERS_TO_A_PERSON


def test_every_text_is_looked_through_or_needs_not_be() -> None:
    found = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | AutoString)
    }
    looked_through = {
        f"{column.table.name}.{column.name}"
        for column in (*mentions._ANSWERS, *mentions._NOTES, *mentions._FILES, *mentions._SCHOOL_TEXTS)
    }
    assert found == looked_through | PEOPLES_OWN | WHO_DID_IT | MADE_BY_THE_PROGRAM


def test_a_scan_that_was_called_after_somebody_is_renamed(workspace: Workspace) -> None:
    entered = PersonInput("Żaneta", "van", "Quispelbergh", date(2012, 1, 1), roles=(PersonRole.PUPIL,))
    person = workspace.people.add_person(entered).value
    details = ScanDetails("Żaneta van Quispelbergh.pdf", (), None, (), None, None).to_json()
    with workspace.store.write("test.scan") as unit:
        scan = FormScan(run="1", page=1, reader="1", outcome="aside", read_at=unit.store.clock.now(), details=details)
        unit.session.add(scan)
        unit.session.flush()
    workspace.erasure.erase(person, ErasureGround.NO_LONGER_NEEDED)
    with workspace.store.read() as session:
        kept = session.get(FormScan, scan.id)
        assert kept is not None
        assert "Quispelbergh" not in kept.details
        assert ScanDetails.from_json(kept.details).file.endswith(".pdf")
