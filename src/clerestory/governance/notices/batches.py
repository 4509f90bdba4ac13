"""Which letters stand in which batch: planned once, in one transaction, before anything is printed.

Judges and protected addresses first; one language and size a batch; those of one household side by side, each
with a letter and code of their own. A batch is known by its number alone: no file, and no envelope, tells a tier.
"""

import sqlite3
from collections.abc import Iterator
from itertools import groupby

from clerestory.governance.notices.fate import Fate
from clerestory.governance.notices.register import writing


def name(number: int) -> str:
    """The name of a batch's file."""
    return f"batch-{number:05}.pdf"


def plan(register: sqlite3.Connection, size: int) -> None:
    """Give everyone who waits for a letter a place in a batch; those who have one keep it."""
    waiting = register.execute(
        "select tier, language, format, person from person where fate = ? and batch is null "
        "order by tier, language, format, household, number",
        (Fate.PENDING.value,),
    ).fetchall()
    (last,) = register.execute(
        "select max(coalesce((select max(batch) from person), 0), coalesce((select max(number) from batch), 0))"
    ).fetchone()
    with writing(register):
        for number, people in enumerate(_batches(waiting, size), start=last + 1):
            register.executemany(
                "update person set batch = ?, place = ? where person = ?",
                [(number, place, person) for place, person in enumerate(people, start=1)],
            )


def _batches(waiting: list[tuple[int, str, str, str]], size: int) -> Iterator[list[str]]:
    for _, alike in groupby(waiting, key=lambda row: row[:3]):
        people = [person for *_, person in alike]
        for start in range(0, len(people), size):
            yield people[start : start + size]


def unprinted(register: sqlite3.Connection) -> list[tuple[int, list[str]]]:
    """The batches that still have to be printed, in their order, each with its people in theirs."""
    rows = register.execute(
        "select batch, person from person where fate = ? and batch is not null order by batch, place",
        (Fate.PENDING.value,),
    ).fetchall()
    return [(number, [person for _, person in own]) for number, own in groupby(rows, key=lambda row: row[0])]


def printed(register: sqlite3.Connection, number: int, pages: int, sha256: str, on: str) -> None:
    """A batch lies on the disk: its people are printed."""
    with writing(register):
        changed = register.execute(
            "update person set fate = ? where batch = ? and fate = ?",
            (Fate.PRINTED.value, number, Fate.PENDING.value),
        ).rowcount
        register.execute(
            "insert or replace into batch values (?, ?, ?, ?, ?)", (number, changed, pages, sha256, on)
        )


def every(register: sqlite3.Connection) -> list[tuple[int, int, int, str]]:
    """Each printed batch: number, letters, pages, digest of the file."""
    return register.execute("select number, letters, pages, sha256 from batch order by number").fetchall()
