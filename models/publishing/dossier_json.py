# SPDX-License-Identifier: GPL-3.0-or-later
"""A dossier for machines: one JSON document, its consent records in the shape of ISO/IEC TS 27560:2023.

Each purpose is a record of its own with a header, the processing, the parties and the events. Field names are those of
the specification (clauses 6.3.3 to 6.3.7); words for states, roles and rights are terms of W3C's Data Privacy
Vocabulary (``dpv:``, ``eu-gdpr:``). What the register does not know (a postal address, for example) is left out rather
than guessed. What else is on record stands beside the records, under names of our own.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from enum import Enum, IntEnum
from typing import Any

from models.publishing.dossier_facts import (
    AskedFor,
    Dossier,
    DossierAnswer,
    Period,
    Relative,
    ShownPurpose,
    purposes_of,
)
from models.terms import Activity, Answer, Audience, ConsentStatus, LegalBasis
from models.version import VERSION

DOSSIER_SCHEMA = "beeldakkoord-dossier-1"
RECORD_SCHEMA = "ISO/IEC TS 27560:2023"

_CONTROLLER = "controller"
_BASIS = {
    LegalBasis.CONSENT: "eu-gdpr:A6-1-a",
    LegalBasis.CONTRACT: "eu-gdpr:A6-1-b",
    LegalBasis.PUBLIC_TASK: "eu-gdpr:A6-1-e",
    LegalBasis.LEGITIMATE_INTEREST: "eu-gdpr:A6-1-f",
}
_STATE_OF_ANSWER = {
    Answer.GIVEN: "dpv:ConsentGiven",
    Answer.REFUSED: "dpv:ConsentRefused",
    Answer.WITHDRAWN: "dpv:ConsentWithdrawn",
    Answer.ANNULLED: "dpv:ConsentInvalidated",
    Answer.OBJECTED: "objected",
}
_STATE_OF_STATUS = {
    ConsentStatus.GIVEN: "dpv:ConsentGiven",
    ConsentStatus.REFUSED: "dpv:ConsentRefused",
    ConsentStatus.WITHDRAWN: "dpv:ConsentWithdrawn",
    ConsentStatus.EXPIRED: "dpv:ConsentExpired",
    ConsentStatus.REQUESTED: "dpv:ConsentRequested",
    ConsentStatus.PARTLY_GIVEN: "dpv:ConsentRequested",
    ConsentStatus.NOT_REQUESTED: "dpv:ConsentUnknown",
}
_RECIPIENTS = {
    Audience.CLOSED: "members of the school with access",
    Audience.PUBLIC: "the public",
    Audience.PRINT: "readers of what is printed",
}
_RIGHTS = ("eu-gdpr:A7-3", "eu-gdpr:A15", "eu-gdpr:A16", "eu-gdpr:A17", "eu-gdpr:A18", "eu-gdpr:A21", "eu-gdpr:A77")


def dossier_as_json(dossier: Dossier) -> str:
    """The whole dossier as one JSON document, indented, in UTF-8 letters."""
    return json.dumps(dossier_document(dossier), ensure_ascii=False, indent=2, default=_plain)


def dossier_document(dossier: Dossier) -> dict[str, Any]:
    """The document as plain values: dates as ISO text, enumerations as their words."""
    document = {
        "schema_version": DOSSIER_SCHEMA,
        "made_at": dossier.made_at,
        "made_with": f"Beeldakkoord {VERSION}",
        "controller": {
            "name": dossier.school.name,
            "contact": dossier.school.contact,
            "privacy_officer": dossier.school.privacy_officer,
        },
        "person": _person(dossier),
        "consent_records": [_record(dossier, purpose) for purpose in purposes_of(dossier)],
        "answers_for_others": [_own_answer(answer) for answer in dossier.answers_for_others],
        "forms": [asdict(form) for form in dossier.forms],
        "reminded_on": list(dossier.reminded_on),
        "notices": [asdict(notice) for notice in dossier.notices],
        "events": [asdict(session) for session in dossier.sessions],
        "items": [asdict(item) for item in dossier.items],
        "publications": [_place(asdict(one), one.purpose) for one in dossier.publications],
        "takedowns": [_place(asdict(one), one.purpose) for one in dossier.tasks],
        "log": [asdict(line) for line in dossier.log],
        "audit_chain": {"links": dossier.links, "head": dossier.head},
    }
    found: dict[str, Any] = json.loads(json.dumps(document, default=_plain))
    return found


def _person(dossier: Dossier) -> dict[str, Any]:
    own = asdict(dossier.own)
    own["numbers"] = [{"scheme": scheme, "value": value} for scheme, value in dossier.own.numbers]
    if not own["protected_reason"]:
        del own["protected_reason"]
    return {
        **own,
        "roles": [{"role": one.name, "since": one.since, "until": one.until} for one in dossier.roles],
        "groups": [_group(one) for one in dossier.groups],
        "guardians": [_relative(one) for one in dossier.guardians],
        "guardian_of": [_relative(one) for one in dossier.wards],
        "records_joined_on": list(dossier.merged_on),
        "erase_from": dossier.erase_from,
    }


def _group(one: Period) -> dict[str, Any]:
    kind = None if one.group_kind is None else one.group_kind.value
    return {"name": one.name, "kind": kind, "school_year": one.school_year, "since": one.since, "until": one.until}


def _relative(one: Relative) -> dict[str, Any]:
    return {
        "name": one.name,
        "relation": one.relation,
        "has_authority": one.has_authority,
        "since": one.since,
        "until": one.until,
    }


def _place(values: dict[str, Any], purpose: ShownPurpose) -> dict[str, Any]:
    return {**values, "purpose": purpose.key}


def _record(dossier: Dossier, purpose: ShownPurpose) -> dict[str, Any]:
    """One consent record: header, processing, parties, events (clause 6.3.2)."""
    answers = [one for one in reversed(dossier.answers) if one.purpose == purpose]
    asked = [one for one in reversed(dossier.asked) if one.purpose == purpose]
    number = uuid.uuid5(uuid.NAMESPACE_OID, f"{dossier.school.name}|{dossier.own.person_id}|{purpose.key}")
    return {
        "schema_version": RECORD_SCHEMA,
        "record_id": f"urn:uuid:{number}",
        "pii_principal_id": _party_id(dossier.own.person_id),
        "pii_processing": _processing(dossier, purpose, answers),
        "party_identification": _parties(dossier, answers),
        "events": [*(_asked_event(one) for one in asked), *(_answer_event(one) for one in answers)],
        "current_state": [
            {
                "pii_type": one.kind,
                "event_state": _STATE_OF_STATUS.get(one.status, one.status.value),
                "status": one.status,
                "since": _day(one.since),
                "until": _day(one.until),
            }
            for one in dossier.statuses
            if one.purpose == purpose
        ],
    }


def _processing(dossier: Dossier, purpose: ShownPurpose, answers: Iterable[DossierAnswer]) -> dict[str, Any]:
    notices = {
        (one.wording_number, one.language): {
            "version": one.wording_number,
            "language": one.language,
            "title": one.wording_title,
            "text": one.wording,
        }
        for one in answers
        if one.wording_number is not None
    }
    kinds = dict.fromkeys(one.kind for one in dossier.statuses if one.purpose == purpose)
    kinds |= dict.fromkeys(one.kind for one in dossier.answers if one.purpose == purpose)
    months = dossier.retention_months
    return {
        "privacy_notice": list(notices.values()),
        "language": list(dict.fromkeys(language for _number, language in notices if language)),
        "purposes": [
            {
                "purpose": purpose.name or purpose.key,
                "purpose_id": purpose.key,
                "purpose_type": "making the recording" if purpose.id == 0 else "publishing the recording",
                "lawful_basis": _BASIS[purpose.legal_basis],
                "pii_information": [{"pii_type": kind, "pii_optional": True} for kind in kinds],
                "pii_controllers": [_CONTROLLER],
                "collection_method": "recorded at the school, or handed in to it",
                "processing_method": "dpv:Collect, dpv:Store" if purpose.id == 0 else "dpv:Store, dpv:MakeAvailable",
                "storage_locations": ["computers of the controller"],
                "retention_period": f"P{months}M after leaving" if months else "not set",
                "jurisdiction": dossier.school.country.upper(),
                "recipient_third_parties": [] if purpose.audience is None else [_RECIPIENTS[purpose.audience]],
                "withdrawal_method": dossier.school.contact or "ask the school",
                "privacy_rights": list(_RIGHTS),
            }
        ],
    }


def _parties(dossier: Dossier, answers: Iterable[DossierAnswer]) -> list[dict[str, Any]]:
    school = dossier.school
    parties: dict[str, dict[str, Any]] = {
        _CONTROLLER: {
            "party_id": _CONTROLLER,
            "party_name": school.name,
            "party_role": "dpv:DataController",
            "party_contact": school.contact,
            "party_type": "school",
        },
        _party_id(dossier.own.person_id): {
            "party_id": _party_id(dossier.own.person_id),
            "party_name": dossier.own.display_name,
            "party_role": "dpv:DataSubject",
            "party_type": "natural person",
        },
    }
    for one in answers:
        if not one.by_self:
            parties[_party_id(one.decider_id)] = {
                "party_id": _party_id(one.decider_id),
                "party_name": one.decider_name,
                "party_role": "dpv:GuardianOfDataSubject",
                "party_type": "natural person",
            }
    return list(parties.values())


def _asked_event(one: AskedFor) -> dict[str, Any]:
    return {
        "event_time": one.asked_on,
        "event_type": "dpv:Consent",
        "event_state": "dpv:ConsentRequested",
        "entity_id": _CONTROLLER,
        "validity_duration": None,
        "pii_type": one.kind,
    }


def _answer_event(one: DossierAnswer) -> dict[str, Any]:
    is_objection = one.answer is Answer.OBJECTED
    return {
        "event_time": one.decided_on,
        "event_type": "eu-gdpr:A21" if is_objection else "dpv:ExpressedConsent",
        "event_state": _STATE_OF_ANSWER[one.answer],
        "entity_id": _party_id(one.decider_id),
        "validity_duration": {"from": one.valid_from, "until": one.valid_until},
        "pii_type": one.kind,
        "method": one.method,
        "notice_version": one.wording_number,
        "language": one.language,
        "note": one.note,
        "recorded_at": one.recorded_at,
        "proof": {"media_type": one.proof_type, "sha256": one.proof_sha256} if one.proof_sha256 else None,
        "only_item": one.item_id,
        "only_event": one.session_name or None,
        "number": one.event_id,
        "corrects": one.annuls_id,
        "was_set_aside": one.is_annulled,
    }


def _own_answer(one: DossierAnswer) -> dict[str, Any]:
    return {
        "about": one.about_name,
        "activity": one.activity,
        "purpose": None if one.activity is Activity.RECORDING else one.purpose.key,
        **_answer_event(one),
    }


def _party_id(person_id: int) -> str:
    return f"person-{person_id}"


def _day(day: date | None) -> date | None:
    """The day; None also for "always"."""
    return None if day in (date.min, date.max) else day


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, IntEnum):
        return value.name.lower()
    if isinstance(value, Enum):
        return value.value
    raise TypeError(type(value).__name__)
