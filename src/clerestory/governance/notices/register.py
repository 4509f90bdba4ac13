"""The register of a run: each person's fate, code and batch, one SQLite file that survives any crash.

It holds ids, numbers, sealed codes and states: no name, no address, no code in the clear. Every change
is one transaction on the disk (``synchronous = FULL``); a run that was killed goes on where it stopped.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clerestory.errors import InputError

_TABLES = """
create table if not exists person (
  person text primary key, number text not null unique, tier integer not null, language text not null,
  format text not null, household text not null, agency text not null, fate text not null,
  reason text not null default '', checked_on text not null default '', batch integer, place integer
) without rowid;
create table if not exists code (
  mark blob primary key, person text not null references person (person), issue integer not null,
  sealed blob not null, expires text not null, void integer not null default 0, taken_up text not null default '',
  unique (person, issue)
) without rowid;
create table if not exists task (
  id integer primary key, person text not null references person (person), kind text not null,
  opened text not null, closed text not null default ''
);
create table if not exists batch (
  number integer primary key, letters integer not null, pages integer not null, sha256 text not null, printed text not null
);
create table if not exists run (name text primary key, value text not null) without rowid;
create index if not exists person_by_batch on person (batch, place);
create index if not exists task_open on task (closed, kind);
"""


def open_register(path: Path) -> sqlite3.Connection:
    """The register in that file, made if it is not there; another run's writing is waited for."""
    try:
        path.touch(mode=0o600, exist_ok=True)
        if path.stat().st_mode & 0o077:
            raise InputError(f"{path}: others may read this register; run chmod 600 on it")
        connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")
        connection.executescript(_TABLES)
    except (OSError, sqlite3.Error):
        raise InputError(f"{path}: the register cannot be opened; give a folder you may write to") from None
    return connection


def open_existing(path: Path) -> sqlite3.Connection:
    """The register of a run that took place."""
    if not path.exists():
        raise InputError(f"{path}: no register stands there; run 'notices letters' first")
    return open_register(path)


@contextmanager
def writing(register: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One change: all of it is on the disk, or nothing is."""
    register.execute("begin immediate")
    try:
        yield register
    except BaseException:
        register.execute("rollback")
        raise
    register.execute("commit")


def bind(register: sqlite3.Connection, name: str, value: str, sentence: str) -> None:
    """A run is bound to one value (its key, its notice's incident): another one is an ``InputError``."""
    with writing(register):
        register.execute("insert or ignore into run values (?, ?)", (name, value))
        (held,) = register.execute("select value from run where name = ?", (name,)).fetchone()
    if held != value:
        raise InputError(sentence)
