# SPDX-License-Identifier: GPL-3.0-or-later
"""May one item be published for one purpose on one day: the verdict, its reasons and the ways out.

Pure functions. A verdict is an OR of four bits over what each appearance needs, so that an engine for a whole library
and the page about one photo cannot disagree: both go through `bits_of` and `verdict_from_bits`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from models.consent.facts import CellKey, CellStatus
from models.policy import ConsentPolicy
from models.terms import Activity, ConsentStatus, MediaKind, Notice, Verdict, WayOut

NEED_MISSING: Final = 1
NEED_COVER: Final = 2
NEED_BLOCK: Final = 4
NEED_IDENTIFY: Final = 8

StatusOf = Callable[[int, CellKey, date], CellStatus]
_Statuses = tuple[CellStatus, CellStatus]


class ReasonKind(StrEnum):
    """What a reason comes down to, worst first."""

    RECORDING_REFUSED = "recording_refused"
    STOP = "stop"
    UNNAMED_FACES = "unnamed_faces"
    NOBODY_LOOKED = "nobody_looked"
    MISSING = "missing"
    COVERED = "covered"
    YES = "yes"
    NOBODY_RECOGNISABLE = "nobody_recognisable"


_ORDER = {what: position for position, what in enumerate(ReasonKind)}


@dataclass(frozen=True, slots=True)
class AppearanceFact:
    """A person in the item. ``is_covered``: redacted or muted in the copy that is judged.

    ``has_place``: it is known where somebody visible is to be covered (a box). ``span``: from when to when, in a film
    or a sound, in milliseconds; None for all of it.
    """

    person_id: int
    visible: bool = True
    audible: bool = False
    is_covered: bool = False
    has_place: bool = True
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """The item that is judged.

    ``captured_on``: day on which the recording is judged. ``unnamed_faces``: found or drawn faces neither named nor
    judged. ``somebody_looked``: a person judged faces, named somebody, or said who is in it; implied by an appearance
    and by ``nobody_recognisable`` (a person judged that nobody in it can be recognised).
    """

    kind: MediaKind
    captured_on: date
    appearances: tuple[AppearanceFact, ...] = ()
    unnamed_faces: int = 0
    nobody_recognisable: bool = False
    somebody_looked: bool = False

    @property
    def is_looked_at(self) -> bool:
        """Whether a person has looked at who is in it."""
        return self.somebody_looked or self.nobody_recognisable or bool(self.appearances)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a verdict. ``count`` is the number of faces of `ReasonKind.UNNAMED_FACES`, else 0.

    A protected person's reason carries the status and nothing about who or since when. ``spans``: in which parts of a
    film or sound, as (start, end) in milliseconds, in order; empty for all of it and for photos.
    """

    what: ReasonKind
    person_id: int | None = None
    activity: Activity | None = None
    kind: MediaKind | None = None
    status: ConsentStatus | None = None
    since: date | None = None
    decided_by: tuple[int, ...] = ()
    notices: tuple[Notice, ...] = ()
    event_ids: tuple[int, ...] = ()
    yes_count: int = 0
    yes_needed: int = 0
    count: int = 0
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ItemVerdict:
    """The verdict, never without a reason (worst first), and what can be done.

    ``to_cover``: people with a stop that covering or muting answers; ``to_ask``: people with an answer missing. Both
    hold each person once, in order of appearance.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    ways_out: tuple[WayOut, ...]
    to_cover: tuple[int, ...] = ()
    to_ask: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Need:
    """One thing that one appearance needs, judged."""

    appearance: AppearanceFact
    bits: int
    can_cover: bool
    is_voice: bool
    reasons: tuple[Reason, ...]


def needs_of(item_kind: MediaKind, appearance: AppearanceFact) -> tuple[MediaKind, ...]:
    """The kinds of consent that an appearance needs in an item; none when it is covered in the judged copy.

    A photo shows and a sound is heard, whatever is ticked; in a film somebody neither seen nor heard counts as seen.
    """
    if appearance.is_covered:
        return ()
    if item_kind is not MediaKind.FILM:
        return (item_kind,)
    if not appearance.audible:
        return (MediaKind.FILM,)
    return (MediaKind.FILM, MediaKind.SOUND) if appearance.visible else (MediaKind.SOUND,)


def is_coverable(item_kind: MediaKind) -> bool:
    """Whether a person in such an item can be redacted or muted at all: a sound without its voice is no sound."""
    return item_kind is not MediaKind.SOUND


def bits_of(publication: ConsentStatus, recording: ConsentStatus, can_cover: bool, policy: ConsentPolicy) -> int:
    """What one need amounts to, as NEED_ bits: 0 when it is a yes.

    ``publication`` is the status on the day asked about, ``recording`` on the day of capture; ``can_cover`` as in
    `is_coverable` (the policy may still forbid covering). A recording that was refused should not exist: no covering
    makes that good. Protection is no refusal: a protected person can be covered.
    """
    if recording.is_stop and recording is not ConsentStatus.PROTECTED:
        return NEED_BLOCK
    if publication.is_stop or recording.is_stop:
        return NEED_COVER if can_cover and policy.covering_allowed else NEED_BLOCK
    if publication.is_missing or (recording.is_missing and not policy.publication_covers_recording):
        return NEED_MISSING
    return 0


def verdict_from_bits(bits: int) -> Verdict:
    """The worst of the needs of all appearances, OR-ed together."""
    if bits & NEED_BLOCK:
        return Verdict.NO
    if bits & NEED_IDENTIFY:
        return Verdict.IDENTIFY
    if bits & NEED_MISSING:
        return Verdict.ASK
    return Verdict.COVER if bits & NEED_COVER else Verdict.READY


def identify_bits(unnamed_faces: int, is_looked_at: bool) -> int:
    """NEED_IDENTIFY while a face is neither named nor judged, or nobody looked yet; else 0."""
    return NEED_IDENTIFY if unnamed_faces or not is_looked_at else 0


def judge_item(item: ItemFacts, policy: ConsentPolicy, status_of: StatusOf, purpose_id: int, day: date) -> ItemVerdict:
    """Judge one item for one purpose on one day. ``status_of(person_id, key, day)`` gives the status of a cell.

    ``status_of`` is asked for publication on ``day`` and for recording on the day of capture; it decides on the scope
    (this item, its session).
    """

    def statuses(person_id: int, kind: MediaKind) -> _Statuses:
        publication = status_of(person_id, CellKey(Activity.PUBLICATION, kind, purpose_id), day)
        return publication, status_of(person_id, CellKey(Activity.RECORDING, kind), item.captured_on)

    needs = [need for one in item.appearances for need in _needs_judged(item.kind, one, policy, statuses)]
    bits = identify_bits(item.unnamed_faces, item.is_looked_at)
    for need in needs:
        bits |= need.bits
    reasons = [reason for need in needs for reason in need.reasons]
    reasons += [
        replace(Reason(ReasonKind.COVERED, one.person_id, Activity.PUBLICATION), spans=_spans(one))
        for one in item.appearances
        if one.is_covered
    ]
    if item.unnamed_faces:
        reasons.append(Reason(ReasonKind.UNNAMED_FACES, count=item.unnamed_faces))
    elif not item.is_looked_at:
        reasons.append(Reason(ReasonKind.NOBODY_LOOKED))
    elif not reasons:
        reasons.append(Reason(ReasonKind.NOBODY_RECOGNISABLE))
    unique = sorted(_join_reasons(reasons), key=lambda reason: _ORDER[reason.what])
    verdict = verdict_from_bits(bits)
    return ItemVerdict(
        verdict=verdict,
        reasons=tuple(unique),
        ways_out=tuple(_ways_out(verdict, needs, policy)),
        to_cover=_people(need for need in needs if need.bits & NEED_COVER),
        to_ask=_people(need for need in needs if need.bits & NEED_MISSING),
    )


def _needs_judged(
    item_kind: MediaKind,
    one: AppearanceFact,
    policy: ConsentPolicy,
    statuses: Callable[[int, MediaKind], _Statuses],
) -> Iterator[_Need]:
    can_cover = is_coverable(item_kind)
    for kind in needs_of(item_kind, one):
        publication, recording = statuses(one.person_id, kind)
        reasons = [_reason(one.person_id, Activity.PUBLICATION, kind, publication)]
        if recording.status.is_stop and recording.status is not ConsentStatus.PROTECTED:
            reasons.append(_reason(one.person_id, Activity.RECORDING, kind, recording, ReasonKind.RECORDING_REFUSED))
        elif not policy.publication_covers_recording or (recording.status.is_stop and not publication.status.is_stop):
            reasons.append(_reason(one.person_id, Activity.RECORDING, kind, recording))
        yield _Need(
            appearance=one,
            bits=bits_of(publication.status, recording.status, can_cover, policy),
            can_cover=can_cover and policy.covering_allowed,
            is_voice=kind is MediaKind.SOUND,
            reasons=tuple(replace(reason, spans=_spans(one)) for reason in reasons),
        )


def _spans(appearance: AppearanceFact) -> tuple[tuple[int, int], ...]:
    return () if appearance.span is None else (appearance.span,)


def _join_reasons(reasons: Iterable[Reason]) -> list[Reason]:
    """Each reason once, with all its spans in order; one that holds for the whole recording has none."""
    found: dict[Reason, list[tuple[int, int]] | None] = {}
    for reason in reasons:
        bare = replace(reason, spans=())
        known = found.setdefault(bare, [])
        if not reason.spans:
            found[bare] = None
        elif known is not None:
            known.extend(reason.spans)
    return [replace(bare, spans=tuple(sorted(set(spans or ())))) for bare, spans in found.items()]


def _reason(
    person_id: int, activity: Activity, kind: MediaKind, cell: CellStatus, what: ReasonKind | None = None
) -> Reason:
    if what is None:
        is_known = cell.status.is_stop or cell.status.is_yes
        stop_or_yes = ReasonKind.STOP if cell.status.is_stop else ReasonKind.YES
        what = stop_or_yes if is_known else ReasonKind.MISSING
    return Reason(
        what=what,
        person_id=person_id,
        activity=activity,
        kind=kind,
        status=cell.status,
        since=cell.since,
        decided_by=cell.decided_by,
        notices=cell.notices,
        event_ids=cell.event_ids,
        yes_count=cell.yes_count,
        yes_needed=cell.yes_needed,
    )


def _people(needs: Iterable[_Need]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(need.appearance.person_id for need in needs))


def _ways_out(verdict: Verdict, needs: list[_Need], policy: ConsentPolicy) -> Iterator[WayOut]:
    if verdict is Verdict.READY:
        yield WayOut.EXPORT
    elif verdict is Verdict.IDENTIFY:
        yield WayOut.NAME_PEOPLE
        yield WayOut.JUDGE_NOBODY_RECOGNISABLE
    elif verdict is Verdict.NO:
        yield WayOut.OTHER_PURPOSE
        yield WayOut.OTHER_ITEM
        if any(reason.what is ReasonKind.RECORDING_REFUSED for need in needs for reason in need.reasons):
            yield WayOut.DELETE_ITEM
    else:
        if verdict is Verdict.ASK:
            yield WayOut.ASK_PEOPLE
        if policy.covering_allowed:
            yield from _ways_to_cover([need for need in needs if need.bits])


def _ways_to_cover(needs: list[_Need]) -> Iterator[WayOut]:
    """How everybody who is not a yes can be left out of the copy; nothing where one of them cannot be."""
    if not all(need.can_cover for need in needs):
        return
    visible = [need for need in needs if not need.is_voice]
    if visible:
        has_places = all(need.appearance.has_place for need in visible)
        yield WayOut.COVER_AND_EXPORT if has_places else WayOut.MARK_PLACE
    if any(need.is_voice for need in needs):
        yield WayOut.MUTE
