"""SQLite: every table, and the rows that were deleted and still lie in the pages, or in a log or journal beside them."""

import re
import sqlite3
import struct
from collections.abc import Iterable, Iterator

from clerestory.proof.probe.part import Child, Form, Part, Trouble, Yield, below
from clerestory.proof.probe.readers.archives import whole
from clerestory.proof.probe.report import Visibility
from clerestory.proof.probe.rows import lines

_ROWS = 100_000
_FREE = 64 << 20  # bytes of free space in which rows are looked for
TORN = re.compile(rb"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Za-z])|[\x00-\x1f\x7f]+")
_HEADS = frozenset({2, 5, 10, 13})  # how pages of tables and of their keys begin
_SIZES = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8, 8: 0, 9: 0}


def sqlite(node: Child) -> Iterator[Yield]:
    """Every table of the database; blobs as files; deleted rows."""
    content = bytearray(node.content)
    content[18:20] = b"\x01\x01"  # a journal elsewhere is not needed to read what lies here
    connection = sqlite3.connect(":memory:")
    connection.deserialize(bytes(content))
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    numbers = {f"{name}_node" for name in _indexes(connection)}
    for (table,) in tables:
        yield from _table(node, connection, str(table), blobs=table not in numbers)
    schema = "\n".join(str(sql) for (sql,) in connection.execute("SELECT sql FROM sqlite_master"))
    yield Part(below(node, "(schema)"), schema.encode(), Form.TEXT, Visibility.METADATA, "sqlite")
    roots = [int(root) for (root,) in connection.execute("SELECT rootpage FROM sqlite_master") if root]
    yield from _lost(node, bytes(node.content), stretches(bytes(node.content), roots), "sqlite")
    yield from whole(node, "sqlite")


def log(node: Child) -> Iterator[Yield]:
    """A write-ahead log: the pages in it, also those that were written over since ([File Format] 4.1)."""
    content = bytes(node.content)
    size = int.from_bytes(content[8:12], "big")
    places = [(at + 24, at + 24 + size) for at in range(32, len(content), 24 + max(size, 512))]
    yield from _lost(node, content, places, "sqlite-log")
    yield from whole(node, "sqlite-log")


def journal(node: Child) -> Iterator[Yield]:
    """A rollback journal: the pages as they were before ([File Format] 3)."""
    content = bytes(node.content)
    sector, size = (int.from_bytes(content[at : at + 4], "big") for at in (20, 24))
    places = [(at + 4, at + 4 + size) for at in range(sector, len(content), 8 + max(size, 512))]
    yield from _lost(node, content, places, "sqlite-journal")
    yield from whole(node, "sqlite-journal")


def _lost(node: Child, content: bytes, places: Iterable[tuple[int, int]], reader: str) -> Iterator[Yield]:
    """Rows in stretches of a file that no table leads to."""
    coding, looked = "utf-8", 0
    if reader == "sqlite":
        coding = {2: "utf-16-le", 3: "utf-16-be"}.get(int.from_bytes(content[56:60], "big"), "utf-8")
    found: list[list[object]] = []
    for begin, stop in places:
        looked += stop - begin
        if looked > _FREE:
            yield Trouble(node.inside, reader, "more free space than is searched for deleted rows")
            break
        found += _records(content, begin, min(stop, len(content)), coding)
    if found:
        yield Part(below(node, "(deleted rows)"), lines((), found), Form.TABLE, Visibility.DELETED, reader)


def _indexes(connection: sqlite3.Connection) -> Iterator[str]:
    """The indexes of places, whose nodes are blobs of numbers."""
    for name, sql in connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'"
    ):
        if re.search(r"\busing\s+rtree", str(sql), re.IGNORECASE):
            yield str(name)


def _is_geometry(cell: bytes) -> bool:
    """Whether a blob is a geometry, as GeoPackage or the standard of simple features has it: numbers."""
    kind = int.from_bytes(cell[1:5], "little" if cell[:1] == b"\1" else "big")
    return cell[:2] == b"GP" or (cell[0] < 2 and kind < 4000 and 1 <= kind % 1000 <= 17)


def _table(node: Child, connection: sqlite3.Connection, table: str, *, blobs: bool) -> Iterator[Yield]:
    quoted = '"' + table.replace('"', '""') + '"'
    cursor = connection.execute(f"SELECT * FROM {quoted}")  # noqa: S608  (a quoted name)
    names = [str(column[0]) for column in cursor.description]
    while rows := cursor.fetchmany(_ROWS):
        yield Part(below(node, table), lines(names, rows), Form.TABLE, node.visibility, "sqlite")
        for at, row in enumerate(rows if blobs else ()):
            for cell in row:
                if isinstance(cell, bytes) and len(cell) > 8 and not _is_geometry(cell):
                    yield Child(below(node, f"{table} blob {at + 1}"), cell, node.visibility)


