"""Databases in a file, beside SQLite: DuckDB, dBase and shapefiles, Access, tile archives."""

import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clerestory.proof.probe.part import Child, Form, Part, Trouble, Unreadable, Yield, below
from clerestory.proof.probe.readers.archives import whole
from clerestory.proof.probe.readers.sqlite import TORN
from clerestory.proof.probe.report import Visibility
from clerestory.proof.probe.rows import lines, lines_of

_ROWS = 131_072
_UNPACKED = 64 << 20  # bytes of one part of a tile archive
_DAYS = ("-D", "%Y-%m-%d", "-T", "%Y-%m-%d %H:%M:%S")  # a year has four digits


def duckdb(node: Child) -> Iterator[Yield]:
    """Every table of every schema of a DuckDB file; what was deleted stays in it, and cannot be read whole."""
    import duckdb as engine

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "found.duckdb"
        path.write_bytes(node.content)
        settings: dict[str, str | bool | int | float | list[str]] = {
            "enable_external_access": "false",
            "memory_limit": "1GB",
            "threads": "1",
        }
        with engine.connect(str(path), read_only=True, config=settings) as connection:
            tables = connection.execute(
                "SELECT table_schema, table_name FROM information_schema.tables"
            ).fetchall()
            for schema, table in tables:
                query = f"SELECT * FROM {_quoted(schema, table)}"  # noqa: S608
                for batch in connection.sql(query).to_arrow_reader(_ROWS):
                    yield Part(below(node, table), lines_of(batch), Form.TABLE, node.visibility, "duckdb")
            if _keeps_deleted(connection):
                yield from _torn(node)
    yield from whole(node, "duckdb")


def _keeps_deleted(connection: Any) -> bool:  # noqa: ANN401
    """Whether blocks are free, or columns hold more values than their table has rows."""
    ((free,),) = connection.execute("SELECT free_blocks FROM pragma_database_size()").fetchall()
    tables = connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
    return bool(free) or any(_held(connection, _quoted(*names)) for names in tables)


def _quoted(schema: str, table: str) -> str:
    return ".".join('"' + name.replace('"', '""') + '"' for name in (schema, table))


def _held(connection: Any, quoted: str) -> bool:  # noqa: ANN401
    """Whether the fullest column of a table holds more values than there are rows."""
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {quoted}").fetchall()  # noqa: S608  (a quoted name)
    counts = connection.execute(
        "SELECT coalesce(sum(count), 0)::BIGINT FROM pragma_storage_info(?) "
        "WHERE segment_type <> 'VALIDITY' AND NOT contains(column_path, ', ') GROUP BY column_id",
        [quoted],
    ).fetchall()
    return any(int(count) > int(rows) for (count,) in counts)


def _torn(node: Child) -> Iterator[Yield]:
    """The file's words, torn where letters, digits and cases meet: deleted values lie side by side, if not packed."""
    words = TORN.sub(rb" ", bytes(node.content))
    yield Part(below(node, "(deleted rows)"), words, Form.TEXT, Visibility.DELETED, "duckdb")
    yield Trouble(node.inside, "duckdb", "deleted rows or tables stay in this file, and cannot be read whole")


