# SPDX-License-Identifier: GPL-3.0-or-later
"""Photos, films and sounds by content; who appears in them; what was found or judged."""

from datetime import date, datetime, time

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.base import CameraTime, utc_time, word
from models.terms import AppearanceSource, FaceJudgement, MediaKind, NobodyReason, SetAsideReason

_BOX_IS_WHOLE = "(x IS NULL) = (y IS NULL) AND (x IS NULL) = (w IS NULL) AND (x IS NULL) = (h IS NULL)"


class MediaSession(SQLModel, table=True):
    """An event at which pictures are taken, such as a trip (IPTC ``Event``).

    ``last_day`` is inclusive (empty: one day). ``starts_at`` and ``ends_at`` narrow the first and the last day, in the
    camera's own time; without them a day counts whole.
    """

    __tablename__ = "media_session"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    place: str = Field(default="", max_length=120)
    day: date | None = Field(default=None, index=True)
    last_day: date | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    photographer_id: int | None = Field(default=None, foreign_key="person.id")
    purpose_id: int | None = Field(default=None, foreign_key="purpose.id")
    note: str = Field(default="", max_length=500)


class SessionGroup(SQLModel, table=True):
    """A group that takes part in a session."""

    __tablename__ = "session_group"
    __table_args__ = (UniqueConstraint("session_id", "group_id"),)

    id: int | None = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="media_session.id")
    group_id: int = Field(foreign_key="person_group.id")


