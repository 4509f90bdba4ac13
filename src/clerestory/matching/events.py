"""What one pass over bytes finds, and the index at work: the room for it is kept from piece to piece."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clerestory.matching.days import FIRST_DAY, LAST_DAY
from clerestory.matching.folding import Bytes
from clerestory.matching.hot import hot
from clerestory.matching.index import Index
from clerestory.matching.key import Key
from clerestory.matching.lookup import REMEMBERED, Lexicon, Links
from clerestory.matching.scan import MOST, Bench, Found, Pending, day_hash, scan
from clerestory.matching.settle import settle
from clerestory.matching.siphash import WORDS

WINDOW = 192  # bytes on either side that count as one place in running text
MOVED = 64  # days by which a day may be moved
_ROOM = 1 << 17  # events at a time
_MUCH = 32 << 20  # bytes read, from which on it pays to copy what matches need out of the file of the index
_SMALL = 128 << 20


class Events(NamedTuple):
    """What one pass over bytes found; places counted from the start of the bytes."""

    places: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    values: NDArray[np.uint64]
    extra: NDArray[np.int64]
    rows: NDArray[np.int64]  # the row of each event; -1 everywhere in running text
    near: NDArray[np.int64]  # for each event the first and the last but one of those beside it
    tested: NDArray[np.int64]

    def __repr__(self) -> str:
        return f"Events({self.places.size})"


class Matcher:
    """An index and its key at work. Not for two threads at once: each piece is read in the same room."""

    def __init__(self, index: Index, key: Key) -> None:
        self.index = index
        self._halves = np.uint64(key.halves[0]), np.uint64(key.halves[1])
        seen = np.zeros(4 * REMEMBERED, np.uint64)
        self._lexicon = Lexicon(
            index.word_bloom, index.word_keys, index.word_bits, index.word_starts, index.word_shift, seen
        )  # fmt: skip
        self.links = Links(
            index.link_bloom, index.link_keys, index.link_profiles, index.link_classes,
            index.link_starts, index.link_shift, index.slots, index.persons,
        )  # fmt: skip
        self.days = np.zeros(LAST_DAY - FIRST_DAY + 2 * MOVED + 1, np.uint64)
        _hash_all_days(self.days, *self._halves)
        self._found, self._pending, self._bench = _found(), _pending(), _bench()
        self._read, self._at_hand = 0, False

    def events(self, content: Bytes, *, by_row: bool) -> Events:
        """Read all of ``content``; a row is a line where ``by_row``. What is given lies in the room of the next call."""
        tested = np.zeros(96, np.int64)
        self._read += content.size
        if self._read > _MUCH and not self._at_hand:
            self.links, self._at_hand = Links._make(map(_copied, self.links)), True
        parts: list[list[NDArray[Any]]] = []
        at, row = 0, 0 if by_row else -1
        while at < content.size:
            count, waiting, at, row = scan(
                content, at, content.size, row, *self._halves, self._lexicon, self.links,
                self.index.shapes, self._found, self._pending, self._bench, tested,
            )  # fmt: skip
            kept = settle(self._found, count, self._pending, waiting, self.links, *self._halves)
            told = [column[:kept] for column in self._found]
            whole = at >= content.size and not parts
            parts.append(told if whole else [column.copy() for column in told])
        columns = Found._make(parts[0]) if len(parts) == 1 else _joined(parts)
        return Events(*columns, _near(columns.places, columns.rows), tested)


def _copied(part: Any) -> Any:  # noqa: ANN401
    """An array of a file in memory of its own (large pages), unless it is too large for that."""
    in_file = isinstance(part, np.ndarray) and part.base is not None
    return np.array(part) if in_file and part.nbytes <= _SMALL else part


def _joined(parts: list[list[NDArray[Any]]]) -> Found:
    return Found._make(map(np.concatenate, zip(*parts, strict=True))) if parts else _found(0)


def _found(room: int = _ROOM) -> Found:
    return Found(
        np.empty(room, np.int64), np.empty(room, np.uint8), np.empty(room, np.uint64),
        np.empty(room, np.int64), np.empty(room, np.int64),
    )  # fmt: skip


def _pending() -> Pending:
    return Pending(
        np.empty(_ROOM, np.uint64), np.empty(_ROOM, np.uint64), np.empty(_ROOM, np.uint8),
        np.empty(_ROOM, np.uint8), np.empty(_ROOM, np.int64), np.empty(_ROOM, np.uint64),
    )  # fmt: skip


def _bench() -> Bench:
    words, spare, both, part = (np.zeros(WORDS, np.uint64) for _ in range(4))
    return Bench(words, spare, both, part, np.zeros(8, np.int64), np.zeros((MOST, 3), np.int64))


@hot()
def _hash_all_days(out: NDArray[np.uint64], k0: np.uint64, k1: np.uint64) -> None:  # pragma: no cover
    for i in range(out.size):
        out[i] = day_hash(i + FIRST_DAY - MOVED, k0, k1)


@hot(inline="always")
def hashed_day(day: int, days: NDArray[np.uint64]) -> np.uint64:  # pragma: no cover
    """The fingerprint of a day, from the table of all."""
    return np.uint64(days[day - FIRST_DAY + MOVED])


@hot(inline="always")
def _same(places: NDArray[np.int64], rows: NDArray[np.int64], a: int, b: int) -> bool:  # pragma: no cover
    if rows[b] >= 0:
        return bool(rows[a] == rows[b])
    return bool(abs(places[a] - places[b]) <= WINDOW)


@hot()
def _fill_near(
    places: NDArray[np.int64], rows: NDArray[np.int64], out: NDArray[np.int64]
) -> None:  # pragma: no cover
    begin = stop = 0
    for e in range(places.size):
        while not _same(places, rows, begin, e) or e - begin > MOST:
            begin += 1
        stop = max(stop, e + 1)
        while stop < places.size and stop - e <= MOST and _same(places, rows, stop, e):
            stop += 1
        out[e, 0], out[e, 1] = begin, stop


@hot()
def _fill_rows(rows: NDArray[np.int64], out: NDArray[np.int64]) -> None:  # pragma: no cover
    """The same where every event has a row."""
    begin = 0
    while begin < rows.size:
        stop = begin + 1
        while stop < rows.size and rows[stop] == rows[begin]:
            stop += 1
        for e in range(begin, stop):
            out[e, 0], out[e, 1] = max(begin, e - MOST), min(stop, e + MOST + 1)
        begin = stop


def _near(places: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each event where those begin and end that are of its row or window."""
    out = np.empty((places.size, 2), np.int64)
    if rows.size and rows[0] >= 0:
        _fill_rows(rows, out)
    else:
        _fill_near(places, rows, out)
    return out
