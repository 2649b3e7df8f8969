# SPDX-License-Identifier: GPL-3.0-or-later
"""The school's consent policy: the choices that the law leaves to a country or to the school itself."""

from __future__ import annotations

import json
import tomllib
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from models.errors import ErrorCode, KnownError
from models.resources import resource_path
from models.terms import ConsentValidity, LeapDayRule, OnReachingAge

COUNTRIES = ("nl", "be", "de", "uk", "own")
ALL_GUARDIANS = 0

_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ConsentPolicy:
    """How answers are weighed at this school. Defaults: the Netherlands (UAVG art. 5: own decision from 16).

    ``guardians_required`` counts the guardians whose yes is needed (`ALL_GUARDIANS` = each one with authority); any
    guardian's no stops whatever it says. ``validity_months`` is used with ``ConsentValidity.MONTHS`` only.
    ``school_year_ends`` is the (month, day) of the last day of a school year. ``reminder_months``: how long after a yes
    or the last reminder people are reminded of what they agreed to (0: never). ``retention_months``: how long somebody
    who left stays on record before the program proposes to erase them (0: it never proposes).
    """

    country: str = "nl"
    own_decision_age: int = 16
    on_reaching_age: OnReachingAge = OnReachingAge.KEEP
    guardians_required: int = 1
    publication_covers_recording: bool = True
    covering_allowed: bool = True
    leap_day: LeapDayRule = LeapDayRule.FIRST_OF_MARCH
    validity: ConsentValidity = ConsentValidity.UNLIMITED
    validity_months: int | None = None
    school_year_ends: tuple[int, int] = (7, 31)
    reminder_months: int = 12
    retention_months: int = 24

    def to_json(self) -> str:
        """The policy as a JSON object with one member per field, keys sorted."""
        return json.dumps({field.name: getattr(self, field.name) for field in fields(self)}, sort_keys=True)

    @staticmethod
    def from_json(text: str) -> ConsentPolicy:
        """Read what `to_json` wrote; a missing member takes its default.

        Raises ``KnownError(VALUE_NOT_ALLOWED, field=...)`` where a member is unknown or has an impossible value.
        """
        try:
            values = json.loads(text)
        except ValueError as error:
            raise _not_allowed("policy") from error
        return _policy_of(values)


def countries() -> tuple[str, ...]:
    """The country profiles there are; ``own`` is the neutral one to start from elsewhere."""
    return COUNTRIES


def load_policy(country: str) -> ConsentPolicy:
    """The profile of a country, from ``resources/policies/<country>.toml``.

    Raises ``KnownError(VALUE_NOT_ALLOWED, field="country")`` for a country without a profile.
    """
    if country not in COUNTRIES:
        raise _not_allowed("country")
    with resource_path("policies", f"{country}.toml").open("rb") as file:
        return _policy_of({"country": country, **tomllib.load(file)})


def weighs_differently(one: ConsentPolicy, other: ConsentPolicy) -> bool:
    """Whether answers on record, or pictures with them, can mean something else under the other policy.

    How long a yes lasts, school years, reminders and retention say something about what is still to come only.
    """
    later = {"country", "validity", "validity_months", "school_year_ends", "reminder_months", "retention_months"}
    return any(
        getattr(one, field.name) != getattr(other, field.name) for field in fields(one) if field.name not in later
    )


def date_of_own_decision(birth_date: date, policy: ConsentPolicy) -> date:
    """First day on which somebody decides for themself: the birthday on which they reach the policy's age.

    Born on 29 February: in a common year that day is 1 March or 28 February, as the policy says.
    """
    year = birth_date.year + policy.own_decision_age
    if year > date.max.year:
        return date.max
    if (birth_date.month, birth_date.day) != (2, 29) or monthrange(year, 2)[1] == 29:
        return birth_date.replace(year=year)
    return date(year, 3, 1) if policy.leap_day is LeapDayRule.FIRST_OF_MARCH else date(year, 2, 28)


def end_of_school_year(day: date, policy: ConsentPolicy) -> date:
    """Last day of the school year that ``day`` is in; the day itself when it is that last day."""
    month, last = policy.school_year_ends
    end = date(day.year, month, last)
    if day <= end:
        return end
    return date.max if day.year == date.max.year else end.replace(year=day.year + 1)