class SessionPerson(SQLModel, table=True):
    """A single person who is expected at a session (a guest), or expected not to be in its pictures."""

    __tablename__ = "session_person"
    __table_args__ = (UniqueConstraint("session_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="media_session.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    is_expected: bool = True


class Item(SQLModel, table=True):
    """One photo, film or sound, known by its content (SHA-256), wherever copies of it lie.

    ``width`` and ``height`` are those of the upright picture. ``captured_at`` is the camera's own (naive) time;
    without one the recording is judged on ``added_on``. ``nobody_reason`` set means: a person judged that nobody
    in it is recognisable.

    ``companion_of_id``: this film belongs to a photo (Apple Live Photo, joined by ``content_identifier``) and counts as
    one with it. ``set_aside`` set means that the item is no picture to publish, such as a photographed name card.
    """

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("sha256"),
        Index("ix_item_session_captured", "session_id", "captured_at"),
        CheckConstraint("(nobody_reason IS NULL) = (nobody_judged_at IS NULL)", name="nobody_is_judged"),
    )

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(max_length=64)
    kind: MediaKind = word(MediaKind)
    file_format: str = Field(max_length=12)
    width: int = 0
    height: int = 0
    duration_ms: int | None = None
    size_bytes: int = Field(default=0, sa_type=BigInteger)
    captured_at: datetime | None = Field(default=None, sa_type=CameraTime, index=True)
    added_on: date
    added_at: datetime = utc_time()
    session_id: int | None = Field(default=None, foreign_key="media_session.id")
    nobody_reason: NobodyReason | None = word(NobodyReason, default=None)
    nobody_note: str = Field(default="", max_length=500)
    nobody_judged_by: str = Field(default="", max_length=120)
    nobody_judged_at: datetime | None = utc_time(default=None)
    faces_sought_with: str = Field(default="", max_length=60)
    has_hidden_film: bool = False
    has_sound: bool = False
    companion_of_id: int | None = Field(default=None, foreign_key="item.id", index=True)
    content_identifier: str = Field(default="", max_length=64, index=True)
    set_aside: SetAsideReason | None = word(SetAsideReason, default=None)
    names_read_with: str = Field(default="", max_length=60)


class ItemLocation(SQLModel, table=True):
    """A place where the item's file was seen; one item may lie in several."""

    __tablename__ = "item_location"
    __table_args__ = (UniqueConstraint("path"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id", index=True)
    path: str = Field(max_length=4096)
    modified_ns: int = Field(sa_type=BigInteger)
    size_bytes: int = Field(sa_type=BigInteger)
    seen_at: datetime = utc_time()


class ItemFingerprint(SQLModel, table=True):
    """Perceptual hashes of an item's picture: nine crops of 256 bits each, 32 bytes, in order."""

    __tablename__ = "item_fingerprint"

    item_id: int = Field(primary_key=True, foreign_key="item.id")
    method: str = Field(max_length=20)
    hashes: bytes = Field(sa_type=LargeBinary)


class Appearance(SQLModel, table=True):
    """A person in an item: visible (with a box or without), in film over a time range, and/or audible."""

    __tablename__ = "appearance"
    __table_args__ = (
        Index("ix_appearance_item_person", "item_id", "person_id"),
        Index("ix_appearance_person_item", "person_id", "item_id"),
        CheckConstraint("is_visible OR is_audible", name="seen_or_heard"),
        CheckConstraint(_BOX_IS_WHOLE, name="box_is_whole"),
    )

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id")
    person_id: int = Field(foreign_key="person.id")
    is_visible: bool = True
    is_audible: bool = False
    x: float | None = None
    y: float | None = None
    w: float | None = None
    h: float | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    source: AppearanceSource = word(AppearanceSource)
    named_by: str = Field(default="", max_length=120)
    named_at: datetime = utc_time()


class FoundFace(SQLModel, table=True):
    """Somebody is here, not (yet) named: found by the machine or drawn by hand. Never a template of a face."""

    __tablename__ = "found_face"
    __table_args__ = (Index("ix_found_face_item", "item_id"),)

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id")
    x: float
    y: float
    w: float
    h: float
    at_ms: int | None = None
    end_ms: int | None = None
    score: float | None = None
    detector: str = Field(default="", max_length=60)
    judgement: FaceJudgement = word(FaceJudgement, default=FaceJudgement.UNJUDGED)
    judgement_note: str = Field(default="", max_length=500)
    judged_by: str = Field(default="", max_length=120)
    judged_at: datetime | None = utc_time(default=None)
    appearance_id: int | None = Field(default=None, foreign_key="appearance.id", ondelete="SET NULL", index=True)


class NameInFiles(SQLModel, table=True):
    """Whom a name means that stands in photo files (a region's or a keyword's); without a person: nobody of the school.

    ``folded`` is the name without accents, case and spare spaces, so that it is asked once however it is written.
    """

    __tablename__ = "name_in_files"
    __table_args__ = (UniqueConstraint("folded"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=200)
    folded: str = Field(max_length=200)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    decided_by: str = Field(default="", max_length=120)
    decided_at: datetime = utc_time()


class PictureLikeness(SQLModel, table=True):
    """Two pictures that look alike, and what somebody made of it: ``is_same`` is empty until somebody judged.

    ``distance``: bits that differ between their fingerprints, of 256. ``crop``: which part of the picture
    ``whole_id`` the other one is (`models.media.fingerprint.Crop`). All but the judgement can be computed again.
    """

    __tablename__ = "picture_likeness"
    __table_args__ = (UniqueConstraint("item_id", "other_id"), CheckConstraint("item_id < other_id", name="in_order"))

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="item.id")
    other_id: int = Field(foreign_key="item.id", index=True)
    distance: int
    crop: int = 0
    whole_id: int | None = Field(default=None, foreign_key="item.id")
    is_same: bool | None = None
    decided_by: str = Field(default="", max_length=120)
    decided_at: datetime | None = utc_time(default=None)


class NameCard(SQLModel, table=True):
    """A printed card with a QR that a photographer takes a picture of first: of a person, or of a whole group.

    ``code`` is the random half of what the QR holds; no personal data is in the code.
    """

    __tablename__ = "name_card"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("person_id IS NULL OR group_id IS NULL", name="one_subject"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=16)
    key_number: int = 1
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="person_group.id", index=True)
    made_on: date


class WatchedFolder(SQLModel, table=True):
    """A folder whose new photos are taken in by themselves, because somebody asked for it."""

    __tablename__ = "watched_folder"
    __table_args__ = (UniqueConstraint("path"),)

    id: int | None = Field(default=None, primary_key=True)
    path: str = Field(max_length=4096)
    is_active: bool = True
    added_on: date
    looked_at: datetime | None = utc_time(default=None)
    """Not written: a folder is looked at three times a minute, and each write leaves a line in the log."""
