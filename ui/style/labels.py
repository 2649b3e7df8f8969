# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user reads for each code: plain words, what is possible first, nobody branded. No Qt.

The sentences for errors and the words about class lists have modules of their own and are offered here too.
"""

from __future__ import annotations

from datetime import date

from models.consent.verdicts import ReasonKind
from models.terms import (
    Activity,
    Answer,
    AnswerMethod,
    AppearanceSource,
    Audience,
    ChangeKind,
    ConsentStatus,
    ConsentValidity,
    CopyFormat,
    CoverKind,
    FaceJudgement,
    FormState,
    GroupKind,
    LeapDayRule,
    LegalBasis,
    MarkState,
    MediaKind,
    NobodyReason,
    Notice,
    OnReachingAge,
    PersonRole,
    PickRank,
    TakedownState,
    Verdict,
    WayOut,
)
from ui.style.class_list_labels import (  # noqa: F401 - offered here too
    date_order_label,
    list_column_label,
    planned_row_label,
    row_problem_sentence,
)
from ui.style.error_sentences import error_sentence  # noqa: F401 - offered here too
from ui.style.proof_labels import view_reason_label  # noqa: F401 - offered here too
from ui.style.session_labels import session_phase_label  # noqa: F401 - offered here too
from ui.style.todo_labels import todo_kind_label  # noqa: F401 - offered here too
from ui.texts import _, format_date, ngettext, pgettext


def role_label(role: PersonRole) -> str:
    """In which capacity a person is known."""
    return {
        PersonRole.PUPIL: _("Pupil"),
        PersonRole.STAFF: _("Staff"),
        PersonRole.VOLUNTEER: _("Volunteer"),
        PersonRole.INTERNSHIP_PROVIDER: _("Internship provider"),
        PersonRole.GUARDIAN: _("Parent or guardian"),
        PersonRole.GUEST: _("Guest"),
    }[role]


def roles_label(role: PersonRole) -> str:
    """The people of a role, as the heading of a list."""
    return {
        PersonRole.PUPIL: _("Pupils"),
        PersonRole.STAFF: _("Staff members"),
        PersonRole.VOLUNTEER: _("Volunteers"),
        PersonRole.INTERNSHIP_PROVIDER: _("Internship providers"),
        PersonRole.GUARDIAN: _("Parents and guardians"),
        PersonRole.GUEST: _("Guests"),
    }[role]


def group_kind_label(kind: GroupKind) -> str:
    """What kind of group it is."""
    return {GroupKind.CLASS: _("Class"), GroupKind.TEAM: _("Team"), GroupKind.OTHER: _("Other group")}[kind]


def kind_label(kind: MediaKind) -> str:
    """Photo, film or sound."""
    return {MediaKind.PHOTO: _("Photo"), MediaKind.FILM: _("Film"), MediaKind.SOUND: _("Sound")}[kind]


def activity_label(activity: Activity) -> str:
    """Being recorded, or being published."""
    return {Activity.RECORDING: _("Recording"), Activity.PUBLICATION: _("Publication")}[activity]


def audience_label(audience: Audience) -> str:
    """Who can see it."""
    return {
        Audience.CLOSED: _("For a closed group"),
        Audience.PUBLIC: _("For everyone"),
        Audience.PRINT: _("In print"),
    }[audience]


def legal_basis_label(basis: LegalBasis) -> str:
    """Why the school may publish at all, in plain words."""
    return {
        LegalBasis.CONSENT: _("Only with a yes"),
        LegalBasis.CONTRACT: _("Part of an agreement"),
        LegalBasis.PUBLIC_TASK: _("Part of the school's task"),
        LegalBasis.LEGITIMATE_INTEREST: _("An interest of the school"),
    }[basis]


def legal_basis_tip(basis: LegalBasis) -> str:
    """The article of the law, for a tooltip."""
    return {
        LegalBasis.CONSENT: _("Consent: GDPR article 6(1)(a)"),
        LegalBasis.CONTRACT: _("Contract: GDPR article 6(1)(b)"),
        LegalBasis.PUBLIC_TASK: _("Public task: GDPR article 6(1)(e); people can object (article 21)"),
        LegalBasis.LEGITIMATE_INTEREST: _("Legitimate interest: GDPR article 6(1)(f); people can object (article 21)"),
    }[basis]


def answer_label(answer: Answer) -> str:
    """What somebody answered."""
    return {
        Answer.GIVEN: _("Yes"),
        Answer.REFUSED: _("No"),
        Answer.WITHDRAWN: _("Changed to no"),
        Answer.OBJECTED: _("Objects"),
        Answer.ANNULLED: _("Corrected: does not count"),
    }[answer]


def method_label(method: AnswerMethod) -> str:
    """How an answer reached the school."""
    return {
        AnswerMethod.FORM: _("On paper"),
        AnswerMethod.ONLINE: _("Online form"),
        AnswerMethod.TELEPHONE: _("By phone"),
        AnswerMethod.IN_PERSON: _("In person"),
        AnswerMethod.EMAIL: _("By e-mail"),
        AnswerMethod.IMPORT: _("From another system"),
    }[method]


def status_label(status: ConsentStatus) -> str:
    """What all answers amount to. A protected person shows no reason."""
    return {
        ConsentStatus.PROTECTED: _("Covered as agreed"),
        ConsentStatus.REFUSED: _("No"),
        ConsentStatus.WITHDRAWN: _("Changed to no"),
        ConsentStatus.OBJECTED: _("Objects"),
        ConsentStatus.NOT_REQUESTED: _("Not asked yet"),
        ConsentStatus.REQUESTED: _("Asked, no answer yet"),
        ConsentStatus.EXPIRED: _("The yes has ended"),
        ConsentStatus.PARTLY_GIVEN: _("Not everyone has answered"),
        ConsentStatus.NOT_NEEDED: _("No answer needed"),
        ConsentStatus.GIVEN: _("Yes"),
    }[status]


def status_sentence(
    status: ConsentStatus, since: date | None = None, *, yes_count: int = 0, yes_needed: int = 0
) -> str:
    """The status with what is known about it: "Yes, since 3 Sept 2026", "1 of 2 answers received"."""
    if status is ConsentStatus.PARTLY_GIVEN and yes_needed:
        return ngettext(
            "{count} of {needed} answer received", "{count} of {needed} answers received", yes_needed
        ).format(count=yes_count, needed=yes_needed)
    label = status_label(status)
    if since is None or status is ConsentStatus.PROTECTED:
        return label
    return _("{status}, since {date}").format(status=label, date=format_date(since))


def notice_sentence(notice: Notice) -> str:
    """Something to know beside a status."""
    return {
        Notice.GUARDIANS_DIFFER: _("The parents answered differently. The no counts."),
        Notice.NO_GUARDIAN_KNOWN: _("No parent or guardian is known yet. Add one, so that someone can answer."),
        Notice.NOW_DECIDES: _("Decides for themself now. Ask this pupil; until then the earlier answers count."),
        Notice.GUARDIAN_DISAGREES: _("A parent said no, but this person decides for themself."),
        Notice.WITHOUT_AUTHORITY: _("Someone answered who may not decide. That answer does not count."),
        Notice.WORDING_CHANGED: _("The question was changed after this answer. Ask again."),
        Notice.NO_BIRTH_DATE: _("The date of birth is not known, so a parent or guardian decides."),
    }[notice]


def reason_label(what: ReasonKind, count: int = 0) -> str:
    """What one reason of a verdict comes down to; ``count`` is the number of unnamed faces."""
    if what is ReasonKind.UNNAMED_FACES:
        return ngettext("{count} person has no name yet", "{count} people have no name yet", count).format(count=count)
    return {
        ReasonKind.RECORDING_REFUSED: _("Does not want to be recorded"),
        ReasonKind.STOP: _("Does not want this"),
        ReasonKind.NOBODY_LOOKED: _("Nobody has looked yet at who is in it"),
        ReasonKind.MISSING: _("An answer is missing"),
        ReasonKind.COVERED: _("Covered in the copy"),
        ReasonKind.YES: _("May be shown"),
        ReasonKind.NOBODY_RECOGNISABLE: _("Nobody can be recognised"),
    }[what]


def verdict_label(verdict: Verdict) -> str:
    """The verdict in a word or two, for a badge."""
    return {
        Verdict.READY: _("Ready"),
        Verdict.COVER: _("After covering"),
        Verdict.ASK: _("Ask first"),
        Verdict.IDENTIFY: _("Who is this?"),
        Verdict.NO: _("Keep back"),
    }[verdict]


def verdict_sentence(verdict: Verdict, *, cover: int = 0, ask: int = 0, unnamed: int = 0) -> str:
    """The verdict as a sentence. ``cover`` and ``ask`` count people, ``unnamed`` faces without a name."""
    if verdict is Verdict.COVER and cover:
        return ngettext("Ready after covering {count} person", "Ready after covering {count} people", cover).format(
            count=cover
        )
    if verdict is Verdict.ASK and ask:
        return ngettext("Ask {count} person first", "Ask {count} people first", ask).format(count=ask)
    if verdict is Verdict.IDENTIFY and unnamed:
        return ngettext("Who is this?", "Who are these {count} people?", unnamed).format(count=unnamed)
    return _("Keep this one back") if verdict is Verdict.NO else verdict_label(verdict)


def verdict_heading(verdict: Verdict) -> str:
    """The heading above all items with a verdict."""
    return {
        Verdict.READY: _("Ready to publish"),
        Verdict.COVER: _("Ready after covering someone"),
        Verdict.ASK: _("Ask someone first"),
        Verdict.IDENTIFY: _("Say who is in it"),
        Verdict.NO: _("Keep these back"),
    }[verdict]


def ready_sentence(ready: int, total: int, purpose: str) -> str:
    """How far a whole set is for one purpose: "21 of 24 ready for Website"."""
    return _("{ready} of {total} ready for {purpose}").format(ready=ready, total=total, purpose=purpose)


def way_out_label(way: WayOut) -> str:
    """The text of the button that offers a way out."""
    return {
        WayOut.EXPORT: _("Export a clean copy"),
        WayOut.COVER_AND_EXPORT: _("Cover and export"),
        WayOut.MARK_PLACE: _("Show where they are"),
        WayOut.ASK_PEOPLE: _("Ask these people"),
        WayOut.NAME_PEOPLE: _("Say who is in it"),
        WayOut.JUDGE_NOBODY_RECOGNISABLE: _("Nobody can be recognised"),
        WayOut.MUTE: _("Mute the voice"),
        WayOut.OTHER_PURPOSE: _("See where it may go"),
        WayOut.OTHER_ITEM: _("Choose another from this event"),
        WayOut.DELETE_ITEM: _("Delete this recording"),
    }[way]


def appearance_source_label(source: AppearanceSource) -> str:
    """How it became known that somebody is in an item."""
    return {
        AppearanceSource.MANUAL: _("Named by hand"),
        AppearanceSource.REGION: _("Named in the file"),
        AppearanceSource.CARD: _("From a name card"),
        AppearanceSource.SEEN_BEFORE: _("Known from an earlier copy"),
    }[source]


def face_judgement_label(judgement: FaceJudgement) -> str:
    """What was judged of a face without a name."""
    return {
        FaceJudgement.UNJUDGED: _("No name yet"),
        FaceJudgement.NOT_RECOGNISABLE: _("Cannot be recognised"),
        FaceJudgement.NOT_A_PERSON: _("Not a person"),
        FaceJudgement.PASSER_BY: _("Happened to pass by"),
    }[judgement]


def nobody_reason_label(reason: NobodyReason) -> str:
    """Why nobody in an item can be recognised."""
    return {
        NobodyReason.NO_PEOPLE: _("There are no people in it"),
        NobodyReason.FROM_BEHIND: _("People are seen from behind"),
        NobodyReason.TOO_SMALL: _("People are too small"),
        NobodyReason.OUT_OF_FOCUS: _("People are out of focus"),
        NobodyReason.OTHER: _("Another reason"),
    }[reason]


def cover_kind_label(kind: CoverKind) -> str:
    """How a person is covered in a copy."""
    return {CoverKind.CALM: _("Calm shape"), CoverKind.SOLID: _("Solid block")}[kind]


def copy_format_label(copy_format: CopyFormat) -> str:
    """File format of a copy: names that are the same in every language."""
    return {CopyFormat.JPEG: "JPEG", CopyFormat.PNG: "PNG", CopyFormat.WEBP: "WebP"}[copy_format]


def takedown_label(state: TakedownState) -> str:
    """How far a take-down task is."""
    return {
        TakedownState.OPEN: _("To do"),
        TakedownState.REMOVED: _("Removed"),
        TakedownState.REPLACED: _("Replaced by a covered copy"),
        TakedownState.STAYS: _("Stays"),
        TakedownState.LAPSED: _("No longer needed"),
    }[state]


def form_state_label(state: FormState) -> str:
    """How far one form is."""
    return {
        FormState.ISSUED: _("Given out"),
        FormState.RECEIVED: _("Came back"),
        FormState.CONFLICT: _("Came back twice, with different answers"),
        FormState.REPLACED: _("Replaced by a newer form"),
        FormState.REVOKED: _("No longer valid"),
    }[state]


def mark_state_label(state: MarkState) -> str:
    """What was read in one pair of boxes on a form."""
    return {
        MarkState.YES: _("Yes"),
        MarkState.NO: _("No"),
        MarkState.BLANK: _("Left open"),
        MarkState.UNSURE: _("Not clear"),
    }[state]


def change_kind_label(kind: ChangeKind) -> str:
    """What was changed, in the trail of changes."""
    return {
        ChangeKind.PERSON: _("Person"),
        ChangeKind.GROUP: _("Group"),
        ChangeKind.ANSWER: pgettext("consent", "Answer"),
        ChangeKind.PURPOSE: _("Channel"),
        ChangeKind.ITEM: _("Photo, film or sound"),
        ChangeKind.APPEARANCE: _("Who is in it"),
        ChangeKind.SESSION: _("Event"),
        ChangeKind.PUBLICATION: _("Publication"),
        ChangeKind.TAKEDOWN: _("Take-down"),
        ChangeKind.FORM: _("Form"),
        ChangeKind.SETTING: _("Setting"),
        ChangeKind.EVIDENCE: _("Proof"),
        ChangeKind.NOTICE: _("Notice"),
    }[kind]


def reaching_age_label(choice: OnReachingAge) -> str:
    """What happens to the parents' answers once a pupil decides."""
    return {
        OnReachingAge.KEEP: _("The parents' answers stay until the pupil answers"),
        OnReachingAge.LAPSE: _("The parents' answers stop counting"),
    }[choice]


def validity_label(validity: ConsentValidity) -> str:
    """How long a yes lasts."""
    return {
        ConsentValidity.UNLIMITED: _("Until it is changed"),
        ConsentValidity.SCHOOL_YEAR: _("Until the end of the school year"),
        ConsentValidity.MONTHS: _("A number of months"),
    }[validity]


def leap_day_label(rule: LeapDayRule) -> str:
    """When somebody born on 29 February has their birthday."""
    return {
        LeapDayRule.FIRST_OF_MARCH: _("On 1 March"),
        LeapDayRule.LAST_OF_FEBRUARY: _("On 28 February"),
    }[rule]


def pick_rank_label(rank: PickRank) -> str:
    """Why a person is offered first when naming; empty for everybody else."""
    return {
        PickRank.EXPECTED: _("At this event"),
        PickRank.RECENT: _("In a photo just before"),
        PickRank.SAME_TIME: _("In a photo of that time"),
        PickRank.NEAR: _("In the same class or event"),
        PickRank.REST: "",
    }[rank]
