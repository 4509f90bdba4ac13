"""Reading dates in running text: days counted from 1970-01-01, in every spelling that names a day.

A date may mean two days (05/06/1984): then both are given. Numbers that may be a day (Excel, Unix,
SAS, Stata serials) are read by ``serials``; they mean something only beside a name.
"""

import numpy as np
from numpy.typing import NDArray

from clerestory.matching.folding import CLASS, DIGIT, LETTER, Bytes
from clerestory.matching.hot import hot

EARLIEST, LATEST = 1880, 2035  # years of birth that a record can hold
FIRST_DAY, LAST_DAY = -32872, 24105  # the days of those years
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def _month_table() -> NDArray[np.uint8]:
    """The month that three letters, five bits each, begin the name of; 0 if none."""
    table = np.zeros(1 << 15, np.uint8)
    for month, name in enumerate(MONTHS, 1):
        a, b, c = (ord(sign) & 31 for sign in name)
        table[a | b << 5 | c << 10] = month
    return table


MONTH_OF: NDArray[np.uint8] = _month_table()
NO_DAY = -(1 << 40)


@hot()
def day_number(year: int, month: int, day: int) -> int:  # pragma: no cover
    """Days from 1970-01-01 (proleptic Gregorian); ``NO_DAY`` if there is no such day of birth."""
    if year < EARLIEST or year > LATEST or month < 1 or month > 12 or day < 1 or day > 31:
        return NO_DAY
    leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
    if day > 28 and month == 2 and (day > 29 or not leap):
        return NO_DAY
    if day == 31 and month in (4, 6, 9, 11):
        return NO_DAY
    y = year - (1 if month <= 2 else 0)
    era = y // 400
    of_era = y - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


@hot()
def _number(buf: Bytes, i: int, end: int, step: int) -> tuple[int, int, int]:  # pragma: no cover
    value = size = 0
    while i < end and CLASS[buf[i]] == DIGIT and size < 10:
        value = value * 10 + int(buf[i]) - 48
        size += 1
        i += step
    return value, size, i


@hot()
def _gap(buf: Bytes, i: int, end: int, step: int) -> int:  # pragma: no cover
    """Step over what stands between the parts of a date: ``- / . _``, a space, or one of them and a space."""
    if i < end and (buf[i] == 0x2D or buf[i] == 0x2F or buf[i] == 0x2E or buf[i] == 0x20 or buf[i] == 0x5F):
        i += step
        return i + step if i < end and buf[i] == 0x20 else i
    return i + 2 * step if i + step < end and buf[i] == 0x2C and buf[i + step] == 0x20 else i


@hot()
def _month(buf: Bytes, i: int, end: int, step: int) -> tuple[int, int]:  # pragma: no cover
    """A month's name at ``i``: (month, position after the word), month 0 if it is none."""
    if i + 2 * step >= end:
        return 0, i
    a, b, c = buf[i], buf[i + step], buf[i + 2 * step]
    month = 0
    if CLASS[a] == LETTER and CLASS[b] == LETTER and CLASS[c] == LETTER:
        month = int(MONTH_OF[int(a & 31) | int(b & 31) << 5 | int(c & 31) << 10])
    if month:
        i += 3 * step
        while i < end and CLASS[buf[i]] == LETTER:
            i += step
        if i < end and buf[i] == 0x2E:
            i += step
    return month, i


@hot()
def _year(value: int, size: int) -> int:  # pragma: no cover
    if size == 4:
        return value
    return (1900 + value if value > 30 else 2000 + value) if size == 2 else 0


@hot()
def _suffix(buf: Bytes, i: int, end: int, step: int) -> int:  # pragma: no cover
    """Step over the ordinal's letters: 5th, 1st, 2nd, 3rd."""
    if i + step < end:
        a, b = buf[i] & 0xDF, buf[i + step] & 0xDF
        if (
            (a == 0x54 and b == 0x48)
            or (a == 0x53 and b == 0x54)
            or (a == 0x4E and b == 0x44)
            or (a == 0x52 and b == 0x44)
        ):
            return i + 2 * step
    return i


