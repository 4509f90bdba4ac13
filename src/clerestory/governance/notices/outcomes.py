"""What became of the letters: handed over, returned, and what was then found; told by number of notice."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from clerestory.errors import InputError
from clerestory.governance.notices import people, private
from clerestory.governance.notices.fate import Fate
from clerestory.governance.notices.register import writing

EVENTS = {
    "sent": Fate.SENT,
    "returned": Fate.RETURNED,
    "undeliverable": Fate.UNDELIVERABLE,
    "substituted": Fate.SUBSTITUTED,
    "deceased": Fate.DECEASED,
    "excluded": Fate.EXCLUDED,
}
_NEEDS_REASON = (Fate.EXCLUDED,)


def hand_over(register: sqlite3.Connection, numbers: Sequence[int], on: date) -> int:
    """The mail house handed these batches to the post (none named: all of them); how many letters."""
    handed = 0
    with writing(register):
        for number in numbers or _printed(register):
            own = [
                person
                for (person,) in register.execute(
                    "select person from person where batch = ? and fate = ?", (number, Fate.PRINTED.value)
                )
            ]
            if not own:
                raise InputError(f"batch {number} is not printed, or was handed over before")
            for person in own:
                people.move(register, person, Fate.PRINTED, Fate.SENT, "", on)
            handed += len(own)
    return handed


def _printed(register: sqlite3.Connection) -> list[int]:
    return [
        number
        for (number,) in register.execute(
            "select distinct batch from person where fate = ? order by batch", (Fate.PRINTED.value,)
        )
    ]


def record(register: sqlite3.Connection, file: Path, on: date) -> dict[str, int]:
    """Enter a file of ``number,event,reason``; all of it or nothing."""
    told: Counter[str] = Counter()
    with writing(register):
        for line, (number, event, reason) in _rows(file):
            found = register.execute("select person, fate from person where number = ?", (number,)).fetchone()
            if found is None:
                raise InputError(f"{file}:{line}: no notice has that number; read it from the envelope again")
            after = EVENTS[event]
            if after in _NEEDS_REASON and not reason:
                raise InputError(f"{file}:{line}: nobody is excluded without a reason; add it")
            people.move(register, found[0], Fate(found[1]), after, reason, on)
            told[event] += 1
    return dict(told)


def _rows(file: Path) -> Iterator[tuple[int, tuple[str, str, str]]]:
    rows = private.rows(file, "file of events")
    if next(rows, [])[:2] != ["number", "event"]:
        raise InputError(f"{file}:1: the columns are number,event,reason")
    for line, row in enumerate(rows, start=2):
        number, event, reason = (*(part.strip() for part in row), "", "", "")[:3]
        if event not in EVENTS:
            raise InputError(f"{file}:{line}: the event is none of {', '.join(EVENTS)}")
        yield line, (number, event, reason)
