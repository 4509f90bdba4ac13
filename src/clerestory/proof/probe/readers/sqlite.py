"""SQLite: every table, and the rows that were deleted and still lie in the pages."""

import re
import sqlite3
import struct
from collections.abc import Iterator

from clerestory.proof.probe.part import Child, Form, Part, Yield, below
from clerestory.proof.probe.readers.archives import whole
from clerestory.proof.probe.report import Visibility
from clerestory.proof.probe.rows import lines

_ROWS = 100_000
_FREE = 64 << 20  # bytes of free space in which rows are looked for
_TORN = re.compile(rb"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Za-z])|[\x00-\x1f\x7f]+")
_SIZES = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8, 8: 0, 9: 0}


def sqlite(node: Child) -> Iterator[Yield]:
    """Every table of the database; blobs as files; deleted rows."""
    content = bytearray(node.content)
    content[18:20] = b"\x01\x01"  # a journal elsewhere is not needed to read what lies here
    connection = sqlite3.connect(":memory:")
    connection.deserialize(bytes(content))
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        yield from _table(node, connection, str(table))
    schema = "\n".join(str(sql) for (sql,) in connection.execute("SELECT sql FROM sqlite_master"))
    yield Part(below(node, "(schema)"), schema.encode(), Form.TEXT, Visibility.METADATA, "sqlite")
    deleted = list(_deleted(bytes(node.content)))
    if deleted:
        yield Part(
            below(node, "(deleted rows)"), lines((), deleted), Form.TABLE, Visibility.DELETED, "sqlite"
        )
    yield from whole(node, "sqlite")


def _table(node: Child, connection: sqlite3.Connection, table: str) -> Iterator[Yield]:
    quoted = '"' + table.replace('"', '""') + '"'
    cursor = connection.execute(f"SELECT * FROM {quoted}")  # noqa: S608  (a quoted name)
    names = [str(column[0]) for column in cursor.description]
    while rows := cursor.fetchmany(_ROWS):
        yield Part(below(node, table), lines(names, rows), Form.TABLE, node.visibility, "sqlite")
        for at, row in enumerate(rows):
            for cell in row:
                if isinstance(cell, bytes) and len(cell) > 8 and not cell.startswith(b"GP"):
                    yield Child(below(node, f"{table} blob {at + 1}"), cell, node.visibility)


def _deleted(content: bytes) -> Iterator[list[object]]:
    """Rows in space that the pages no longer use: wherever a record's head fits."""
    size = struct.unpack(">H", content[16:18])[0]
    size = 65536 if size == 1 else size
    looked = 0
    for page in range(0, len(content), size):
        for begin, stop in _unused(content, page, size):
            looked += stop - begin
            if looked > _FREE:
                return
            yield from _records(content, begin, stop)


def _unused(content: bytes, page: int, size: int) -> Iterator[tuple[int, int]]:
    """Stretches of a page that hold no live row; the whole page if it is no page of a table."""
    head = page + (100 if page == 0 else 0)
    if content[head] not in (2, 5, 10, 13):
        yield page, min(page + size, len(content))
        return
    free, cells, start = struct.unpack(">HHH", content[head + 1 : head + 7])
    after = head + (12 if content[head] in (2, 5) else 8) + 2 * cells
    yield after, page + (start or 65536)
    seen = 0
    while free and seen < 1000:
        following, length = struct.unpack(">HH", content[page + free : page + free + 4])
        yield page + free, page + free + length
        free = following
        seen += 1


def _records(content: bytes, begin: int, stop: int) -> Iterator[list[object]]:
    """Every place is tried as the head of a record; the first, also as one that lost its first bytes.

    What fits nowhere is given as words, torn where letters, digits and cases meet: the values of a
    record lie side by side without anything between them.
    """
    if found := _headless(content, begin, stop):
        yield found
    for at in range(begin, stop - 4):
        if 3 <= content[at] < 64 and (found := _record(content, at, stop)):
            yield found
    words = _TORN.sub(rb" ", content[begin:stop])
    if len(words) > 12:
        yield [words]


def _record(content: bytes, at: int, stop: int) -> list[object] | None:
    head = content[at]
    if at + head > stop:
        return None
    return _body(content, _types(content, at + 1, at + head), at + head, stop)


def _headless(content: bytes, begin: int, stop: int) -> list[object] | None:
    """A freed cell: its first four bytes were overwritten, and with them the length of its first value."""
    for count in range(11, 0, -1):
        types = _types(content, begin + 4, min(stop, begin + 4 + count))
        body = begin + 4 + count
        sizes = [_SIZES.get(kind, (kind - 12) // 2 if kind >= 12 else -1) for kind in types]
        rest = stop - body - sum(sizes)
        if len(types) == count and min(sizes) >= 0 and 0 <= rest < 4096:
            found = _body(content, [13 + 2 * rest, *types], body, stop)
            if found:
                return found
    return None


def _types(content: bytes, at: int, end: int) -> list[int]:
    types, value = [], 0
    for byte in content[at:end]:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            types.append(value)
            value = 0
    return types


def _body(content: bytes, types: list[int], at: int, stop: int) -> list[object] | None:
    cells: list[object] = []
    text = 0
    for kind in types:
        size = _SIZES.get(kind, (kind - 12) // 2 if kind >= 12 else -1)
        if size < 0 or at + size > stop:
            return None
        raw = content[at : at + size]
        if kind >= 13 and kind % 2:
            if any(byte < 9 for byte in raw):
                return None
            text += size
            cells.append(raw)
        elif 1 <= kind <= 6:
            cells.append(int.from_bytes(raw, "big", signed=True))
        elif kind == 7:
            cells.append(struct.unpack(">d", raw)[0])
        else:
            cells.append({8: 0, 9: 1}.get(kind, ""))
        at += size
    return cells if text >= 6 else None
