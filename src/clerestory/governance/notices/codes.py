"""Identity-protection codes: one unused code a person, allotted once, sealed at rest.

The register decides: a code's mark is its primary key, so it cannot be given twice, and a person's issue
is unique, so nobody is given two. People are served in the order of tier and number, from the pool in
its order, so a run that was killed and begun again ends in the same mapping as one that was not.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from clerestory.errors import InputError, Refused
from clerestory.governance.notices import private
from clerestory.governance.notices.fate import GETS_CODE
from clerestory.governance.notices.key import Key
from clerestory.governance.notices.register import writing

AT_A_TIME = 1000  # codes in one transaction
Pair = tuple[str, str]  # person, code


def read_pool(path: Path) -> tuple[str, ...]:
    """The vendor's codes, one a line, each once."""
    codes = tuple(line.strip() for line in private.read_text(path, "code pool").splitlines() if line.strip())
    if len(set(codes)) != len(codes):
        raise InputError(f"{path}: a code stands in it twice; ask the vendor for a new pool")
    return codes


def allot(register: sqlite3.Connection, pool: Sequence[str], key: Key, expires: date) -> int:
    """A code for everybody who has none and may get a letter; how many were allotted.

    Nothing is allotted, and so nothing mailed, unless the pool is enough for all of them.
    """
    waiting = _waiting(register)
    unused = _unused(register, pool, key)
    if len(unused) < len(waiting):
        raise Refused(
            f"the code pool is too small: {len(waiting):,} people need a code and {len(unused):,} are unused; "
            "nothing was allotted or mailed; order more"
        )
    pairs = iter(zip(waiting, unused, strict=False))
    while some := list(islice(pairs, AT_A_TIME)):
        _allot(register, some, key, expires)
    return len(waiting)


def _waiting(register: sqlite3.Connection) -> list[str]:
    wanted = [fate.value for fate in GETS_CODE]
    marks = ", ".join("?" * len(wanted))
    asked = (
        f"select person from person where fate in ({marks}) "  # noqa: S608  (question marks)
        "and person not in (select person from code) order by tier, number"
    )
    return [person for (person,) in register.execute(asked, wanted)]


def _unused(register: sqlite3.Connection, pool: Sequence[str], key: Key) -> list[str]:
    used = {mark for (mark,) in register.execute("select mark from code")}
    return [code for code in pool if key.mark("code", code) not in used]


def _allot(register: sqlite3.Connection, pairs: Sequence[Pair], key: Key, expires: date) -> None:
    with writing(register):
        register.executemany(
            "insert into code (mark, person, issue, sealed, expires) values (?, ?, 1, ?, ?)",
            ((key.mark("code", code), person, key.seal(code), expires.isoformat()) for person, code in pairs),
        )


def reissue(register: sqlite3.Connection, number: str, pool: Sequence[str], key: Key, expires: date) -> int:
    """A new code for one person (lost letter, failed enrolment): the old one is void; the new issue."""
    person, issue = _last_issue(register, number)
    unused = _unused(register, pool, key)
    if not unused:
        raise Refused("the code pool is used up; order more")
    with writing(register):
        register.execute("update code set void = 1 where person = ?", (person,))
        register.execute(
            "insert into code (mark, person, issue, sealed, expires) values (?, ?, ?, ?, ?)",
            (key.mark("code", unused[0]), person, issue + 1, key.seal(unused[0]), expires.isoformat()),
        )
    return issue + 1


def _last_issue(register: sqlite3.Connection, number: str) -> tuple[str, int]:
    found: tuple[str, int, str] | None = register.execute(
        "select person, max(issue), max(taken_up) from code join person using (person) where number = ? "
        "group by person",
        (number,),
    ).fetchone()
    if found is None:
        raise InputError("no notice of that number has a code; read the number from the letter")
    if found[2]:
        raise Refused("the code of that notice is in use already; ask the vendor to help the caller")
    return found[0], found[1]


def take_up(register: sqlite3.Connection, used: Sequence[str], key: Key, on: date) -> dict[str, int]:
    """Note which codes the vendor saw in use; how many were new, known, void, expired or never allotted."""
    told = dict.fromkeys(("new", "known", "void", "expired", "not allotted"), 0)
    with writing(register):
        for code in used:
            told[_take_up(register, key.mark("code", code), on)] += 1
    return told


def _take_up(register: sqlite3.Connection, mark: bytes, on: date) -> str:
    found = register.execute("select void, expires, taken_up from code where mark = ?", (mark,)).fetchone()
    if found is None:
        return "not allotted"
    void, expires, taken = found
    if taken:
        return "known"
    if void:
        return "void"
    if expires < on.isoformat():
        return "expired"
    register.execute("update code set taken_up = ? where mark = ?", (on.isoformat(), mark))
    return "new"


def counts(register: sqlite3.Connection, on: date) -> dict[str, int]:
    """How many codes are allotted, void, expired, in use."""
    allotted, void, expired, taken = register.execute(
        "select count(*), coalesce(sum(void), 0), coalesce(sum(not void and expires < ?), 0), "
        "coalesce(sum(taken_up != ''), 0) from code",
        (on.isoformat(),),
    ).fetchone()
    return {"allotted": allotted, "void": void, "expired": expired, "taken_up": taken}


def of_people(register: sqlite3.Connection, people: Sequence[str], key: Key) -> Iterator[Pair]:
    """Each person's valid code, opened: for the letter alone."""
    for person in people:
        found = register.execute(
            "select sealed from code where person = ? and not void order by issue desc limit 1", (person,)
        ).fetchone()
        if found is None:
            raise ValueError("a letter without a code")
        yield person, key.open(found[0])
