"""Build the keyed index of some records: every column that identifies, a batch at a time.

What a column is comes from the declaration (``Column.identifies``); nothing else is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clerestory.errors import ClerestoryError, VaultError
from clerestory.matching.assemble import assemble
from clerestory.matching.days import NO_DAY
from clerestory.matching.index import NAMES, Index
from clerestory.matching.key import Key
from clerestory.matching.rows import Rows
from clerestory.matching.scan import SHAPES
from clerestory.matching.weak import Sets, Weak
from clerestory.project.model import Source
from clerestory.records.fingerprints import columns as read
from clerestory.records.vault.sql import quoted
from clerestory.vocabulary.progress import Progress, Silent
from clerestory.vocabulary.status import Identifies, views

_BATCH = 262_144
U64 = NDArray[np.uint64]
Halves = tuple[np.uint64, np.uint64]
Digests = Mapping[str, tuple[U64, tuple[U64, ...]]]


@dataclass(frozen=True)
class Held:
    """One table of records: its name and what identifies in it."""

    table: str
    columns: Mapping[str, Identifies]


def held_in(sources: Sequence[Source]) -> tuple[Held, ...]:
    """The tables of a vault that identify somebody, and by which columns."""
    found = []
    for source in sources:
        columns = {column.name: column.identifies for column in source.columns if column.identifies}
        if columns:
            found.append(Held(source.collection, columns))
    return tuple(found)


def build(
    connection: Any,  # noqa: ANN401  (a DuckDB connection, or an Ibis backend that holds one)
    sources: Sequence[Source],
    key: Key,
    *,
    hashes: bool = False,
    progress: Progress | None = None,
) -> Index:
    """The index of every direct identifier that the sources declare; ``hashes``: of their plain hashes too."""
    return build_held(connection, held_in(sources), key, hashes=hashes, progress=progress)


def build_held(
    connection: Any,  # noqa: ANN401
    held: Sequence[Held],
    key: Key,
    *,
    hashes: bool = True,
    progress: Progress | None = None,
) -> Index:
    """The index of the tables named; ``VaultError`` names the table that cannot be read."""
    progress = progress or Silent()
    database = getattr(connection, "con", connection)
    database.execute("SET enable_progress_bar = false")
    sets, parts = Sets(), []
    for done, table in enumerate(held):
        parts.append(_rows(database, table, key, sets, hashes=hashes))
        progress.advance(done + 1, len(held) + 1)
    index = assemble(sets, parts, key)
    progress.advance(len(held) + 1, len(held) + 1)
    return index


def _rows(database: Any, table: Held, key: Key, sets: Sets, *, hashes: bool) -> Rows:  # noqa: ANN401
    gathered = _Gathered(sets)
    try:
        for batch in _batches(database, table):
            gathered.add(batch, table.columns, key)
        return gathered.rows(_digests(database, table, key) if hashes else {})
    except ClerestoryError:
        raise
    except Exception:  # noqa: BLE001  (the cause may quote a record)
        raise VaultError(
            f"table {table.table}: cannot be read for fingerprints; check that it has the columns "
            f"{', '.join(table.columns)} as declared"
        ) from None


def _batches(database: Any, table: Held) -> Iterator[pa.RecordBatch]:  # noqa: ANN401
    chosen = ", ".join(quoted(column) for column in table.columns)
    query = f"SELECT {chosen} FROM {quoted(table.table)}"  # noqa: S608  (quoted names)
    yield from database.sql(query).to_arrow_reader(_BATCH)


def _digests(database: Any, table: Held, key: Key) -> Digests:  # noqa: ANN401
    """For each strong value, its fingerprint and that of each plain hash of it: they can be enumerated."""
    k0, k1 = map(np.uint64, key.halves)
    found = {}
    for name, kind in table.columns.items():
        if kind is not Identifies.STRONG:
            continue
        values = f"SELECT DISTINCT {quoted(name)}::VARCHAR AS v FROM {quoted(table.table)} WHERE {quoted(name)} IS NOT NULL"  # noqa: S608
        query = f"SELECT v, left(md5(v), 16) a, left(sha1(v), 16) b, left(sha256(v), 16) c FROM ({values})"  # noqa: S608
        shapes = np.zeros(SHAPES, np.uint8)
        batches = list(database.sql(query).to_arrow_reader(_BATCH))
        codes = _joined(
            [read.strong(batch.column(0), (k0, k1), shapes)[0] for batch in batches], np.zeros(0, np.uint64)
        )
        hashes = [
            _joined([read.digests(batch.column(at), (k0, k1)) for batch in batches], np.zeros(0, np.uint64))
            for at in (1, 2, 3)
        ]
        found[name] = codes, tuple(hashes)
    return found


@dataclass
class _Gathered:
    """Fingerprints of the batches read so far."""

    sets: Sets
    size: int = 0
    which: list[NDArray[np.uint32]] = field(default_factory=list)
    shapes: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(SHAPES, np.uint8))
    strong: dict[str, list[tuple[U64, NDArray[np.uint8]]]] = field(default_factory=dict)
    trimmed: list[tuple[NDArray[np.uint32], U64]] = field(default_factory=list)
    again: list[NDArray[np.uint32]] = field(default_factory=list)

    def add(self, batch: pa.RecordBatch, columns: Mapping[str, Identifies], key: Key) -> None:
        """Read one batch; rows of several dates, addresses or postcodes stand once for each of them."""
        halves = np.uint64(key.halves[0]), np.uint64(key.halves[1])
        first, *others = views(columns)
        start = self.size
        self.which.append(self.sets.add(_weak(batch, first, halves)))
        self._add_strong(batch, first, halves)
        for view in others:
            self._add_again(_weak(batch, view, halves), start)

    def _add_strong(self, batch: pa.RecordBatch, columns: Mapping[str, Identifies], halves: Halves) -> None:
        for name, kind in columns.items():
            if kind is Identifies.STRONG:
                codes, classes, trimmed = read.strong(batch.column(name), halves, self.shapes)
                self.strong.setdefault(name, []).append((codes, classes))
                some = np.flatnonzero(trimmed)
                self.trimmed.append(((some + self.size).astype(np.uint32), trimmed[some]))
        self.size += batch.num_rows

    def _add_again(self, weak: Weak, start: int) -> None:
        """The same rows with further values; their identifiers stand with the rows at ``start``."""
        size = weak.days.size
        self.which.append(self.sets.add(weak))
        for parts in self.strong.values():
            parts.append((np.zeros(size, np.uint64), np.zeros(size, np.uint8)))
        own = np.arange(size, dtype=np.uint32)
        self.again.append(np.column_stack((own + np.uint32(start), own + np.uint32(self.size))))
        self.size += size

    def rows(self, digests: Digests) -> Rows:
        """All batches as one, which are given up."""
        strong = {}
        for name in list(self.strong):
            codes, classes = zip(*self.strong.pop(name), strict=True)
            strong[name] = np.concatenate(codes), np.concatenate(classes)
        which = _joined(self.which, np.zeros(0, np.uint32))
        again = _joined(self.again, np.zeros((0, 2), np.uint32))
        return Rows(which, self.shapes, strong, tuple(self.trimmed), digests, again)


def _weak(batch: pa.RecordBatch, columns: Mapping[str, Identifies], halves: Halves) -> Weak:
    """Names, and at most one date, address and postcode of each row."""
    size = batch.num_rows
    names = np.zeros((size, NAMES), np.uint64)
    days = np.full(size, NO_DAY, np.int64)
    places, posts = np.zeros(size, np.uint64), np.zeros(size, np.uint64)
    for name, kind in columns.items():
        column = batch.column(name)
        match kind:
            case Identifies.PERSON | Identifies.GIVEN | Identifies.SURNAME:
                read.add_names(column, kind, halves, names)
            case Identifies.DATE:
                days = read.days(column)
            case Identifies.ADDRESS:
                places = read.addresses(column, halves)
            case Identifies.POSTCODE:
                posts = read.postcodes(column, halves)
            case Identifies.STRONG:
                pass  # tells of a person by itself
    return Weak(names, days, places, posts)


def _joined(parts: list[NDArray[Any]], none: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else none
