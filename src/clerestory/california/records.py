"""Write the vault: eight tables of made-up records about one population.

The same seed gives the same records. A file appears under its name only when it is complete.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from clerestory.california.applications import collection as ccw
from clerestory.california.arrests import arrests
from clerestory.california.ccw import applications
from clerestory.california.certificates import certificates
from clerestory.california.collection import Collection
from clerestory.california.draw import Generator, Ints
from clerestory.california.listings import listings
from clerestory.california.orders import orders
from clerestory.california.people import joined
from clerestory.california.pool import pool
from clerestory.california.population import others, owners
from clerestory.california.sales import sales
from clerestory.california.victims import victims
from clerestory.california.weapons import weapons
from clerestory.errors import InputError
from clerestory.vocabulary.progress import Progress

SEED = 20_220_627
FULL, DEFAULT = 1.0, 0.1
MEMORY = "2GB"


def make(path: Path, *, full: bool, progress: Progress) -> None:
    """Write the records to ``path``, at full size or at a tenth."""
    make_at(path, FULL if full else DEFAULT, progress)


def make_at(path: Path, scale: float, progress: Progress, seed: int = SEED) -> None:
    """Write the records at any scale; orders, listings and homicides are always of full size."""
    if path.exists():
        raise InputError(f"{path} exists already; give another place or remove it")
    progress.step("Make up people")
    made = collections(scale, seed)
    with _whole_or_nothing(path) as unfinished:
        try:
            _write_all(unfinished, made, progress)
        except duckdb.IOException:
            raise InputError(
                f"{path}: the records cannot be written; free space on the disk and run again"
            ) from None


def _write_all(unfinished: Path, made: tuple[Collection, ...], progress: Progress) -> None:
    with duckdb.connect(unfinished) as connection:
        connection.execute(f"set memory_limit = '{MEMORY}'")
        for collection in made:
            progress.step(f"Make up records: {collection.name}")
            _write(connection, collection, progress)


def collections(scale: float, seed: int = SEED) -> tuple[Collection, ...]:
    """The eight collections, their people drawn, their rows not made yet."""
    generator = np.random.default_rng([seed, 0])
    applied, applicants = applications(generator, scale)
    owning, other = owners(generator, scale), others(generator, scale)
    people = joined(applicants, owning, other)
    first_other = len(applicants.county) + len(owning.county)
    armed = pool(generator, people, np.arange(first_other))
    anyone = pool(generator, people, _anyone(generator, first_other, len(people.county)))
    return (
        ccw(people, applied, seed),
        certificates(people, armed, scale, seed),
        sales(people, armed, scale, seed),
        weapons(people, armed, scale, seed),
        orders(people, anyone, seed),
        listings(seed),
        arrests(people, anyone, scale, seed),
        victims(people, anyone, seed),
    )


def _anyone(generator: Generator, first_other: int, size: int) -> Ints:
    """Those who appear in arrests, orders and homicides: mostly others, a tenth of the owners."""
    tenth = np.flatnonzero(generator.random(first_other) < 0.1)
    return np.concatenate([tenth, np.arange(first_other, size)])


def _write(connection: duckdb.DuckDBPyConnection, collection: Collection, progress: Progress) -> None:
    done = 0
    connection.begin()
    for table in _ahead(collection.parts()):
        connection.register("part", table)
        verb = "insert into" if done else "create table"
        connection.execute(f'{verb} "{collection.name}" {"" if done else "as "}{collection.select()}')
        connection.unregister("part")
        done += table.num_rows
        progress.advance(done, collection.rows)
    connection.commit()


def _ahead(parts: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Make the next part while the last is being written."""
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = beside.submit(next, parts, None)
            yield part


@contextmanager
def _whole_or_nothing(path: Path) -> Iterator[Path]:
    """A place to write to, renamed when all went well and removed when not, also on Ctrl-C."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    _remove(unfinished)
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        _remove(unfinished)


def _remove(unfinished: Path) -> None:
    for file in (unfinished, unfinished.with_name(unfinished.name + ".wal")):
        file.unlink(missing_ok=True)
