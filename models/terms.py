# SPDX-License-Identifier: GPL-3.0-or-later
"""The vocabulary: every enumeration of the product, in the field's standard terms.

Members are strings so that they are stored, exported and logged as readable words. What a user reads for
each of them is decided in ``ui.style.labels``; nothing here is display text.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

from models.list_terms import DateOrder as DateOrder  # noqa: PLC0414 - offered here too
from models.list_terms import ListColumn as ListColumn  # noqa: PLC0414
from models.list_terms import PlannedRowKind as PlannedRowKind  # noqa: PLC0414
from models.list_terms import RowProblemCode as RowProblemCode  # noqa: PLC0414


class PersonRole(StrEnum):
    """In which capacity a person can be in a picture; one person may have several."""

    PUPIL = "pupil"
    STAFF = "staff"
    VOLUNTEER = "volunteer"
    INTERNSHIP_PROVIDER = "internship_provider"
    GUARDIAN = "guardian"
    GUEST = "guest"


class GroupKind(StrEnum):
    """What kind of group a person belongs to (OneRoster ``class``, or something else)."""

    CLASS = "class"
    TEAM = "team"
    OTHER = "other"


class MediaKind(StrEnum):
    """What a consent is about: rule 5 names all three, and an answer to one says nothing about another."""

    PHOTO = "photo"
    FILM = "film"
    SOUND = "sound"


class Activity(StrEnum):
    """Making the recording, or placing it somewhere."""

    RECORDING = "recording"
    PUBLICATION = "publication"


class Audience(StrEnum):
    """Who can see what is published for a purpose."""

    CLOSED = "closed"
    PUBLIC = "public"
    PRINT = "print"


class LegalBasis(StrEnum):
    """GDPR art. 6(1): consent (a), contract (b), public task (e), legitimate interest (f)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTEREST = "legitimate_interest"


class Answer(StrEnum):
    """What one consent event says. ``ANNULLED`` takes an earlier event out of account (a correction)."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    ANNULLED = "annulled"

    @property
    def is_stop(self) -> bool:
        """Whether the answer forbids: a refusal, a withdrawal (GDPR art. 7(3)) or an objection (art. 21)."""
        return self in (Answer.REFUSED, Answer.WITHDRAWN, Answer.OBJECTED)


class AnswerMethod(StrEnum):
    """How an answer reached the school (evidence for GDPR art. 7(1))."""

    FORM = "form"
    ONLINE = "online"
    TELEPHONE = "telephone"
    IN_PERSON = "in_person"
    EMAIL = "email"
    IMPORT = "import"


class ConsentStatus(StrEnum):
    """What all answers amount to, for one person and one cell on one day (W3C DPV consent status)."""

    PROTECTED = "protected"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    NOT_REQUESTED = "not_requested"
    REQUESTED = "requested"
    EXPIRED = "expired"
    PARTLY_GIVEN = "partly_given"
    NOT_NEEDED = "not_needed"
    GIVEN = "given"

    @property
    def is_stop(self) -> bool:
        """Whether somebody with a say forbids, or the person is protected."""
        return self in (
            ConsentStatus.PROTECTED,
            ConsentStatus.REFUSED,
            ConsentStatus.WITHDRAWN,
            ConsentStatus.OBJECTED,
        )

    @property
    def is_yes(self) -> bool:
        """Whether the use is allowed: a valid yes, or a legal basis that needs none."""
        return self in (ConsentStatus.GIVEN, ConsentStatus.NOT_NEEDED)

    @property
    def is_missing(self) -> bool:
        """Whether an answer is still to be had: nobody forbids, and nobody (enough) allows."""
        return not self.is_stop and not self.is_yes


class Notice(StrEnum):
    """Something to know beside a status; it changes no verdict."""

    GUARDIANS_DIFFER = "guardians_differ"
    NO_GUARDIAN_KNOWN = "no_guardian_known"
    NOW_DECIDES = "now_decides"
    GUARDIAN_DISAGREES = "guardian_disagrees"
    WITHOUT_AUTHORITY = "without_authority"
    WORDING_CHANGED = "wording_changed"
    NO_BIRTH_DATE = "no_birth_date"


class Verdict(IntEnum):
    """May this item be published for this purpose on this day? Higher is worse; the worst reason wins."""

    READY = 0
    COVER = 1
    ASK = 2
    IDENTIFY = 3
    NO = 4

    @property
    def key(self) -> str:
        """The word used in JSON and on the command line, e.g. ``"ready"``."""
        return self.name.lower()


class WayOut(StrEnum):
    """What can be done about an item that is not (only) ready; offered as buttons beside the reasons."""

    EXPORT = "export"
    COVER_AND_EXPORT = "cover_and_export"
    MARK_PLACE = "mark_place"
    ASK_PEOPLE = "ask_people"
    NAME_PEOPLE = "name_people"
    JUDGE_NOBODY_RECOGNISABLE = "judge_nobody_recognisable"
    MUTE = "mute"
    OTHER_PURPOSE = "other_purpose"
    OTHER_ITEM = "other_item"
    DELETE_ITEM = "delete_item"


class OnReachingAge(StrEnum):
    """What the guardians' answers are worth once the pupil may decide (policy)."""

    KEEP = "keep"
    LAPSE = "lapse"


