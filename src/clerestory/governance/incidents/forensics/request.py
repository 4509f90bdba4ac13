"""One line of an access log as a value: what was asked, by whom, what was given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

UNKNOWN = -1
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}


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
    if len(text) > 20 and text[2] == "/" == text[6]:  # 27/Jun/2022:12:00:00 -0700
        day, month, year = int(text[:2]), _MONTHS[text[3:6]], int(text[7:11])
        hour, minute, second = int(text[12:14]), int(text[15:17]), int(text[18:20])
        zone = text[20:].strip() or "+0000"
        offset = (int(zone[1:3]) * 60 + int(zone[3:5])) * (-60 if zone[0] == "-" else 60)
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp() - offset
    try:
        number = float(text)
    except ValueError:
        given = datetime.fromisoformat(text.strip().removesuffix(" UTC"))
        return (given if given.tzinfo else given.replace(tzinfo=UTC)).timestamp()
    return number / 1000 if number > 1e11 else number
