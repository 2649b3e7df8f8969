# SPDX-License-Identifier: GPL-3.0-or-later
"""Words about two records of one person. No Qt."""

from __future__ import annotations

from models.roster.merge_terms import DoubleReason, MergeConflict, MergeField
from ui.texts import _


def merge_field_label(field: MergeField) -> str:
    """One kind of own data."""
    return {
        MergeField.NAME: _("Name"),
        MergeField.BIRTH_DATE: _("Date of birth"),
        MergeField.EMAIL: _("E-mail"),
        MergeField.TELEPHONE: _("Phone"),
        MergeField.LANGUAGE: _("Language"),
        MergeField.ORGANISATION: _("Organisation"),
        MergeField.LEFT_ON: _("Left school on"),
    }[field]


def merge_conflict_sentence(conflict: MergeConflict) -> str:
    """What speaks against one person, as a reason to look again."""
    return {
        MergeConflict.DIFFERENT_NAME: _("The names differ. Look again whether it is one person."),
        MergeConflict.DIFFERENT_BIRTH_DATE: _("The dates of birth differ. Look again whether it is one person."),
        MergeConflict.DIFFERENT_NUMBER: _("Both have a pupil number of their own. Both numbers are kept."),
        MergeConflict.TWO_PLACES_IN_ONE_PICTURE: _(
            "Both are named in one photo, at different places. Look again whether it is one person."
        ),
        MergeConflict.ANSWERS_DIFFER: _("One record says yes where the other says no. See below what counts then."),
    }[conflict]


def double_reason_label(reason: DoubleReason) -> str:
    """Why two records may be one person."""
    return {
        DoubleReason.SAME_NAME_AND_BIRTH_DATE: _("same name and date of birth"),
        DoubleReason.SAME_NUMBER: _("same pupil number"),
        DoubleReason.SAME_NAME_AND_EMAIL: _("same name and e-mail"),
        DoubleReason.SAME_NAME_AND_TELEPHONE: _("same name and phone"),
        DoubleReason.SAME_NAME_AND_CHILD: _("same name and family"),
        DoubleReason.SAME_NAME_AND_GROUP: _("same name and class"),
        DoubleReason.SWAPPED_BIRTH_DATE: _("same name, day and month of birth swapped"),
        DoubleReason.ALIKE_NAME_AND_BIRTH_DATE: _("same date of birth, nearly the same name"),
    }[reason]