class ConsentValidity(StrEnum):
    """How long a yes lasts when the answer itself names no end (policy)."""

    UNLIMITED = "unlimited"
    SCHOOL_YEAR = "school_year"
    MONTHS = "months"


class LeapDayRule(StrEnum):
    """On which day of a common year somebody born on 29 February has their birthday (policy)."""

    FIRST_OF_MARCH = "first_of_march"
    LAST_OF_FEBRUARY = "last_of_february"


class AppearanceSource(StrEnum):
    """How it became known that a person is in an item."""

    MANUAL = "manual"
    REGION = "region"
    CARD = "card"
    SEEN_BEFORE = "seen_before"


class FaceJudgement(StrEnum):
    """A human judgement of a found (or drawn) face that carries no name."""

    UNJUDGED = "unjudged"
    NOT_RECOGNISABLE = "not_recognisable"
    NOT_A_PERSON = "not_a_person"
    PASSER_BY = "passer_by"


class NobodyReason(StrEnum):
    """Why somebody judged that nobody in an item is recognisable."""

    NO_PEOPLE = "no_people"
    FROM_BEHIND = "from_behind"
    TOO_SMALL = "too_small"
    OUT_OF_FOCUS = "out_of_focus"
    OTHER = "other"


class LikenessKind(StrEnum):
    """How two pictures that look alike belong together."""

    SAME = "same"
    PART = "part"
    MIRRORED = "mirrored"
    CHANGED = "changed"
    BURST = "burst"


class SetAsideReason(StrEnum):
    """Why an item is no picture to publish: it is shown nowhere but where it is asked for."""

    NAME_CARD = "name_card"
    TAKEN_OUT = "taken_out"


class CoverKind(StrEnum):
    """How a person is redacted in a copy: never computed from the pixels of the face itself."""

    CALM = "calm"
    SOLID = "solid"


class CopyFormat(StrEnum):
    """File format of an exported copy."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"


class TakedownState(StrEnum):
    """How far a take-down task is. ``LAPSED``: what raised it was taken back before anybody acted."""

    OPEN = "open"
    REMOVED = "removed"
    REPLACED = "replaced"
    STAYS = "stays"
    LAPSED = "lapsed"


class TodoKind(StrEnum):
    """What somebody should look at next; each kind leads to the place where it is solved."""

    TAKEDOWN = "takedown"
    GUARDIANS_DIFFER = "guardians_differ"
    MISSING_FOR_SESSION = "missing_for_session"
    ENDS_SOON = "ends_soon"
    NOW_DECIDES = "now_decides"
    REMINDER_DUE = "reminder_due"
    RETENTION_DUE = "retention_due"
    UNNAMED_FACES = "unnamed_faces"


class ViewReason(StrEnum):
    """Why somebody looks at a file that is kept as proof, or at what is kept behind a step of its own."""

    PERSON_ASKED = "person_asked"
    ANSWER_CHECKED = "answer_checked"
    COMPLAINT = "complaint"
    SUPERVISOR_ASKED = "supervisor_asked"
    OTHER = "other"


class LetterKind(StrEnum):
    """Which letter somebody is sent about their answers."""

    NOW_DECIDES = "now_decides"
    REMINDER = "reminder"
    ENDING = "ending"


class SessionPhase(StrEnum):
    """Where an event lies as seen from today."""

    TODAY = "today"
    COMING = "coming"
    PAST = "past"
    UNDATED = "undated"


class ErasureGround(StrEnum):
    """Why somebody is erased: GDPR art. 17(1)(a) to (f), in this order."""

    NO_LONGER_NEEDED = "no_longer_needed"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    OBJECTED = "objected"
    UNLAWFUL = "unlawful"
    LEGAL_DUTY = "legal_duty"
    CHILD_ONLINE = "child_online"


class LookingPurpose(StrEnum):
    """Why somebody looks at the reason for which a person is never shown; kept with the note that they looked."""

    PICTURE = "picture"
    STILL_NEEDED = "still_needed"
    FAMILY_ASKED = "family_asked"
    AUTHORITY_ASKED = "authority_asked"
    CORRECTION = "correction"


class FormState(StrEnum):
    """Life of one printed form."""

    ISSUED = "issued"
    RECEIVED = "received"
    CONFLICT = "conflict"
    REPLACED = "replaced"
    REVOKED = "revoked"


class MarkState(StrEnum):
    """What a reader saw in one pair of boxes on a returned form."""

    YES = "yes"
    NO = "no"
    BLANK = "blank"
    UNSURE = "unsure"


class ChangeKind(StrEnum):
    """What a write can touch; item models refetch by these."""

    PERSON = "person"
    GROUP = "group"
    ANSWER = "answer"
    PURPOSE = "purpose"
    ITEM = "item"
    APPEARANCE = "appearance"
    SESSION = "session"
    PUBLICATION = "publication"
    TAKEDOWN = "takedown"
    FORM = "form"
    SETTING = "setting"
    EVIDENCE = "evidence"
    NOTICE = "notice"


class PickRank(IntEnum):
    """Why a person stands where they stand in the person picker; lower comes first."""

    EXPECTED = 0
    RECENT = 1
    SAME_TIME = 2
    NEAR = 3
    REST = 4
