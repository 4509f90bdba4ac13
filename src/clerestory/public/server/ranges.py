"""Byte ranges (RFC 9110, section 14): one range is served; several, or nonsense, get the whole file."""

import re
from dataclasses import dataclass

_ONE = re.compile(rb"bytes=[ \t]*(\d{0,19})-(\d{0,19})[ \t]*", re.IGNORECASE)


@dataclass(frozen=True)
class Span:
    """The bytes from ``first`` up to and including ``last``."""

    first: int
    last: int


class Unsatisfiable(Exception):
    """The range asked for lies wholly outside the file."""


def span(asked: bytes, size: int) -> Span | None:
    """The bytes that a ``Range`` header asks for; ``None`` means: answer with the whole file."""
    found = _ONE.fullmatch(asked)
    if found is None or found.group(1) == found.group(2) == b"":
        return None
    first, last = found.groups()
    if not first:
        return _suffix(int(last), size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise Unsatisfiable
    return Span(int(first), min(int(last), size - 1) if last else size - 1)


def _suffix(count: int, size: int) -> Span:
    if count == 0 or size == 0:
        raise Unsatisfiable
    return Span(max(0, size - count), size - 1)
