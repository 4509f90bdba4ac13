"""Found a store, open one, bring one to this version; where its parts lie below a publication's folder.

D/governance/store.sqlite   the store (0600); or PostgreSQL: its address in CLERESTORY_STORE or D/governance/store.url
D/governance/log.key        the log's key, log.pub its public part, checkpoint the newest that was seen
"""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from clerestory.errors import InputError
from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.log import keys
from clerestory.governance.store import database, heading, migrate, seen
from clerestory.governance.store.acting import Acting, Actor, Event
from clerestory.governance.store.store import Store, clock

FOLDER, FILE, ADDRESS = "governance", "store.sqlite", "store.url"
VARIABLE = "CLERESTORY_STORE"
MACHINE = Actor("machine", through="machine")


def folder_of(publication: Path) -> Path:
    """The folder of governance of a publication."""
    return publication / FOLDER


def place_of(folder: Path) -> str:
    """Where the store of a folder of governance is: an address that was given, or the file in it."""
    if address := os.environ.get(VARIABLE):
        return address
    try:
        return (folder / ADDRESS).read_text().strip()
    except FileNotFoundError:
        return str(folder / FILE)
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{folder / ADDRESS}: cannot be read; it holds the store's address alone") from None


def is_founded(folder: Path) -> bool:
    """Whether a store was founded for this folder."""
    return keys.place(folder).is_file()


def open_store(folder: Path, now: Callable[[], datetime] = clock) -> Store:
    """Open the store of a folder of governance; refused unless its tables are this program's."""
    if not is_founded(folder):
        raise InputError(f"{folder}: no store was founded here; run `clerestory people found` first")
    store = Store(database.engine_for(place_of(folder)), folder, keys.read(keys.place(folder)), now)
    shown = database.shown(store.engine)
    with database.clear_words(shown), store.engine.connect() as connection:
        migrate.check_current(connection, shown)
    return store


def found(
    folder: Path, origin: str, first: Callable[[Acting], None], now: Callable[[], datetime] = clock
) -> Store:
    """Make the tables, the log and its key; ``first`` writes what the first entry records."""
    folder.mkdir(mode=database.OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    folder.chmod(database.OWNER_ONLY_FOLDER)
    engine = database.engine_for(place_of(folder))
    shown = database.shown(engine)
    with database.clear_words(shown), engine.connect() as connection:
        database.begin_writing(connection)
        if migrate.version_of(connection) is not None:
            raise InputError(f"{shown}: a store was founded here already; open it")
        place = keys.place(folder)
        key = keys.read(place) if place.is_file() else keys.make(place)  # left by a founding that was killed
        (folder / keys.PUBLIC).write_text(keys.to_text(key.public_key()) + "\n")
        note = _first_entry(connection, Store(engine, folder, key, now), origin, first)
        connection.commit()
    seen.remember(folder, note)
    return Store(engine, folder, key, now)


def bring_up_to_date(folder: Path, now: Callable[[], datetime] = clock) -> tuple[str, str]:
    """Take every step to this program's tables, with an entry that says so; returns both versions."""
    store = Store(database.engine_for(place_of(folder)), folder, keys.read(keys.place(folder)), now)
    with database.clear_words(database.shown(store.engine)), store.engine.connect() as connection:
        database.begin_writing(connection)
        before, after = migrate.version_of(connection) or "", migrate.newest()
        if before == after:
            return before, after
        migrate.upgrade(connection)
        head = heading.read(connection, locked=True)
        event = Event(Machine.MIGRATED, MACHINE, detail={"from": before, "to": after})
        acting = Acting(connection, heading.time_of_entry(head, now()), event)
        written = heading.append(connection, head, acting, store.key)
        connection.commit()
    seen.remember(folder, written.note)
    return before, after


def _first_entry(
    connection: sa.Connection, store: Store, origin: str, first: Callable[[Acting], None]
) -> bytes:
    migrate.upgrade(connection)
    heading.begin(connection, origin, store.clock())
    acting = Acting(connection, store.clock(), Event(Act.FOUND, MACHINE, about=origin))
    first(acting)
    return heading.append(connection, heading.read(connection), acting, store.key).note