def dbf(node: Child) -> Iterator[Yield]:
    """A dBase table, as shapefiles have it; rows marked as deleted are still there."""
    content = bytes(node.content)
    count, length, width = (int.from_bytes(content[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
    if length + count * width > len(content) or not width:
        raise Unreadable("damaged: shorter than its head says")
    columns = []
    at = 32
    while content[at] != 0x0D:
        columns.append((content[at : at + 11].split(b"\0")[0].decode("latin-1"), content[at + 16]))
        at += 32
    kept: list[list[str]] = []
    deleted: list[list[str]] = []
    for row in range(count):
        record = content[length + row * width : length + (row + 1) * width]
        (deleted if record[:1] == b"*" else kept).append(_fields(record[1:], columns))
    names = [name for name, _ in columns]
    yield Part(node.inside, lines(names, kept), Form.TABLE, node.visibility, "dbf")
    if deleted:
        yield Part(
            f"{node.inside} (deleted)".strip(), lines(names, deleted), Form.TABLE, Visibility.DELETED, "dbf"
        )
    yield from whole(node, "dbf")


def _fields(record: bytes, columns: list[tuple[str, int]]) -> list[str]:
    cells, at = [], 0
    for _, width in columns:
        raw = record[at : at + width]
        try:
            cells.append(raw.decode("utf-8").strip())
        except UnicodeDecodeError:
            cells.append(raw.decode("latin-1").strip())
        at += width
    return cells


def shape(node: Child) -> Iterator[Yield]:
    """The geometry of a shapefile: numbers; its bytes are searched."""
    yield from whole(node, "shape")


def mdb(node: Child) -> Iterator[Yield]:
    """An Access database, by mdbtools where they are installed."""
    list_tables, export = shutil.which("mdb-tables"), shutil.which("mdb-export")
    if list_tables is None or export is None:
        raise Unreadable("an Access database: mdbtools are not installed")
    with tempfile.NamedTemporaryFile(suffix=".mdb") as file:
        file.write(node.content)
        file.flush()
        names = _run([list_tables, "-1", file.name]).decode("utf-8", "replace").splitlines()
        for name in names:
            yield Part(
                below(node, name), _run([export, *_DAYS, file.name, name]), Form.LINES, node.visibility, "mdb"
            )
    yield from whole(node, "mdb")


def _run(command: list[str]) -> bytes:
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)  # noqa: S603
    if done.returncode:
        raise Unreadable("an Access database that mdbtools cannot read")
    return done.stdout


def tile(node: Child) -> Iterator[Yield]:
    """A vector tile: its words lie one after another."""
    yield from whole(node, "tile")


def pmtiles(node: Child) -> Iterator[Yield]:
    """An archive of map tiles: its metadata, and every tile."""
    content = bytes(node.content)
    numbers = [int.from_bytes(content[at : at + 8], "little") for at in range(8, 72, 8)]
    root, metadata, leaves, data = (numbers[at : at + 2] for at in (0, 2, 4, 6))
    yield Child(below(node, "metadata"), _plain(content[metadata[0] : sum(metadata)]), Visibility.METADATA)
    for number, (at, size) in enumerate(_entries(content, root, leaves[0])):
        found = _plain(content[data[0] + at : data[0] + at + size])
        yield Part(below(node, f"tile {number}"), found, Form.BYTES, node.visibility, "pmtiles")
    yield from whole(node, "pmtiles")


def _plain(content: bytes) -> bytes:
    if content[:2] != b"\x1f\x8b":
        return content
    stream = zlib.decompressobj(31)
    found = stream.decompress(content, _UNPACKED)
    if stream.unconsumed_tail:
        raise Unreadable("a part that unpacks to more than the limit")
    return found


def _entries(content: bytes, place: list[int], leaves: int) -> Iterator[tuple[int, int]]:
    """Offset and length of each tile; a run length of 0 leads to another directory."""
    numbers = _varints(_plain(content[place[0] : sum(place)]))
    count = next(numbers)
    for _ in range(count):
        next(numbers)
    runs, lengths = ([next(numbers) for _ in range(count)] for _ in range(2))
    at = 0
    for run, length, offset in zip(runs, lengths, numbers, strict=False):
        at = at if offset == 0 else offset - 1
        if run == 0:
            yield from _entries(content, [leaves + at, length], leaves)
        else:
            yield at, length
        at += length


def _varints(content: bytes) -> Iterator[int]:
    value = turn = 0
    for byte in content:
        value |= (byte & 0x7F) << turn
        turn += 7
        if not byte & 0x80:
            yield value
            value = turn = 0
