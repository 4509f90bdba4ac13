"""Enter people into the register, and move them from fate to fate; each move opens and closes its task."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import date

from clerestory.governance.notices import fate as fates
from clerestory.governance.notices.addressee import Addressee
from clerestory.governance.notices.fate import TASK_OF, Fate
from clerestory.governance.notices.key import Key
from clerestory.governance.notices.register import writing


def enter(
    register: sqlite3.Connection, people: Sequence[Addressee], key: Key, on: date, fresh_days: int
) -> None:
    """Everyone of the address file: new ones with their first fate, known ones as the file now says."""
    known = {
        person: (Fate(fate), checked)
        for person, fate, checked in register.execute("select person, fate, checked_on from person")
    }
    with writing(register):
        for each in people:
            found = fates.first_fate(each, on, fresh_days)
            if each.person in known:
                _renew(register, each, found, known[each.person], on)
            else:
                _add(register, each, found, key, on)


def _add(register: sqlite3.Connection, each: Addressee, found: Fate, key: Key, on: date) -> None:
    register.execute(
        "insert into person values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, null)",
        (
            each.person, key.number(each.person), each.tier, each.language, each.format, each.household,
            each.agency, found.value, each.exclude, _day(each),
        ),
    )  # fmt: skip
    _open_task(register, each.person, found, on)


def _renew(
    register: sqlite3.Connection, each: Addressee, found: Fate, held: tuple[Fate, str], on: date
) -> None:
    before, checked = held
    after = fates.renewed(before, found, checked_since=_day(each) > checked)
    register.execute(
        "update person set checked_on = ?, language = ?, format = ?, tier = ?, agency = ? "
        "where person = ? and batch is null",
        (_day(each), each.language, each.format, each.tier, each.agency, each.person),
    )
    if after is not before:
        move(register, each.person, before, after, each.exclude, on)


def move(register: sqlite3.Connection, person: str, before: Fate, after: Fate, reason: str, on: date) -> None:
    """One person, one step of the table; a new letter gets a new batch."""
    fates.check_step(before, after)
    again = ", batch = null, place = null" if after is Fate.PENDING else ""
    register.execute(
        f"update person set fate = ?, reason = ?{again} where person = ?",  # noqa: S608  (a constant)
        (after.value, reason, person),
    )
    register.execute("update task set closed = ? where person = ? and closed = ''", (on.isoformat(), person))
    _open_task(register, person, after, on)


def _open_task(register: sqlite3.Connection, person: str, fate: Fate, on: date) -> None:
    if task := TASK_OF.get(fate):
        register.execute(
            "insert into task (person, kind, opened) values (?, ?, ?)", (person, task.name, on.isoformat())
        )


def _day(each: Addressee) -> str:
    return each.checked_on.isoformat() if each.checked_on else ""


def counts(register: sqlite3.Connection) -> dict[str, int]:
    """How many people stand in each fate; every fate is named."""
    found = Counter(dict(register.execute("select fate, count(*) from person group by fate")))
    return {fate.value: found[fate.value] for fate in Fate}


def tasks(register: sqlite3.Connection) -> dict[str, int]:
    """How much work is open, by kind."""
    return dict(
        register.execute("select kind, count(*) from task where closed = '' group by kind order by kind")
    )
