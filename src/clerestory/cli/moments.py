"""Dates and times on the command line."""

from datetime import UTC, datetime

from clerestory.errors import InputError


def moment(text: str, option: str) -> datetime:
    """A time that was given; without an offset it is UTC."""
    given = _read(text)
    if given is None:
        raise InputError(f"{option} takes a date and a time: 2026-06-27T17:31")
    return given if given.tzinfo else given.replace(tzinfo=UTC)


def exact(text: str, option: str) -> datetime:
    """A time that must say its offset: somebody is held to it."""
    given = _read(text)
    if given is None or given.tzinfo is None:
        raise InputError(f"{option}: no time with an offset; write 2022-07-12T09:00:00-07:00")
    return given


def _read(text: str) -> datetime | None:
    try:
        given = datetime.fromisoformat(text)
        given.astimezone(UTC)  # at the ends of the calendar there is none
    except (ValueError, OverflowError):
        return None
    return given
