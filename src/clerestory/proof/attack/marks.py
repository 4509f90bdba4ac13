"""What stands in a cell of a published table: a count, or a mark that says something of it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from clerestory.errors import InputError
from clerestory.proof.attack.shown import UNBOUNDED

WITHHELD = frozenset(
    ("", "*", "**", "***", "[c]", "(c)", "c", "[x]", "(x)", "x", "(d)", "[d]", "d", "(s)", "[s]", "s")
) | frozenset(("..", "...", ":", "n/a", "na", "nan", "null", "none", "suppressed", "withheld", "#"))

_COUNT = re.compile(r"(?P<whole>\d+|\d{1,3}(?:[, \u00a0\u202f]\d{3})+)(?:\.0+)?")
_LARGEST = 2**53
_NEGATIVE = re.compile(r"[-\u2212]\s*\d[\d., ]*")
_BELOW = re.compile(r"<\s*(\d+)")
_AT_MOST = re.compile(r"(?:<=|\u2264)\s*(\d+)")
_RANGE = re.compile(r"(\d+)\s*(?:-|\u2013|\.\.|to)\s*(\d+)")
_AT_LEAST = re.compile(r"(?:>=|\u2265)\s*(\d+)|(\d+)\s*\+")
_ABOVE = re.compile(r">\s*(\d+)")


class Reading(NamedTuple):
    """The bounds that one cell states; equal bounds are a published count."""

    low: int
    high: int
    is_known: bool


def read_mark(text: str, where: str, own: Mapping[str, Reading] | None = None) -> Reading:
    """Read one cell; ``own`` are the marks that the caller explained. ``<11`` says 1 to 10."""
    word = text.strip()
    if own and word in own:
        return own[word]
    if count := _COUNT.fullmatch(word):
        number = int(re.sub(r"\D", "", count["whole"]))
        if number > _LARGEST:
            raise InputError(f"{where}: a count is beyond 2^53; give a table of counts")
        return Reading(number, number, is_known=True)
    if word.lower() in WITHHELD:
        return Reading(0, int(UNBOUNDED), is_known=False)
    if bounds := _bounds(word):
        low, high = bounds
        if low > min(high, _LARGEST):
            raise InputError(f"{where}: a mark leaves no count possible; correct the mark")
        return Reading(low, high, is_known=False)
    if _NEGATIVE.fullmatch(word):
        raise InputError(f"{where}: a count is negative; give a table of counts")
    raise InputError(f"{where}: neither a count nor a known mark; explain it with --mark TEXT=LOW..HIGH")


def _bounds(word: str) -> tuple[int, int] | None:
    if found := _BELOW.fullmatch(word):
        return 1, int(found[1]) - 1
    if found := _AT_MOST.fullmatch(word):
        return 1, int(found[1])
    if found := _RANGE.fullmatch(word):
        return int(found[1]), int(found[2])
    if found := _AT_LEAST.fullmatch(word):
        return int(found[1] or found[2]), int(UNBOUNDED)
    if found := _ABOVE.fullmatch(word):
        return int(found[1]) + 1, int(UNBOUNDED)
    return None


def explained(option: str) -> tuple[str, Reading]:
    """An option ``TEXT=LOW..HIGH`` (or ``TEXT=withheld``)."""
    text, _, meaning = option.rpartition("=")
    if not text.strip() and not option.startswith("="):
        raise InputError(f"--mark {option}: give TEXT=LOW..HIGH, TEXT=LOW.. or TEXT=withheld")
    if meaning == "withheld":
        return text.strip(), Reading(0, int(UNBOUNDED), is_known=False)
    low, dots, high = meaning.partition("..")
    if not dots or not low.isdecimal() or not (high.isdecimal() or not high) or int(high or low) < int(low):
        raise InputError(f"--mark {option}: give TEXT=LOW..HIGH, TEXT=LOW.. or TEXT=withheld")
    return text.strip(), Reading(int(low), int(high) if high else int(UNBOUNDED), is_known=False)
