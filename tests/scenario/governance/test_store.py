"""Every write has its entry, in the same transaction; what a rule refuses leaves nothing but an entry."""

import inspect
import re
import sqlite3
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from clerestory.errors import InputError, Refused, UntrustedRelease
from clerestory.governance.approval.acts import Act, Machine
from clerestory.governance.approval.requests import Choice
from clerestory.governance.store import (
    database,
    incidents,
    integrity,
    migrate,
    opening,
    pending,
    requests,
    seen,
    sources,
    staff,
    tables,
)
from clerestory.governance.store.acting import Acting, Actor, Event, Reading
from tests import postgres
from tests.office import Office

MODULES = (staff, requests, sources, incidents, pending)
WRITES = re.compile(r"\.(insert|update|delete)\(")


def functions():
    return [
        (f"{module.__name__.rpartition('.')[2]}.{name}", function)
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
    ]


@pytest.mark.parametrize(("name", "function"), functions(), ids=[name for name, _ in functions()])
def test_every_function_that_writes_takes_an_act_and_no_other_does(name, function):
    """An ``Acting`` is made with an event, and its entry is committed with what it wrote."""
    first = next(iter(inspect.signature(function).parameters.values())).annotation
    if WRITES.search(inspect.getsource(function)):
        assert first is Acting, f"{name} writes without an act"
    else:
        used = inspect.getsource(function).count("acting") > 1
        assert first is not Acting or used, f"{name} takes an act and does nothing with it"


def test_an_acting_cannot_be_made_without_an_event():
    assert inspect.signature(Acting).parameters["event"].default is inspect.Parameter.empty


def test_no_module_but_the_log_writes_to_the_database_beside_an_acting():
    """``sa.insert`` and its like stand in the module of ``Acting`` and of the log's head alone."""
    folder = Path(opening.__file__).parent
    beside = [
        path.name
        for path in folder.glob("*.py")
        if re.search(r"sa\.(insert|update|delete)\(", path.read_text())
        and path.name not in {"acting.py", "heading.py"}
    ]
    assert beside == []


def test_a_reader_cannot_write(office):
    with office.store.reading() as look, pytest.raises(sa.exc.DBAPIError):
        look._connection.execute(sa.update(tables.people).values(name="x"))


def test_an_act_and_its_entry_are_one_transaction(office):
    before = len(office.log())

    def stopped():
        with office.store.acting(Event(Act.LEAVE, Actor("ruth"), "ana")) as acting:
            acting.update(tables.people, {"id": "ana"}, active=False)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stopped()
    assert len(office.log()) == before
    with office.store.reading() as look:
        assert staff.officer(look, "ana").active


def test_a_refused_act_changes_nothing_and_is_logged(office):
    office.build()
    with pytest.raises(Refused, match="may not do this"):
        office.propose(who="tom")
    last = office.log()[-1]
    assert (last.act, last.by, last.about, last.detail["act"]) == (
        Machine.REFUSED.value,
        "tom",
        "2026-1",
        "propose",
    )
    assert last.changes == ()
    assert office.get().state.value == "built"


def test_the_migrated_tables_are_the_declared_ones(office):
    with office.store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.METADATA) == []


def test_a_store_of_a_newer_program_is_refused(office):
    with office.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(InputError, match="newer version of the program"):
        opening.open_store(office.folder)


def test_a_store_of_an_older_program_names_the_command(office, monkeypatch):
    monkeypatch.setattr(migrate, "newest", lambda: "the next one")
    with pytest.raises(InputError, match="run `clerestory log migrate`"):
        opening.open_store(office.folder)


def test_a_store_is_founded_once(office):
    with pytest.raises(InputError, match="founded here already"):
        opening.found(office.folder, "tests/log", lambda acting: None)


def test_the_file_is_its_owners_alone(tmp_path):
    office = Office(tmp_path / "governance")
    for path in office.folder.rglob("*"):
        if path.name.startswith(("store", "log.key")):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(office.folder.stat().st_mode) == 0o700


