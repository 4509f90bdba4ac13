"""How fast the probe is: `python benchmarks/probe_speed.py [MEGABYTES]`, figures of docs/explanation/probe.md.

Made-up people only. An index of about 10 million keys; then 192,000 of its people inside the extract
of a .twbx, and text of CSV rows of others. Wall time after start-up, canaries included; MB/s is of
one core's time (user and system, reader and matcher together).
"""

import io
import resource
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import duckdb

from clerestory.matching import compile_caches
from clerestory.matching import key as keys
from clerestory.proof.probe import search
from clerestory.proof.probe.specimens.databases import write_extract
from clerestory.records.fingerprints.build import Held, build_held
from clerestory.vocabulary.status import Identifies

COLUMNS = {
    "last_name": Identifies.SURNAME,
    "first_name": Identifies.GIVEN,
    "birth_date": Identifies.DATE,
    "licence": Identifies.STRONG,
    "address": Identifies.ADDRESS,
}
PEOPLE = 2_000_000
MADE = """CREATE TABLE {name} AS SELECT
    'Sur' || chr(65 + (hash(p) % 26)::INT) || chr(97 + (hash(p * 3) % 26)::INT) || chr(97 + (hash(p * 5) % 26)::INT) last_name,
    'Giv' || chr(65 + (hash(p * 7) % 26)::INT) || chr(97 + (hash(p * 11) % 26)::INT) first_name,
    DATE '1930-01-01' + (hash(p * 13) % 27000)::INT birth_date,
    chr(65 + (p % 26)::INT) || (1000000 + p % 9000000)::VARCHAR licence,
    (hash(p * 17) % 9000)::VARCHAR || ' N Elm' || (hash(p * 19) % 3000)::VARCHAR || ' St' address
    FROM range({first}, {last}) r(p)"""


def main(megabytes: int) -> None:
    compile_caches()
    key = keys.fresh()
    with duckdb.connect() as connection, tempfile.TemporaryDirectory() as folder:
        connection.execute(MADE.format(name="people", first=0, last=PEOPLE))
        began = time.perf_counter()
        index = build_held(connection, [Held("people", COLUMNS)], key, hashes=False)
        print(
            f"index: {index.link_keys.size + index.word_keys.size:,} keys, {index.people:,} people, {time.perf_counter() - began:.1f} s"
        )
        search([write(Path(folder) / "warm.csv", b"a,b\n1,2\n3,4\n")], index, key)
        workbook(connection, Path(folder) / "book.twbx")
        measure("192,000 people in a .twbx", Path(folder) / "book.twbx", index, key)
        text(connection, Path(folder) / "text.csv", megabytes)
        measure(f"{megabytes} MB of other people's rows", Path(folder) / "text.csv", index, key)
        counts(Path(folder) / "counts.csv", megabytes)
        measure(f"{megabytes} MB of counts by county", Path(folder) / "counts.csv", index, key)


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def workbook(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    rows = connection.execute(
        "SELECT last_name, first_name, birth_date::VARCHAR, licence FROM people LIMIT 192000"
    ).fetchall()
    file = path.with_suffix(".hyper")
    write_extract(file, "abcd", rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("book.twb", "<?xml version='1.0'?><workbook/>")
        archive.write(file, "Data/extract.hyper")


def text(connection: duckdb.DuckDBPyConnection, path: Path, megabytes: int) -> None:
    connection.execute(MADE.format(name="others", first=20_000_000, last=20_200_000))
    connection.execute(f"COPY others TO '{path}.one' (HEADER false)")
    one = Path(f"{path}.one").read_bytes()
    repeat(path, one, megabytes)


def counts(path: Path, megabytes: int) -> None:
    made = io.BytesIO()
    for at in range(100_000):
        made.write(
            f"{('Lake', 'Orange', 'Glenn', 'Kings')[at % 4]},{1990 + at % 30},Handgun,Male,{at * 7919 % 20011}\n".encode()
        )
    repeat(path, made.getvalue(), megabytes)


def repeat(path: Path, one: bytes, megabytes: int) -> None:
    with path.open("wb") as file:
        for _ in range(max(1, megabytes * 10**6 // len(one))):
            file.write(one)


def measure(what: str, path: Path, index, key) -> None:
    before = cpu()
    began = time.perf_counter()
    report = search([path], index, key)
    wall, used = time.perf_counter() - began, cpu() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{what}: {report.verdict.value}, {report.people:,} people, {wall:.2f} s wall, {used:.2f} s of a core, "
        f"{path.stat().st_size / 1e6 / used:.0f} MB/s a core, {memory:.2f} GB at most"
    )


def cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
