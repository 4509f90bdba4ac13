"""Clocks of the law: at once, hours, days, business days of California's state offices; pure."""

import re
from datetime import date, datetime, time, timedelta
from functools import cache

from clerestory.errors import InputError

_CLOCK = re.compile(r"(immediately|none)|(\d+) (hours|days|business days)")


def due(begins: datetime, clock: str) -> datetime | None:
    """When a duty is due; days end with the day, in the zone of the beginning. None: no clock runs."""
    told = _CLOCK.fullmatch(clock)
    if told is None:
        raise ValueError(f"no such clock: {clock}")
    if told[1]:
        return begins if told[1] == "immediately" else None
    number, unit = int(told[2]), told[3]
    if unit == "hours":
        return _later(begins, timedelta(hours=number))
    if unit == "days":
        return _end_of(begins.date() + timedelta(days=number), begins)
    return _end_of(business_day(begins.date(), number), begins)


def business_day(start: date, number: int) -> date:
    """The number-th business day after a day, which itself does not count."""
    day = start
    while number:
        day += timedelta(days=1)
        number -= is_business_day(day)
    return day


def is_business_day(day: date) -> bool:
    """No Saturday, no Sunday, no holiday of the State of California."""
    return day.weekday() < 5 and day not in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    try:
        import holidays
    except ImportError:
        raise InputError("business days need the package holidays; install clerestory[response]") from None
    return frozenset(holidays.country_holidays("US", subdiv="CA", years=year))


def _later(begins: datetime, span: timedelta) -> datetime:
    """Hours of the clock on the wall do not count where it is put forward or back: hours that pass do."""
    from datetime import UTC

    return (begins.astimezone(UTC) + span).astimezone(begins.tzinfo)


def _end_of(day: date, begins: datetime) -> datetime:
    return datetime.combine(day, time(23, 59, 59), begins.tzinfo)
