"""Databases in a file, and map tiles that hold the canary."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from clerestory.matching.canary import Canary
from clerestory.proof.probe.specimens.maker import plain, row_of, specimen, through_file


@specimen("sqlite")
def sqlite(canary: Canary) -> bytes:
    """A database of one table."""
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (a TEXT, b TEXT, c TEXT, d TEXT)")
    connection.execute("INSERT INTO t VALUES (?, ?, ?, ?)", row_of(canary))
    connection.commit()
    return bytes(connection.serialize())


@specimen("sqlite-log")
def sqlite_log(canary: Canary) -> bytes:
    """A write-ahead log of a database of one table."""
    import sqlite3

    def write(path: str) -> None:
        connection = sqlite3.connect(f"{path}.db")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (a TEXT, b TEXT, c TEXT, d TEXT)")
        connection.execute("INSERT INTO t VALUES (?, ?, ?, ?)", row_of(canary))
        connection.commit()
        Path(path).write_bytes(Path(f"{path}.db-wal").read_bytes())
        connection.close()

    return through_file(".wal", write)


@specimen("sqlite-journal")
def sqlite_journal(canary: Canary) -> bytes:
    """A rollback journal of one page: the one of a table of one row."""
    database = sqlite(canary)
    size = int.from_bytes(database[16:18], "big")
    head = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + (1).to_bytes(4, "big") + bytes(8)
    head += (512).to_bytes(4, "big") + size.to_bytes(4, "big")
    return head.ljust(512, b"\0") + (2).to_bytes(4, "big") + database[size : 2 * size] + bytes(4)


@specimen("duckdb")
def duckdb(canary: Canary) -> bytes:
    """A database of one table."""
    import duckdb as engine

    def write(path: str) -> None:
        with engine.connect(path) as connection:
            connection.execute("CREATE TABLE t (a TEXT, b TEXT, c TEXT, d TEXT)")
            connection.execute("INSERT INTO t VALUES (?, ?, ?, ?)", list(row_of(canary)))

    return through_file(".duckdb", write)


@specimen("dbf", "shape")
def dbf(canary: Canary) -> bytes:
    """A dBase table of one row."""
    cells = row_of(canary)
    head = b"".join(
        name.encode().ljust(11, b"\0") + b"C" + bytes(4) + bytes([40]) + bytes(15) for name in "ABCD"
    )
    length, width = 32 + len(head) + 1, 1 + 40 * len(cells)
    top = (
        bytes([3, 120, 1, 1])
        + (1).to_bytes(4, "little")
        + length.to_bytes(2, "little")
        + width.to_bytes(2, "little")
    )
    return (
        top.ljust(32, b"\0")
        + head
        + b"\r"
        + b" "
        + b"".join(cell.encode().ljust(40) for cell in cells)
        + b"\x1a"
    )


@specimen("pmtiles")
def pmtiles(canary: Canary) -> bytes:
    """An archive of one tile."""
    line = plain(canary)
    root = bytes([1, 0, 1, len(line), 1])
    numbers = [127, len(root), 127 + len(root), 2, 0, 0, 129 + len(root), len(line)]
    head = b"PMTiles\x03" + b"".join(number.to_bytes(8, "little") for number in numbers)
    return head.ljust(127, b"\0") + root + b"{}" + line


@specimen("tile")
def tile(canary: Canary) -> bytes:
    """A vector tile is searched as bytes: a line among them."""
    line = plain(canary)
    return b"\x1a" + bytes([len(line)]) + line


@specimen("hyper")
def hyper(canary: Canary) -> bytes:
    """A Tableau extract of one row."""
    return through_file(".hyper", lambda path: write_extract(path, "abcd", [row_of(canary)]))


def write_extract(path: str | Path, names: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    """A Tableau extract of some rows of text; its library's log lies beside it."""
    from tableauhyperapi import (  # type: ignore[import-untyped]
        Connection,
        CreateMode,
        HyperProcess,
        Inserter,
        SqlType,
        TableDefinition,
        TableName,
        Telemetry,
    )  # fmt: skip

    options = {"log_config": "", "log_dir": str(Path(path).parent)}
    telemetry = Telemetry.DO_NOT_SEND_USAGE_DATA_TO_TABLEAU
    columns = [TableDefinition.Column(name, SqlType.text()) for name in names]
    table = TableDefinition(TableName("Extract", "Extract"), columns)
    with (
        HyperProcess(telemetry, parameters=options) as process,
        Connection(process.endpoint, path, CreateMode.CREATE) as connection,
    ):
        connection.catalog.create_schema("Extract")
        connection.catalog.create_table(table)
        with Inserter(connection, table) as inserter:
            inserter.add_rows(rows)
            inserter.execute()


@specimen("cache")
def cache(canary: Canary) -> bytes:
    """Searched as bytes: a line in UTF-16 among them."""
    return b"\x02\xff\x01\x00" + canary.line.encode("utf-16-le")