def stretches(content: bytes, roots: list[int]) -> Iterator[tuple[int, int]]:
    """Where no live row lies: unused space of the tables' pages, and all of every page that no table leads to.

    A page that is none of a table's by its head goes on with a long row, unless it is on the list of free ones.
    """
    size = struct.unpack(">H", content[16:18])[0]
    size = 65536 if size == 1 else size
    live = _reached(content, size, [1, *roots])
    free = _listed_free(content, size)
    for number, page in enumerate(range(0, len(content), size), 1):
        if number in live:
            yield from _unused(content, page, size)
        elif number in free or content[page] in _HEADS or len(content) <= _FREE:
            yield page, min(page + size, len(content))


def _reached(content: bytes, size: int, roots: list[int]) -> set[int]:
    """The pages of all tables, from their roots."""
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        number = waiting.pop()
        head = (number - 1) * size + (100 if number == 1 else 0)
        if number in found or number < 1 or head + 12 > len(content) or content[head] not in _HEADS:
            continue
        found.add(number)
        if content[head] in (2, 5):
            waiting.append(int.from_bytes(content[head + 8 : head + 12], "big"))
            for at in range(
                head + 12, head + 12 + 2 * int.from_bytes(content[head + 3 : head + 5], "big"), 2
            ):
                cell = (number - 1) * size + int.from_bytes(content[at : at + 2], "big")
                waiting.append(int.from_bytes(content[cell : cell + 4], "big"))
    return found


def _listed_free(content: bytes, size: int) -> set[int]:
    """The pages on the list of free ones."""
    found: set[int] = set()
    trunk = int.from_bytes(content[32:36], "big")
    while trunk and trunk not in found and trunk * size <= len(content):
        found.add(trunk)
        at = (trunk - 1) * size
        trunk, count = struct.unpack(">II", content[at : at + 8])
        count = min(count, size // 4 - 2)
        found.update(struct.unpack(f">{count}I", content[at + 8 : at + 8 + 4 * count]))
    return found


def _unused(content: bytes, page: int, size: int) -> Iterator[tuple[int, int]]:
    """Stretches of a table's page that hold no live row."""
    head = page + (100 if page == 0 else 0)
    free, cells, start = struct.unpack(">HHH", content[head + 1 : head + 7])
    after = head + (12 if content[head] in (2, 5) else 8) + 2 * cells
    yield after, page + (start or 65536)
    seen = 0
    while free and seen < 1000:
        following, length = struct.unpack(">HH", content[page + free : page + free + 4])
        yield page + free, page + free + length
        free = following
        seen += 1


def _records(content: bytes, begin: int, stop: int, coding: str) -> Iterator[list[object]]:
    """Every place is tried as the head of a record; the first, also as one that lost its first bytes.

    What fits nowhere is given as words, torn where letters, digits and cases meet: the values of a
    record lie side by side without anything between them.
    """
    if found := _headless(content, begin, stop, coding):
        yield found
    for at in range(begin, stop - 4):
        if 3 <= content[at] < 64 and (found := _record(content, at, stop, coding)):
            yield found
    raw = content[begin:stop]
    words = TORN.sub(rb" ", raw if coding == "utf-8" else raw.replace(b"\0", b""))
    if len(words) > 12:
        yield [words]


def _record(content: bytes, at: int, stop: int, coding: str) -> list[object] | None:
    head = content[at]
    if at + head > stop:
        return None
    return _body(content, _types(content, at + 1, at + head), at + head, stop, coding)


def _headless(content: bytes, begin: int, stop: int, coding: str) -> list[object] | None:
    """A freed cell: its first four bytes were overwritten, and with them the length of its first value."""
    for count in range(11, 0, -1):
        types = _types(content, begin + 4, min(stop, begin + 4 + count))
        body = begin + 4 + count
        sizes = [_SIZES.get(kind, (kind - 12) // 2 if kind >= 12 else -1) for kind in types]
        rest = stop - body - sum(sizes)
        if len(types) == count and min(sizes) >= 0 and 0 <= rest < 4096:
            found = _body(content, [13 + 2 * rest, *types], body, stop, coding)
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


def _body(content: bytes, types: list[int], at: int, stop: int, coding: str) -> list[object] | None:
    cells: list[object] = []
    text = 0
    for kind in types:
        size = _SIZES.get(kind, (kind - 12) // 2 if kind >= 12 else -1)
        if size < 0 or at + size > stop:
            return None
        raw = content[at : at + size]
        if kind >= 13 and kind % 2:
            if coding != "utf-8":
                raw = raw.decode(coding, "replace").encode("utf-8", "replace")
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
