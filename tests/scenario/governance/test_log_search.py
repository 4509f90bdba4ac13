"""The whole log is searched, however long it is, and the indexes serve the search."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from clerestory.errors import Refused
from clerestory.governance.log.entry import Entry
from clerestory.governance.store import integrity, log, opening, said
from clerestory.governance.store.log import Asked
from clerestory.governance.store.tables import log_entries
from tests.office import NOON

LONG = 6_000
COLUMNS = ("act", "by", "role", "at", "about", "request")


@pytest.fixture
def long(office):
    """A log of thousands of lines; the first of them is looked for."""
    before = len(office.log())
    lines = [
        Entry(number, NOON + timedelta(minutes=number), "maya", "output checker", "workbench", "read", f"2026-{number % 7}",
              {"request": 'a "quoted" one'})
        for number in range(before, before + LONG)
    ]  # fmt: skip
    rare = Entry(lines[0].sequence, NOON, "priya", "privacy officer", "workbench", "reject", "1999-1")
    with office.store.engine.begin() as connection:
        written = [rare, *lines[1:]]
        rows = [{"sequence": each.sequence, "line": each.to_line(), **said.words(each)} for each in written]
        connection.execute(sa.insert(log_entries), rows)
    return office


OLDEST = (
    Asked(about="1999-1"), Asked(act="reject"), Asked(on="1999"), Asked(who="PRIV", on="1999"),
    Asked(who="nobody", ids=("priya",), act="reject"), Asked(by="priya", act="reject"),
)  # fmt: skip


def test_the_oldest_line_is_found(long):
    with long.store.reading() as look:
        for asked in OLDEST:
            (found,) = log.found(look, asked, 50)
            assert (found.by, found.about, log.count(look, asked)) == ("priya", "1999-1", 1), asked


def test_lines_come_newest_first_a_page_at_a_time(long):
    with long.store.reading() as look:
        first, second = (log.found(look, Asked(by="maya"), 50, after) for after in (0, 50))
        numbers = [each.sequence for each in (*first, *second)]
        assert numbers == sorted(numbers, reverse=True)
        assert log.count(look, Asked(on='a "quoted"')) == LONG - 1
        assert log.count(look, Asked(on="%")) == 0
        late = (NOON + timedelta(days=3)).date().isoformat()
        assert 0 < log.count(look, Asked(since=late)) < LONG


def test_what_is_searched_cannot_be_changed_unseen(office):
    office.build()
    integrity.check(office.store)
    for name, word in said.words(office.log()[1]).items():
        row = sa.update(log_entries).where(log_entries.c.sequence == 1)
        with office.store.engine.begin() as connection:
            connection.execute(row.values({name: f"{word}x"}))
        with pytest.raises(Refused, match="what is searched for entry 1 was changed"):
            integrity.check(office.store)
        with office.store.engine.begin() as connection:
            connection.execute(row.values({name: word}))
    integrity.check(office.store)


def test_an_index_serves_it(long):
    on_postgresql = long.store.engine.dialect.name == "postgresql"
    with long.store.reading() as look:
        if on_postgresql:  # its planner prefers to read a table as small as this one whole
            look._connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for asked in (Asked(about="1999-1"), Asked(act="reject"), Asked(by="priya")):
            query = sa.select(log_entries.c.line).where(*log._fits(asked))
            words = query.compile(long.store.engine, compile_kwargs={"literal_binds": True})
            explain = "EXPLAIN" if on_postgresql else "EXPLAIN QUERY PLAN"
            plan = look._connection.exec_driver_sql(f"{explain} {words}").fetchall()
            assert any("ix_log_entries_" in str(step) for step in plan), plan


def test_a_store_of_the_version_before_is_filled_from_its_lines(office):
    office.build()
    with office.store.engine.begin() as connection:
        for name in ("act", "by", "about"):
            connection.exec_driver_sql(f"DROP INDEX ix_log_entries_{name}")
        for name in COLUMNS:
            connection.exec_driver_sql(f'ALTER TABLE log_entries DROP COLUMN "{name}"')
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")
    assert opening.bring_up_to_date(office.folder, office.clock) == ("0002", "0003")
    integrity.check(office.store)
    with office.store.reading() as look:
        assert log.count(look, Asked(act="build", by="ana", about="2026-1")) == 1