@hot()
def days_at(buf: Bytes, i: int, end: int, out: NDArray[np.int64]) -> int:  # pragma: no cover
    """The days that a date beginning at ``i`` (a digit or a month's name) may mean: how many are in ``out``."""
    step = 2 if i + 1 < end and buf[i + 1] == 0 else 1
    if CLASS[buf[i]] == LETTER:
        return _month_first(buf, i, end, step, out)
    found = _keep(iso_day(buf, i, end), out, 0)
    if found:
        return found
    a, a_size, at = _number(buf, i, end, step)
    if a_size == 8:
        return _packed(a, out)
    if a_size == 3 or a_size > 4:
        return 0
    part = _gap(buf, _suffix(buf, at, end, step), end, step)
    month, after = _month(buf, part, end, step)
    if month:
        b, b_size, _ = _number(buf, _gap(buf, after, end, step), end, step)
        if a_size == 4:
            return _keep(day_number(a, month, b), out, 0)
        return _keep(day_number(_year(b, b_size), month, a), out, 0)
    if part == at:
        return 0
    b, b_size, at = _number(buf, part, end, step)
    if b_size == 0 or b_size > 2:
        return 0
    last = _gap(buf, at, end, step)
    if last == at:
        return 0
    c, c_size, at = _number(buf, last, end, step)
    if a_size == 4:
        if c_size not in (1, 2):
            return 0
        found = _keep(day_number(a, b, c), out, 0)
        return found if found else _keep(day_number(a, c, b), out, 0)
    if c_size != 4 and c_size != 2:
        return 0
    found = _keep(day_number(_year(c, c_size), a, b), out, 0)
    found = _keep(day_number(_year(c, c_size), b, a), out, found)
    if c_size == 2 and a_size == 2:
        found = _keep(day_number(_year(a, 2), b, c), out, found)
    return found


@hot()
def iso_day(buf: Bytes, i: int, end: int) -> int:  # pragma: no cover
    """The day in the usual spelling, read at once: 1957-03-18; ``NO_DAY`` if it is none."""
    if i + 10 > end or buf[i + 4] != 0x2D or buf[i + 7] != 0x2D:
        return NO_DAY
    value = 0
    wrong = False
    for j in (0, 1, 2, 3, 5, 6, 8, 9):
        digit = int(np.int64(buf[i + j])) - 48
        wrong |= digit < 0 or digit > 9
        value = value * 10 + digit
    if wrong:
        return NO_DAY
    return int(day_number(value // 10000, value // 100 % 100, value % 100))


@hot()
def _month_first(buf: Bytes, i: int, end: int, step: int, out: NDArray[np.int64]) -> int:  # pragma: no cover
    month, at = _month(buf, i, end, step)
    if month == 0:
        return 0
    a, a_size, at = _number(buf, _gap(buf, at, end, step), end, step)
    if a_size == 0 or a_size > 2:
        return 0
    b, b_size, _ = _number(buf, _gap(buf, _suffix(buf, at, end, step), end, step), end, step)
    return _keep(day_number(_year(b, b_size), month, a), out, 0)


@hot()
def _packed(a: int, out: NDArray[np.int64]) -> int:  # pragma: no cover
    found = _keep(day_number(a // 10000, a // 100 % 100, a % 100), out, 0)
    found = _keep(day_number(a % 10000, a // 1000000, a // 10000 % 100), out, found)
    return _keep(day_number(a % 10000, a // 10000 % 100, a // 1000000), out, found)


@hot()
def _keep(day: int, out: NDArray[np.int64], found: int) -> int:  # pragma: no cover
    if day == NO_DAY:
        return found
    for i in range(found):
        if out[i] == day:
            return found
    out[found] = day
    return found + 1


@hot()
def serials(value: int, size: int, out: NDArray[np.int64]) -> int:  # pragma: no cover
    """The days that a bare number may mean: Excel 1900 and 1904, SAS and R days, Unix and Stata seconds and thousandths."""
    found = 0
    if size <= 5:
        if value > 0:
            found = _born(value - 25569, out, found)
            found = _born(value - 24107, out, found)
        found = _born(value - 3653, out, found)
        return _born(value, out, found)
    if 8 <= size <= 10:
        found = _born(value // 86400, out, found)
        return _born(value // 86400 - 3653, out, found)
    if 11 <= size <= 13:
        found = _born(value // 86400000, out, found)
        return _born(value // 86400000 - 3653, out, found)
    return found


@hot()
def _born(day: int, out: NDArray[np.int64], found: int) -> int:  # pragma: no cover
    """Keep a day between 1905 and 2020."""
    return _keep(day, out, found) if -23741 <= day <= 18627 else found
