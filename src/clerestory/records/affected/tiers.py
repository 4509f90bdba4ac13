"""Special risk, from the data by a declared rule: judges, officers, protected addresses. Only counts leave.

A rule file:

    [[tier]]
    number = 1
    words = "judges"
    column = "permit_type"
    equals = ["Judicial"]

A person is of the lowest number that any of their rows has. Tiers decide the text and the order of letters and
whom an agency calls; no tier is ever in what an envelope, an address file or a window shows.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import InputError

ORDINARY = 0


@dataclass(frozen=True)
class Tier:
    """Rows whose column has one of these values are of special risk."""

    number: int
    words: str
    column: str
    equals: tuple[str, ...]


def read(path: Path) -> tuple[Tier, ...]:
    """The tiers of a rule file, the gravest first."""
    try:
        told = tomllib.loads(path.read_text("utf-8"))
        tiers = tuple(map(_tier, told["tier"]))
    except (OSError, KeyError, TypeError, ValueError):
        raise InputError(
            f"{path}: not a file of tiers; each [[tier]] has number, words, column, equals"
        ) from None
    if any(tier.number < 1 for tier in tiers) or not tiers:
        raise InputError(f"{path}: tiers are numbered from 1; correct the numbers")
    return tuple(sorted(tiers, key=lambda tier: tier.number))


def _tier(told: Mapping[str, Any]) -> Tier:
    if not isinstance(told["equals"], list):  # of a text each letter would be a value, and no record have one
        raise TypeError
    return Tier(int(told["number"]), str(told["words"]), str(told["column"]), tuple(map(str, told["equals"])))


def of_rows(
    tiers: Sequence[Tier], columns: Mapping[str, Sequence[str | None]], rows: int
) -> NDArray[np.int64]:
    """The tier of each row; 0 where none applies."""
    found = np.zeros(rows, np.int64)
    for tier in reversed(tiers):
        wanted = {value.casefold() for value in tier.equals}
        there = [value is not None and value.strip().casefold() in wanted for value in columns[tier.column]]
        found[np.array(there, np.bool_)] = tier.number
    return found


def of_people(rows: NDArray[np.int64], person: NDArray[np.int64]) -> NDArray[np.int64]:
    """The gravest tier of each person (persons from 1)."""
    none = np.iinfo(np.int64).max
    found = np.full(int(person.max(initial=0)), none, np.int64)
    np.minimum.at(found, person - 1, np.where(rows == ORDINARY, none, rows))
    return np.where(found == none, ORDINARY, found)


def counts(tiers: Sequence[Tier], people: NDArray[np.int64]) -> dict[str, int]:
    """How many people are of each tier; tiers of the same number are one."""
    numbers = sorted({tier.number for tier in tiers})
    words = {n: " and ".join(tier.words for tier in tiers if tier.number == n) for n in numbers}
    return {"ordinary": int((people == ORDINARY).sum())} | {
        words[number]: int((people == number).sum()) for number in numbers
    }
