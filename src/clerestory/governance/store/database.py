"""Open the database of a store: SQLite in an owner-only file, or PostgreSQL by its address.

Readers never write: their connection is read-only as far as the database knows. Writers come one at a
time: SQLite's ``BEGIN IMMEDIATE``, PostgreSQL's lock on the one row that heads the log.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from clerestory.errors import InputError

BUSY_SECONDS = 10
OWNER_ONLY, OWNER_ONLY_FOLDER = 0o600, 0o700


def engine_for(place: str) -> sa.Engine:
    """The engine of a store: ``postgresql://...``, or the path of a SQLite file."""
    if "://" in place and not place.startswith("sqlite"):
        return _postgresql(place)
    return _sqlite(Path(place.removeprefix("sqlite:///")))


def begin_reading(connection: sa.Connection) -> None:
    """Begin a transaction in which the database itself refuses to write."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only = ON")
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def begin_writing(connection: sa.Connection) -> None:
    """Begin a transaction that waits for other writers, for some seconds."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")


@contextmanager
def clear_words(place: str) -> Iterator[None]:
    """Say in one sentence what a database refused; its own text may quote what was written."""
    try:
        yield
    except OperationalError as error:
        raise InputError(f"{place}: {_why(error)}; nothing was changed") from None
    except DBAPIError as error:
        raise InputError(
            f"{place}: the database refused ({type(error.orig).__name__}); nothing was changed"
        ) from None
    except OverflowError:
        raise InputError(f"{place}: a number is larger than any that is kept; nothing was changed") from None
    except (OSError, sqlite3.Error) as error:
        told = getattr(error, "strerror", None) or type(error).__name__
        raise InputError(f"{place}: cannot be used ({told}); nothing was changed") from None


def shown(engine: sa.Engine) -> str:
    """The address of a database as it may be told: without a password."""
    return engine.url.render_as_string(hide_password=True).removeprefix("sqlite:///")


def _why(error: OperationalError) -> str:
    told = str(error.orig).lower()
    if "locked" in told or "lock timeout" in told or "busy" in told:
        return "somebody else is writing to the store; try again in a moment"
    if "full" in told or "no space" in told:
        return "the disk is full; free space and try again"
    if "unable to open" in told or "disk i/o" in told:  # what SQLite says of a full disk, too
        return "its folder cannot be written to, or its disk is full; free space and try again"
    if "readonly" in told or "read-only" in told:
        return "the store can only be read here"
    return "the database cannot be reached; start it and try again"


def _sqlite(file: Path) -> sa.Engine:
    with clear_words(str(file)):
        file.parent.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY))
    engine = sa.create_engine(
        f"sqlite:///{file}",
        poolclass=NullPool,
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None, "check_same_thread": False},
    )
    sa.event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  (sqlite3's own)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "trusted_schema = OFF"):
        connection.execute(f"PRAGMA {pragma}").close()


def _postgresql(address: str) -> sa.Engine:
    try:
        url = sa.make_url(address)
    except (ArgumentError, ValueError):  # its text would tell the password
        raise InputError(
            "the store's address cannot be read; write postgresql://user:password@host/name"
        ) from None
    if url.get_backend_name() != "postgresql":
        raise InputError("the store is SQLite (a file) or PostgreSQL (postgresql://...); give one of them")
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        connect_args={"connect_timeout": BUSY_SECONDS},
    )
