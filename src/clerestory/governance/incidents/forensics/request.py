"""One line of an access log as a value: what was asked, by whom, what was given."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

UNKNOWN = -1
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?) ?(UTC|Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Request:
    """``bytes`` and ``status`` are ``UNKNOWN`` where the log does not hold them; ``time`` in seconds since 1970."""

    time: float
    peer: str
    forwarded: str
    method: str
    target: str
    status: int
    bytes: int
    agent: str
    request_id: str


def request_of(fields: Mapping[str, str]) -> Request | None:
    """From the texts of the fields under our names; None if time, peer or target is not there or not readable."""
    method, target = fields.get("method", ""), fields.get("path", "")
    if "request" in fields:
        words = fields["request"].split()
        method, target = (words[0], words[1]) if len(words) > 1 else ("", fields["request"])
    try:
        return Request(
            time=moment(fields["time"]),
            peer=fields["peer"],
            forwarded=fields.get("forwarded", ""),
            method=method,
            target=target,
            status=_number(fields.get("status", "")),
            bytes=_bytes(fields),
            agent=fields.get("agent", ""),
            request_id="" if fields.get("request_id") in (None, "-") else fields["request_id"],
        )
    except (KeyError, ValueError):
        return None


def _bytes(fields: Mapping[str, str]) -> int:
    return 0 if fields.get("bytes") == "-" else _number(fields.get("bytes", ""))


def _number(text: str) -> int:
    return int(float(text)) if text else UNKNOWN


def moment(text: str) -> float:
    """Seconds since 1970 of a time as logs write it; without an offset it is UTC."""
    if len(text) >= 20 and text[2] == "/" == text[6]:  # 27/Jun/2022:12:00:00 -0700
        day = f"{text[7:11]}-{_MONTHS[text[3:6]]:02d}-{text[:2]}"
        return _at(day, text[12:20], text[20:].strip())
    if found := _ISO.fullmatch(text.strip()):
        clock = found[2].replace(",", ".")
        return _at(found[1], clock if clock.count(":") == 2 else f"{clock}:00", found[3] or "")
    number = float(text)
    return number / 1000 if number > 1e11 else number


def _at(day: str, clock: str, zone: str) -> float:
    """A day, a clock with seconds (60 in a leap second) and an offset."""
    hour, minute, second = clock.split(":")
    whole = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()
    return whole + int(hour) * 3600 + int(minute) * 60 + float(second) - _offset(zone)


def _offset(zone: str) -> int:
    if zone in ("", "Z", "UTC"):
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return (int(digits[:2]) * 60 + int(digits[2:])) * (-60 if zone[0] == "-" else 60)
