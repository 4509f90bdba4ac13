"""One mailing, from the address file to printed batches; begun again, it goes on where it stopped.

The order is what makes it safe: people are entered, *all* codes are allotted, all batches planned, and only
then is the first letter printed. The folder of a run holds ``register.sqlite`` and ``letters/``.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from clerestory.errors import InputError
from clerestory.governance.notices import addressee, batches, codes, people, private, register
from clerestory.governance.notices.addressee import Addressee
from clerestory.governance.notices.fate import FINAL
from clerestory.governance.notices.key import Key
from clerestory.governance.notices.notice import Notice, check_columns
from clerestory.governance.notices.printing import Job, print_all, print_batch
from clerestory.vocabulary.progress import Progress

REGISTER = "register.sqlite"
LETTERS = "letters"
BATCH = 100


@dataclass(frozen=True)
class Mailing:
    """What is mailed, where to, how."""

    folder: Path
    notice: Notice
    addresses: Path
    pool: Path
    key: Key
    today: date
    workers: int = 2
    batch: int = BATCH


def register_of(folder: Path) -> sqlite3.Connection:
    """The register of a run that took place."""
    return register.open_existing(folder / REGISTER)


def run(mailing: Mailing, progress: Progress) -> dict[str, Any]:
    """Make every letter that can be made today; the counts."""
    progress.step("reading the addresses")
    everyone = addressee.read(mailing.addresses)
    check_columns(mailing.notice, everyone)
    pool = codes.read_pool(mailing.pool)
    private.folder(mailing.folder)
    book = register.open_register(mailing.folder / REGISTER)
    try:
        _bind(book, mailing)
        people.enter(book, everyone, mailing.key, mailing.today, mailing.notice.fresh_days)
        progress.step("allotting codes")
        codes.allot(book, pool, mailing.key, mailing.notice.protection.enroll_by)
        batches.plan(book, mailing.batch)
        progress.step("setting letters")
        _print(book, mailing, {each.person: each for each in everyone}, progress)
        return status(book, mailing.today)
    finally:
        book.close()


def _bind(book: sqlite3.Connection, mailing: Mailing) -> None:
    register.bind(
        book,
        "key",
        mailing.key.mark("run", "key").hex(),
        f"{mailing.folder}: this run was begun with another key; give that one",
    )
    register.bind(
        book,
        "incident",
        mailing.notice.incident,
        f"{mailing.folder}: this run tells of another incident; give another folder",
    )


def _print(
    book: sqlite3.Connection, mailing: Mailing, everyone: Mapping[str, Addressee], progress: Progress
) -> None:
    folder = private.folder(mailing.folder / LETTERS)
    waiting = batches.unprinted(book)
    done, of = 0, sum(len(own) for _, own in waiting)
    for one in print_all(_jobs(book, mailing, everyone, waiting, folder), mailing.workers):
        batches.printed(book, one.number, one.pages, one.sha256, mailing.today.isoformat())
        progress.advance(done := done + one.letters, of)


def _jobs(
    book: sqlite3.Connection,
    mailing: Mailing,
    everyone: Mapping[str, Addressee],
    waiting: list[tuple[int, list[str]]],
    folder: Path,
) -> Iterator[Job]:
    for number, own in waiting:
        if absent := sum(person not in everyone for person in own):
            raise InputError(
                f"{mailing.addresses}: {absent} people of batch {number} no longer stand in it; give the whole file"
            )
        entries = tuple(
            (everyone[person], mailing.key.number(person), code)
            for person, code in codes.of_people(book, own, mailing.key)
        )
        yield Job(number, folder / batches.name(number), mailing.notice, entries)


def reissue(
    folder: Path, number: str, addresses: Path, notice: Notice, pool: Path, key: Key, today: date
) -> dict[str, Any]:
    """A new code and a letter of its own for one person; the old code is void."""
    everyone = {key.number(each.person): each for each in addressee.read(addresses)}
    if number not in everyone:
        raise InputError(f"{addresses}: nobody in it has that number of notice")
    person = everyone[number]
    check_columns(notice, (person,))
    book = register_of(folder)
    try:
        issue = codes.reissue(book, number, codes.read_pool(pool), key, notice.protection.enroll_by)
        ((_, code),) = codes.of_people(book, [person.person], key)
    finally:
        book.close()
    file = private.folder(folder / LETTERS) / f"reissue-{number}-{issue}.pdf"
    print_batch(Job(0, file, notice, ((person, number, code),)))
    return {"issue": issue, "file": str(file), "on": today.isoformat()}


def status(book: sqlite3.Connection, today: date) -> dict[str, Any]:
    """Counts of a run: fates, open tasks, codes, batches; nothing about anybody."""
    fates = people.counts(book)
    total = sum(fates.values())
    ended = sum(fates[fate.value] for fate in FINAL)
    printed = batches.every(book)
    return {
        "people": total,
        "ended": ended,
        "open": total - ended,
        "fates": fates,
        "tasks": people.tasks(book),
        "excluded": dict(
            book.execute(
                "select reason, count(*) from person where fate = 'excluded' group by reason order by reason"
            )
        ),
        "codes": codes.counts(book, today),
        "batches": len(printed),
        "letters": sum(letters for _, letters, _, _ in printed),
        "pages": sum(pages for _, _, pages, _ in printed),
    }