def test_a_clock_that_is_far_behind_is_refused_and_one_a_little_behind_waits(office):
    office.build()
    office.clock.pass_(minutes=-2)
    office.propose()
    times = [each.at for each in office.log()]
    assert times == sorted(times)
    office.clock.pass_(minutes=-10)
    with pytest.raises(InputError, match="minutes behind the log"):
        office.vote("maya")


def test_a_locked_database_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    office = Office(tmp_path / "governance")
    with office.store.engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(InputError, match="somebody else is writing to the store"):
            office.build()


def test_a_database_that_is_down_says_so(tmp_path, monkeypatch):
    own = postgres.Server()
    address = own.database().replace("tests@", "tests:not-to-be-told@")
    assert "not-to-be-told" in address
    monkeypatch.setenv("CLERESTORY_STORE", address)
    office = Office(tmp_path / "governance")
    own.stop()
    with pytest.raises(InputError, match="cannot be reached; start it") as refused:
        office.build()
    assert "not-to-be-told" not in str(refused.value)
    own.start()
    assert office.build().state.value == "built"


def test_a_full_disk_changes_nothing(tmp_path):
    office = Office(tmp_path / "governance")
    with office.store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    sa.event.listen(
        office.store.engine, "connect", lambda raw, _: raw.execute(f"PRAGMA max_page_count = {pages}").close()
    )
    before = len(office.log())

    def build_on_and_on():
        for number in range(200):
            office.build(columns=tuple(f"ccw.column_{number}_{each}" for each in range(200)))

    with pytest.raises(InputError, match="the disk is full"):
        build_on_and_on()
    assert office.acts().count("build") == len(office.log()) - before


def test_two_at_once_take_turns(office):
    """The second writer waits for the first; neither entry is lost or doubled."""
    from concurrent.futures import ThreadPoolExecutor

    before = len(office.log())
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: office.store.record(Event(Act.READ, Actor("maya"), "x")), range(20)))
    assert [each.sequence for each in office.log()] == list(range(before + 20))
    integrity.check(office.store)


def test_a_store_put_back_to_an_older_state_is_refused(tmp_path):
    office = Office(tmp_path / "governance")
    office.build()
    with office.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    file = office.folder / "store.sqlite"
    old = file.read_bytes()
    office.propose()
    for leftover in office.folder.glob("store.sqlite-*"):
        leftover.unlink()
    file.write_bytes(old)
    with pytest.raises(UntrustedRelease, match="put back to an older state"):
        office.vote("maya")
    with pytest.raises(Refused, match="cut off"):
        integrity.check(office.store)


def test_a_row_changed_beside_the_log_is_found(office):
    office.approved()
    integrity.check(office.store)
    with office.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE votes SET choice = 'return' WHERE checker = 'maya'")
    with pytest.raises(Refused, match=r"votes \(2026-1, 1, maya, ccw/by_county\) was changed"):
        integrity.check(office.store)


def test_what_was_seen_is_remembered_and_never_set_back(office):
    note = seen.last(office.folder)
    office.build()
    seen.remember(office.folder, note)
    assert seen.last(office.folder) != note


def test_a_look_is_recorded(office):
    from clerestory.governance.office import looking

    office.build()
    looking.look_at(office.desk, Actor("maya"), "inventory", "2026-1", "a" * 64)
    last = office.log()[-1]
    assert (last.act, last.by, last.detail["what"]) == ("read", "maya", "inventory")


def test_reading_has_no_way_to_write():
    assert not [name for name in dir(Reading) if name in {"insert", "update", "delete"}]


def test_a_vote_by_both_stores(office):
    office.build()
    office.propose()
    assert office.vote("maya", Choice.RETURN, reason="too fine").value == "open"
    assert office.vote("daniel").value == "returned"
    assert office.get().state.value == "returned"


@pytest.mark.parametrize("told", ["unable to open database file", "disk I/O error"])
def test_a_disk_so_full_that_sqlite_opens_nothing_is_told_as_such(told):
    with pytest.raises(InputError, match="its disk is full; free space"), database.clear_words("D"):
        raise sa.exc.OperationalError("SELECT 1", {}, sqlite3.OperationalError(told))
