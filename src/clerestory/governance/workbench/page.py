"""Fills templates: everything is escaped, a name that is not there is an error, nothing is inline."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def environment(zone: ZoneInfo) -> Environment:
    """The templates, with the filters that they use."""
    made = Environment(
        loader=PackageLoader("clerestory.governance.workbench"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # a process never mixes its code with the pages of a newer installation
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "day": lambda at: day(at, zone),
        "short_day": lambda at: short_day(at, zone),
        "moment": lambda at: moment(at, zone),
        "clock": lambda at: local(at, zone).strftime("%H:%M:%S"),
        "when": lambda at, now: when(at, now, zone),
        "due": lambda at: f"{day(at, zone)}, {local(at, zone):%H:%M}",
        "at": lambda text: moment(datetime.fromisoformat(text), zone),
        "iso": lambda at: local(at, UTC).isoformat(),
        "hash": short_hash,
        "number": number,
        "count": count,
        "bytes": in_bytes,
        "upper_first": upper_first,
    }
    return made


def local(at: datetime | int, zone: tzinfo) -> datetime:
    """The moment by the clock of a zone."""
    return (datetime.fromtimestamp(at, UTC) if isinstance(at, int) else at).astimezone(zone)


def day(at: datetime | int, zone: ZoneInfo) -> str:
    """December 10, 2026."""
    here = local(at, zone)
    return f"{MONTHS[here.month - 1]} {here.day}, {here.year}"


def short_day(at: datetime | int, zone: ZoneInfo) -> str:
    """Dec 10."""
    here = local(at, zone)
    return f"{MONTHS[here.month - 1][:3]} {here.day}"


def moment(at: datetime | int, zone: ZoneInfo) -> str:
    """Dec 10 14:18:40."""
    return f"{short_day(at, zone)} {local(at, zone):%H:%M:%S}"


def when(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """14:18:40, with its day if that is not today."""
    here = local(at, zone)
    return f"{here:%H:%M:%S}" if here.date() == local(now, zone).date() else moment(at, zone)


def short_hash(digest: str, groups: int = 3) -> str:
    """The beginning of a digest in groups of four: 7f3a 0b9e 1dc4."""
    return " ".join(digest[at : at + 4] for at in range(0, 4 * groups, 4))


def number(value: float) -> str:
    """34,193; a true minus."""
    return f"{value:,}".replace("-", "−")


def count(value: int, one: str, many: str = "") -> str:
    """1 table, 2 tables."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def in_bytes(value: float) -> str:
    """1.9 GB."""
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            break
        value /= 1000
    return f"{value:.0f} {unit}" if unit == "B" or value >= 10 else f"{value:.1f} {unit}"


def upper_first(text: str) -> str:
    """The text with a capital at its beginning, and the rest as it was."""
    return text[:1].upper() + text[1:]


def greeting(now: datetime, zone: ZoneInfo) -> str:
    """What one says at this hour."""
    hour = local(now, zone).hour
    return "Good morning" if 4 <= hour < 12 else "Good afternoon" if hour < 18 else "Good evening"


def ago(at: int, now: int) -> str:
    """For how long something has waited."""
    minutes = max(0, now - at) // 60
    if minutes < 60:
        return count(minutes, "minute")
    if minutes < 48 * 60:
        return count(minutes // 60, "hour")
    return count(timedelta(minutes=minutes).days, "day")
