"""Databases in a file, and map tiles."""

import gzip
import sqlite3
import struct

from tests.scenario.probe.hiding_places.making import scratch, through_file
from tests.scenario.probe.hiding_places.register import place


def database(*statements) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA secure_delete = OFF")
    for sql, cells in statements:
        connection.execute(sql, cells)
    connection.commit()
    return connection.serialize()


CREATE = ("CREATE TABLE t (a TEXT, b TEXT, c TEXT, d TEXT)", ())
INSERT = "INSERT INTO t VALUES (?, ?, ?, ?)"


@place("rows.sqlite")
def _(w):
    return database(CREATE, (INSERT, w.cells))


@place("deleted_row.sqlite")
def _(w):
    filler = [(INSERT, ("Lake", "County", f"{at}", "x" * 30)) for at in range(20)]
    return database(CREATE, *filler, (INSERT, w.cells), *filler, ("DELETE FROM t WHERE a = ?", (w.surname,)))


@place("dropped_table.sqlite")
def _(w):
    return database(CREATE, *[(INSERT, w.cells)] * 3, ("CREATE TABLE u (a)", ()), ("DROP TABLE t", ()))


@place("layer.gpkg")
def _(w):
    return database(("CREATE TABLE gpkg_contents (table_name TEXT)", ()), CREATE, (INSERT, w.cells))


@place("blob.mbtiles")
def _(w):
    tile = gzip.compress(b"\x1a" + bytes([len(w.line)]) + w.line.encode())
    return database(
        ("CREATE TABLE tiles (z, x, y, tile_data BLOB)", ()),
        ("INSERT INTO tiles VALUES (0, 0, 0, ?)", (tile,)),
    )


@place("rows.duckdb")
def _(w):
    import duckdb

    def write(path):
        with duckdb.connect(path) as connection:
            connection.execute("CREATE TABLE t (a TEXT, b TEXT, c DATE)")
            connection.execute("INSERT INTO t VALUES (?, ?, ?)", list(w.cells[:3]))

    return through_file(scratch(".duckdb"), write)


@place("deleted_row.dbf")
def _(w):
    head = b"".join(n.encode().ljust(11, b"\0") + b"C" + bytes(4) + bytes([24]) + bytes(15) for n in "ABCD")
    length, width = 32 + len(head) + 1, 1 + 24 * 4
    top = bytes([3, 120, 1, 1]) + struct.pack("<IHH", 2, length, width)
    rows = (
        b" "
        + b"".join(c.encode().ljust(24) for c in ("Lake", "County", "", ""))
        + b"*"
        + b"".join(c.encode().ljust(24) for c in w.cells)
    )
    return top.ljust(32, b"\0") + head + b"\r" + rows + b"\x1a"


@place("tiles.pmtiles")
def _(w):
    tile = gzip.compress(w.line.encode())
    root = bytes([1, 0, 1, len(tile), 1])
    numbers = [127, len(root), 127 + len(root), 2, 0, 0, 129 + len(root), len(tile)]
    head = b"PMTiles\x03" + struct.pack("<8Q", *numbers)
    return head.ljust(127, b"\0") + root + b"{}" + tile


FEW = [(INSERT, ("Lake", "County", f"{at}", "x" * 60)) for at in range(400)]


@place("free_pages.sqlite")
def _(w):
    return database(CREATE, *FEW, (INSERT, w.cells), *FEW, ("CREATE TABLE u (a)", ()), ("DROP TABLE t", ()))


@place("past_the_end.sqlite")
def _(w):
    page = database(CREATE, (INSERT, w.cells))[4096:8192]
    return database(CREATE, *FEW[:9]) + page


@place("deleted_wide.sqlite")
def _(w):
    filler = FEW[:20]
    gone = ("DELETE FROM t WHERE a = ?", (w.surname,))
    return database(("PRAGMA encoding = 'UTF-16le'", ()), CREATE, *filler, (INSERT, w.cells), *filler, gone)


@place("written_ahead.sqlite-wal")
def _(w):
    home = scratch(".db")
    connection = sqlite3.connect(home)
    connection.execute("PRAGMA journal_mode = WAL")
    for sql, cells in (CREATE, (INSERT, w.cells)):
        connection.execute(sql, cells)
    connection.commit()
    content = home.with_name(f"{home.name}-wal").read_bytes()
    connection.close()
    return content


@place("deleted_row.duckdb")
def _(w):
    import duckdb

    def write(path):
        with duckdb.connect(path) as connection:
            connection.execute("CREATE TABLE t (a TEXT, b TEXT, c DATE)")
            connection.execute("INSERT INTO t SELECT 'Lake', i::TEXT, NULL FROM range(3000) r(i)")
            connection.execute("INSERT INTO t VALUES (?, ?, ?)", list(w.cells[:3]))
        with duckdb.connect(path) as connection:
            connection.execute("DELETE FROM t WHERE a = ?", [w.surname])

    return through_file(scratch(".duckdb"), write)


@place("indexed.gpkg")
def _(w):
    index = ("CREATE VIRTUAL TABLE rtree_t_geom USING rtree(id, minx, maxx, miny, maxy)", ())
    shapes = [("INSERT INTO rtree_t_geom VALUES (?, 1, 2, 3, 4)", (at,)) for at in range(100)]
    point = bytes([1]) + struct.pack("<I2d", 1, -122.4, 37.8)
    geometry = (("CREATE TABLE g (geom BLOB)", ()), ("INSERT INTO g VALUES (?)", (point,)))
    return database(index, *shapes, *geometry, CREATE, (INSERT, w.cells))
