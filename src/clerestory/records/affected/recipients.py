"""Each person's one state before letters are written, and where a letter would go; only counts leave.

The states, the first that applies: ``EXCLUDED`` (a reason was given for one of their rows), ``DECEASED`` (one
of their identifiers is in the list of deaths), ``NO_ADDRESS`` (a substitute notice is due), ``SEND``. The address
is that of the row of the freshest date, or of the last row; people at one address are one household.
"""

import csv
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.matching.days import NO_DAY
from clerestory.records.affected import rows as in_rows
from clerestory.records.affected.people import People
from clerestory.records.vault.text import days


class State(Enum):
    """What happens to a person's letter."""

    SEND = "SEND"
    NO_ADDRESS = "NO_ADDRESS"
    DECEASED = "DECEASED"
    EXCLUDED = "EXCLUDED"


@dataclass(frozen=True, repr=False)
class Recipients:
    """One entry a person, in the order of their numbers; ``row``: the row whose address is used."""

    row: list[str]
    household: list[int]
    tier: NDArray[np.int64]
    state: list[State]
    reason: list[str]

    def __repr__(self) -> str:
        return f"Recipients({len(self.row)})"

    def as_json(self) -> dict[str, object]:
        """Counts only; they add up to the number of people."""
        states = Counter(state.value for state in self.state)
        households = {number for number in self.household if number}
        return {
            "states": {state.value: states[state.value] for state in State},
            "households": len(households),
        }


def settle(
    people: People,
    tier: NDArray[np.int64],
    *,
    fresh: int | None,
    deceased: Path | None,
    excluded: Path | None,
) -> Recipients:
    """The state of every person; ``fresh``: which kept column is the date of a row."""
    row, place = _addresses(people, fresh)
    reasons = _excluded(people, excluded) if excluded else {}
    dead = _deceased(people, deceased) if deceased else set()
    numbers = {text: at for at, text in enumerate(dict.fromkeys(text for text in place if text), 1)}
    state = [_state(person, place[person - 1], reasons, dead) for person in range(1, people.people + 1)]
    return Recipients(
        row,
        [numbers.get(text, 0) if text else 0 for text in place],
        tier,
        state,
        [reasons.get(person, "") for person in range(1, people.people + 1)],
    )


def _state(person: int, place: str | None, reasons: Mapping[int, str], dead: set[int]) -> State:
    if person in reasons:
        return State.EXCLUDED
    if person in dead:
        return State.DECEASED
    return State.SEND if place else State.NO_ADDRESS


def _addresses(people: People, fresh: int | None) -> tuple[list[str], list[str | None]]:
    """For each person the row whose address is the freshest, and that address in normal form."""
    when = "NULL::VARCHAR" if fresh is None else f"kept_{fresh}"
    query = f"SELECT street, {when} AS day FROM every_row ORDER BY n"  # noqa: S608
    texts = people.opened.database.sql(query).to_arrow_table()
    written = texts.column("day").combine_chunks()
    row = [""] * people.people
    place: list[str | None] = [None] * people.people
    best: list[tuple[bool, int, str, int]] = [(False, NO_DAY, "", -1)] * people.people
    told = zip(texts.column("street").to_pylist(), days(written).tolist(), written.to_pylist(), strict=True)
    for at, (text, day, words) in enumerate(told):
        # by the day, however it is written; by the words only where they name none (a year)
        person, rank = int(people.person[at]) - 1, (text is not None, day, words or "", at)
        if rank >= best[person]:
            best[person], row[person], place[person] = rank, people.row_ids[at], text
    return row, place


def _excluded(people: People, file: Path) -> dict[int, str]:
    """``row_id,reason``: the person of each row, with the reason; an unknown row is an error, not a silence."""
    told = _columns(file, ("row_id", "reason"))
    if missing := [name for name in ("row_id", "reason") if name not in told]:
        raise InputError(f"{file}: no column {', '.join(missing)}; give a CSV that has row_id, reason")
    of = dict(zip(people.row_ids, people.person.tolist(), strict=True))
    reasons = [reason.strip() for reason in told["reason"]]
    unknown = sum(row_id not in of for row_id in told["row_id"])
    if unknown or not all(reasons):
        raise InputError(
            f"{file}: {unknown} rows are not among those exposed, or a reason is missing; correct them"
        )
    return {of[row_id]: reason for row_id, reason in zip(told["row_id"], reasons, strict=True)}


def _deceased(people: People, file: Path) -> set[int]:
    """The people one of whose strong identifiers is in the file's column of that name."""
    opened = people.opened
    told = _columns(file, opened.strong)
    if not told:
        known = " or ".join(opened.strong) or "that --identify calls strong"
        raise InputError(f"{file}: no column {known}; a list of deaths has one of them")
    found: set[int] = set()
    for name, listed in told.items():
        folded = in_rows.folded(pa.array(listed, pa.string()))
        codes = {code.replace(" ", "") for code in folded.to_pylist() if code}
        number = opened.strong.index(name)
        own = opened.database.sql(f"SELECT strong_{number} FROM every_row ORDER BY n").fetchall()  # noqa: S608
        found |= {
            int(people.person[at]) for at, (code,) in enumerate(own) if code is not None and code in codes
        }
    return found


def _columns(file: Path, wanted: Collection[str]) -> dict[str, list[str]]:
    """Those of the wanted columns that a CSV file has."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines, restval="")
            found: dict[str, list[str]] = {name: [] for name in rows.fieldnames or () if name in wanted}
            for row in rows:
                for name, values in found.items():
                    values.append(row[name])
    except (OSError, ValueError, csv.Error):
        raise InputError(f"{file}: cannot be read as CSV; check that it is whole") from None
    return found
