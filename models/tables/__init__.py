# SPDX-License-Identifier: GPL-3.0-or-later
"""All tables of the register. Importing this package registers every one of them in `metadata`."""

from models.tables.base import metadata
from models.tables.consent import (
    Cell,
    ConsentEvent,
    ConsentRequest,
    Evidence,
    Purpose,
    PurposeVersion,
    PurposeWording,
)
from models.tables.forms import Form, FormMark, FormRound, FormScan, OnlineMapping, OnlineRow
from models.tables.media import (
    Appearance,
    FoundFace,
    Item,
    ItemFingerprint,
    ItemLocation,
    MediaSession,
    SessionGroup,
    SessionPerson,
)
from models.tables.people import (
    Group,
    GroupMembership,
    Guardianship,
    Person,
    PersonIdentifier,
    PersonMerge,
    PersonRoleEntry,
)
from models.tables.publishing import Publication, PublicationCover, PublicationReliance, TakedownTask
from models.tables.system import (
    AuditDetail,
    AuditEntry,
    Erasure,
    ErasureEvent,
    Reminder,
    Setting,
    SettledNotice,
)

__all__ = [
    "Appearance",
    "AuditDetail",
    "AuditEntry",
    "Cell",
    "ConsentEvent",
    "ConsentRequest",
    "Erasure",
    "ErasureEvent",
    "Evidence",
    "Form",
    "FormMark",
    "FormRound",
    "FormScan",
    "FoundFace",
    "Group",
    "GroupMembership",
    "Guardianship",
    "Item",
    "ItemFingerprint",
    "ItemLocation",
    "MediaSession",
    "OnlineMapping",
    "OnlineRow",
    "Person",
    "PersonIdentifier",
    "PersonMerge",
    "PersonRoleEntry",
    "Publication",
    "PublicationCover",
    "PublicationReliance",
    "Purpose",
    "PurposeVersion",
    "PurposeWording",
    "Reminder",
    "SessionGroup",
    "SessionPerson",
    "Setting",
    "SettledNotice",
    "TakedownTask",
    "metadata",
]