def school_year_of(day: date, policy: ConsentPolicy) -> str:
    """Name of the school year that ``day`` is in: ``"2026-2027"``, or ``"2026"`` where it is a calendar year."""
    end = end_of_school_year(day, policy)
    if policy.school_year_ends == (12, 31):
        return f"{end.year}"
    return f"{end.year - 1}-{end.year}"


def default_valid_until(decided_on: date, policy: ConsentPolicy) -> date | None:
    """Last day (inclusive) on which a yes holds when the answer names no end itself; None for unlimited.

    N months run up to the day before the same day of the month: from 1 September, 12 months end on 31 August.
    """
    if policy.validity is ConsentValidity.SCHOOL_YEAR:
        return end_of_school_year(decided_on, policy)
    if policy.validity is ConsentValidity.MONTHS and policy.validity_months is not None:
        return day_after_months(decided_on, policy.validity_months) - timedelta(days=1)
    return None


def day_after_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or the first of the next month where there is none."""
    years, month_index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_index + 1
    if year > date.max.year:
        return date.max
    if day.day <= monthrange(year, month)[1]:
        return date(year, month, day.day)
    return date(year, month + 1, 1)  # December has 31 days, so the next month is in the same year


def day_before_months(day: date, months: int) -> date:
    """The last day from which ``months`` have gone by on ``day``: the inverse of `day_after_months`."""
    years, month_index = divmod(day.month - 1 - months, 12)
    year, month = day.year + years, month_index + 1
    if year < date.min.year:
        return date.min
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _policy_of(values: object) -> ConsentPolicy:
    if not isinstance(values, Mapping):
        raise _not_allowed("policy")
    unknown = set(values) - {field.name for field in fields(ConsentPolicy)}
    if unknown:
        raise _not_allowed("policy")
    base = ConsentPolicy()
    validity = _word(values, "validity", base.validity)
    months = values.get("validity_months")
    if months is not None or validity is ConsentValidity.MONTHS:
        months = _whole(values, "validity_months", 0, 1, 240)
    country = values.get("country", base.country)
    if country not in COUNTRIES:
        raise _not_allowed("country")
    return ConsentPolicy(
        country=country,
        own_decision_age=_whole(values, "own_decision_age", base.own_decision_age, 0, 25),
        on_reaching_age=_word(values, "on_reaching_age", base.on_reaching_age),
        guardians_required=_whole(values, "guardians_required", base.guardians_required, 0, 9),
        publication_covers_recording=_switch(values, "publication_covers_recording", base.publication_covers_recording),
        covering_allowed=_switch(values, "covering_allowed", base.covering_allowed),
        leap_day=_word(values, "leap_day", base.leap_day),
        validity=validity,
        validity_months=months,
        school_year_ends=_month_and_day(values.get("school_year_ends", base.school_year_ends)),
        reminder_months=_whole(values, "reminder_months", base.reminder_months, 0, 120),
        retention_months=_whole(values, "retention_months", base.retention_months, 0, 240),
    )


def _whole(values: Mapping[str, object], name: str, default: int, least: int, most: int) -> int:
    value = values.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _not_allowed(name)
    return value


def _switch(values: Mapping[str, object], name: str, default: bool) -> bool:
    value = values.get(name, default)
    if not isinstance(value, bool):
        raise _not_allowed(name)
    return value


def _word(values: Mapping[str, object], name: str, default: _Word) -> _Word:
    for member in type(default):
        if member.value == values.get(name, default):
            return member
    raise _not_allowed(name)


def _month_and_day(value: object) -> tuple[int, int]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise _not_allowed("school_year_ends")
    month, day = value
    try:
        checked = date(2001, month, day)  # a common year: 29 February is no end that every year has
    except (TypeError, ValueError) as error:
        raise _not_allowed("school_year_ends") from error
    return checked.month, checked.day


def _not_allowed(field: str) -> KnownError:
    return KnownError(ErrorCode.VALUE_NOT_ALLOWED, field=field)
