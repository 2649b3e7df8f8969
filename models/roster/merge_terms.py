# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of two records of one person; kept apart from `models.terms` because only merging speaks of them."""

from __future__ import annotations

from enum import StrEnum


class MergeField(StrEnum):
    """What can differ between two records of one person and is chosen from either (the name counts as one)."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    EMAIL = "email"
    TELEPHONE = "telephone"
    LANGUAGE = "language"
    ORGANISATION = "organisation"
    LEFT_ON = "left_on"


class MergeConflict(StrEnum):
    """What speaks against two records being one person; shown, never decided by the program."""

    DIFFERENT_NAME = "different_name"
    DIFFERENT_BIRTH_DATE = "different_birth_date"
    DIFFERENT_NUMBER = "different_number"
    TWO_PLACES_IN_ONE_PICTURE = "two_places_in_one_picture"
    ANSWERS_DIFFER = "answers_differ"


class DoubleReason(StrEnum):
    """Why two records may be one person."""

    SAME_NAME_AND_BIRTH_DATE = "same_name_and_birth_date"
    SAME_NUMBER = "same_number"
    SAME_NAME_AND_EMAIL = "same_name_and_email"
    SAME_NAME_AND_TELEPHONE = "same_name_and_telephone"
    SAME_NAME_AND_CHILD = "same_name_and_child"
    SAME_NAME_AND_GROUP = "same_name_and_group"
    SWAPPED_BIRTH_DATE = "swapped_birth_date"
    ALIKE_NAME_AND_BIRTH_DATE = "alike_name_and_birth_date"
