# SPDX-License-Identifier: GPL-3.0-or-later
"""Which event a recording was made at."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.media.session_times import SessionFit, SessionWindow, fit_moment, order_by_nearness, window_of

DAY = date(2026, 9, 15)
MORNING, NOON, EVENING = time(9), time(12), time(20)


def at(hour: int, minute: int = 0, second: int = 0, *, days: int = 0) -> datetime:
    return datetime.combine(DAY + timedelta(days=days), time(hour, minute, second))


def window(
    number: int, last: date | None = None, starts: time | None = None, ends: time | None = None
) -> SessionWindow:
    found = window_of(number, DAY, last, starts, ends)
    assert found is not None
    return found


def test_a_day_without_hours_counts_whole() -> None:
    whole = window(1)
    assert fit_moment([whole], at(0)) == fit_moment([whole], at(23, 59, 59)) == SessionFit(1)
    assert fit_moment([whole], at(0, days=1)) == fit_moment([whole], at(23, 59, 59, days=-1)) == SessionFit(None)


def test_hours_narrow_the_first_and_the_last_day_and_the_last_minute_belongs_to_it() -> None:
    trip = window(1, DAY + timedelta(days=2), MORNING, NOON)
    inside = (at(9), at(23), at(3, days=1), at(12, 0, 59, days=2))
    outside = (at(8, 59, 59), at(12, 1, days=2))
    assert all(fit_moment([trip], moment) == SessionFit(1) for moment in inside)
    assert all(fit_moment([trip], moment) == SessionFit(None) for moment in outside)


def test_an_event_without_a_day_and_a_photo_without_a_time_belong_nowhere() -> None:
    assert window_of(1, None, None, None, None) is None
    assert fit_moment([window(1)], None) == SessionFit(None)


def test_the_event_within_the_other_one_wins() -> None:
    camp, fire = window(1, DAY + timedelta(days=4)), window(2, None, EVENING)
    assert fit_moment([camp, fire], at(21)) == fit_moment([fire, camp], at(21)) == SessionFit(2)
    assert fit_moment([camp, fire], at(15)) == SessionFit(1)


def test_two_events_that_merely_overlap_leave_it_open() -> None:
    play, lunch = window(1, None, MORNING, time(12, 30)), window(2, None, NOON, EVENING)
    assert fit_moment([play, lunch], at(12, 15)) == SessionFit(None, is_doubtful=True)
    assert fit_moment([play, lunch], at(10)) == SessionFit(1)
    assert fit_moment([window(1), window(2)], at(10)) == SessionFit(None, is_doubtful=True)


def test_the_nearest_event_is_offered_first() -> None:
    other = window_of(3, DAY + timedelta(days=3), None, None, None)
    assert other is not None
    order = order_by_nearness([other, window(1), window(2, None, EVENING)], at(21))
    assert order == (2, 1, 3)


MOMENTS = st.datetimes(datetime(2026, 9, 10), datetime(2026, 9, 20))  # noqa: DTZ001 - a camera's time
WINDOWS = st.lists(st.tuples(MOMENTS, MOMENTS), max_size=6)


@given(WINDOWS, MOMENTS)
def test_what_is_chosen_holds_the_moment_and_lies_within_everything_else_that_does(
    ends: list[tuple[datetime, datetime]], moment: datetime
) -> None:
    windows = [SessionWindow(number, *sorted(pair)) for number, pair in enumerate(ends)]
    fit = fit_moment(windows, moment)
    assert fit == fit_moment(reversed(windows), moment)
    holding = [one for one in windows if one.starts <= moment <= one.ends]
    if fit.session_id is None:
        assert fit.is_doubtful is (len(holding) > 1)
        return
    chosen = windows[fit.session_id]
    assert chosen in holding
    assert all(one.starts <= chosen.starts and chosen.ends <= one.ends for one in holding)
