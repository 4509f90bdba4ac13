"""The hour of a line in UTC, whatever offset it is written with: cut to a minute in SQL, read here.

An offset stands in each line, not in a file: one log may hold summer and winter time, or two servers. Offsets may be of a quarter
of an hour, so lines are told apart by their minute, and only then by their hour.
"""

import re

from clerestory.governance.incidents.forensics.request import moment

HOUR = 3600
CLF = re.compile(r"(\d\d/\w{3}/\d{4}:\d\d:\d\d)( [+-]\d{4})?", re.ASCII)
MINUTE_OF_CLF = "substr(line, strpos(line, ' [') + 2, 17) || substr(line, strpos(line, ' [') + 22, 6)"
MINUTE_OF_W3C = "left(line, 16)"  # in UTC always


def minute_of(time: str) -> str:
    """SQL: the minute of a time in any way of writing it, its offset behind it; of seconds since 1970 the minute they begin."""
    number = f"try_cast({time} as double)"
    seconds = f"({number} / case when {number} > 1e11 then 1000 else 1 end)"
    return (
        f"case when substr({time}, 3, 1) = '/' then left({time}, 17) || substr({time}, 21, 6) "
        f"when substr({time}, 5, 1) = '-' then left({time}, 16) || regexp_extract({time}, '[+-]\\d\\d(?::?\\d\\d)?$') "
        f"else coalesce(cast(floor({seconds} / 60) * 60 as varchar), '') end"
    )


def hour_of(minute: str) -> int | None:
    """Whole hours since 1970 of a minute that was cut so; none if there is no such day."""
    clf = CLF.match(minute)
    written = f"{clf[1]}:00{clf[2] or ''}" if clf else minute.replace("\t", "T")
    try:
        return int(moment(written) // HOUR)
    except (KeyError, ValueError, OverflowError):
        return None
