"""Made-up rows whose people are known: 1.25 rows a person, families that look alike, errors of many kinds.

Every row tells in ``person`` who it is about. Twins share all but the given name and their numbers, Jr
and Sr all but the birth date and theirs; both are people of their own.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from clerestory.california.dates import new_year
from clerestory.california.people import address as addresses
from clerestory.california.people import cii, identity, settle

COLUMNS = (
    "row_id", "last_name", "first_name", "birth_date", "street_address", "zip", "drivers_license", "cii_number", "person",
)  # fmt: skip
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"


@dataclass(frozen=True)
class Errors:
    """What is wrong with the rows, as shares of them (twins and namesakes: of the people)."""

    changed: float = 0.05  # rows with one error of ``kinds``
    kinds: tuple[str, ...] = ("surname", "given", "date", "licence", "address", "move")
    twice: float = 0.0  # rows with two errors
    no_numbers: float = 0.0  # rows without any strong identifier
    missing: float = 0.0  # cells of date, address and numbers that are empty
    placeholders: float = 0.0  # rows whose licence is 00000000
    twins: float = 0.005
    namesakes: float = 0.01
    copies: float = 0.0  # rows that are there twice, word for word


STATED = Errors()
EVERY_KIND = (
    "surname", "given", "date", "swapped", "licence", "cii", "address", "move", "marriage", "initial", "case", "names swapped",
)  # fmt: skip
HARDER = {
    "as stated": STATED,
    "a third without numbers": Errors(kinds=EVERY_KIND, no_numbers=1 / 3),
    "no numbers at all": Errors(kinds=("surname", "given", "date", "address", "move"), no_numbers=1.0),
    "every kind, 10 %": Errors(changed=0.10, kinds=EVERY_KIND),
    "two errors in 5 %": Errors(changed=0.05, kinds=EVERY_KIND, twice=0.05),
    "holes and placeholders": Errors(kinds=EVERY_KIND, missing=0.05, placeholders=0.03, copies=0.10),
    "all of it": Errors(
        changed=0.10, kinds=EVERY_KIND, twice=0.03, no_numbers=1 / 3, missing=0.05, placeholders=0.03, copies=0.10
    ),
}  # fmt: skip


def made(rows: int, people: int, errors: Errors = STATED, seed: int = 20_220_627) -> list[list[str]]:
    """The rows in chance order, as ``COLUMNS``."""
    generator = np.random.default_rng(seed)
    columns = _people(generator, people, errors)
    who = np.concatenate([np.arange(people), generator.integers(0, people, rows - people)])
    table = [[column[person] for column in columns] + [str(person)] for person in who]
    for row in generator.permutation(rows)[: round(rows * errors.changed)]:
        _spoil(generator, table[row], errors.kinds)
    for row in generator.permutation(rows)[: round(rows * errors.twice)]:
        _spoil(generator, table[row], errors.kinds)
        _spoil(generator, table[row], errors.kinds)
    _empty(generator, table, errors)
    table += [list(table[row]) for row in generator.permutation(rows)[: round(rows * errors.copies)]]
    return [[f"r{at:06}", *table[row]] for at, row in enumerate(generator.permutation(len(table)))]


def write(path: Path, table: list[list[str]]) -> Path:
    """The rows as CSV or Parquet."""
    arrow = pa.table(dict(zip(COLUMNS, map(pa.array, zip(*table, strict=True)), strict=True)))
    if path.suffix == ".parquet":
        pa.parquet.write_table(arrow, path)
    else:
        pa.csv.write_csv(arrow, path)
    return path


def _people(generator: np.random.Generator, people: int, errors: Errors) -> list[list[str]]:
    county = generator.integers(0, 58, people)
    female = generator.random(people) < 0.25
    race = generator.choice(6, people, p=[0.6, 0.2, 0.06, 0.08, 0.02, 0.04])
    born = new_year(generator.integers(1940, 2000, people)) + generator.integers(0, 365, people)
    all_of_them, who = settle(generator, county, female, race, born), np.arange(people)
    said, lives = identity(all_of_them, who), addresses(all_of_them, who)
    surname, given, date, licence = (
        said[name].cast(pa.string()).to_pylist()
        for name in ("last_name", "first_name", "birth_date", "drivers_license")
    )
    parts = (lives[name].cast(pa.string()).to_pylist() for name in ("house", "street", "city"))
    place = [" ".join(words) for words in zip(*parts, strict=True)]
    columns = [surname, given, date, place, lives["zip"].to_pylist(), licence, cii(who).to_pylist()]
    _families(generator, columns, errors)
    return columns


def _families(generator: np.random.Generator, columns: list[list[str]], errors: Errors) -> None:
    """Neighbours in the list become twins, or parent and child of one name."""
    surname, given, date, place, code, *_ = columns
    pairs = generator.permutation(len(surname) // 2) * 2
    twins, namesakes = round(len(surname) * errors.twins), round(len(surname) * errors.namesakes)
    for at in pairs[: twins + namesakes]:
        surname[at + 1], place[at + 1], code[at + 1] = surname[at], place[at], code[at]
    for at in pairs[:twins]:
        date[at + 1] = date[at]
        while given[at + 1] == given[at]:
            given[at + 1] = given[generator.integers(0, len(given))]
    for at in pairs[twins : twins + namesakes]:
        given[at + 1] = given[at]
        year = int(date[at][:4])
        date[at + 1] = f"{year + int(generator.integers(19, 36))}{date[at + 1][4:]}".replace(
            "-02-29", "-02-28"
        )
        if generator.random() < 0.5:
            surname[at], surname[at + 1] = f"{surname[at]} Sr", f"{surname[at]} Jr."


def _empty(generator: np.random.Generator, table: list[list[str]], errors: Errors) -> None:
    for row in table:
        if generator.random() < errors.no_numbers:
            row[5] = row[6] = ""
        if generator.random() < errors.placeholders:
            row[5] = "00000000"
        if errors.missing:
            for at in (2, 3, 5, 6):
                if generator.random() < errors.missing:
                    row[at] = ""


def _spoil(generator: np.random.Generator, row: list[str], kinds: tuple[str, ...]) -> None:
    surname, given, date, place, _, licence, number, _ = row
    match kinds[generator.integers(0, len(kinds))]:
        case "surname":
            row[0] = _typo(generator, surname, LETTERS.lower())
        case "given":
            row[1] = _typo(generator, given, LETTERS.lower())
        case "date":
            row[2] = _other_date(generator, date)
        case "swapped":
            row[2] = f"{date[:4]}-{date[8:]}-{date[5:7]}" if int(date[8:] or 99) <= 12 else date
        case "licence":
            row[5] = _typo(generator, licence, DIGITS)
        case "cii":
            row[6] = _typo(generator, number, DIGITS)
        case "address":
            row[3] = _typo(generator, place, LETTERS.lower())
        case "move":
            street = ("Elm Street", "Harbor Drive", "Orchard Way", "Third Avenue")[generator.integers(0, 4)]
            row[3] = f"{generator.integers(1, 9900)} {street} Elsewhere"
            row[4] = f"9{generator.integers(0, 10_000):04}"
        case "marriage":
            row[0] = ("Abernathy", "Quillfeather", "Vandermeer", "Okonkwo", "Lindqvist")[
                generator.integers(0, 5)
            ]
        case "initial":
            row[1] = given[0]
        case "case":
            row[0], row[1] = surname.upper(), f" {given.lower()} "
        case "names swapped":
            row[0], row[1] = given, surname


def _typo(generator: np.random.Generator, word: str, signs: str) -> str:
    """One sign left out, doubled, changed, or changed with its neighbour."""
    if len(word) < 3:
        return word
    at = int(generator.integers(1, len(word) - 1))
    sign = signs[generator.integers(0, len(signs))]
    return (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + sign + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )[generator.integers(0, 4)]


def _other_date(generator: np.random.Generator, date: str) -> str:
    """One figure of the date is another, and it is a date still."""
    if not date:
        return date
    year, month, day = int(date[:4]), int(date[5:7]), int(date[8:])
    match int(generator.integers(0, 3)):
        case 0:
            year += int(generator.choice([-10, -1, 1, 10]))
        case 1:
            month = month % 9 + 1
        case _:
            day = day % 28 + 1 if day % 10 else day - 1
    return f"{year}-{month:02}-{min(day, 28):02}"
