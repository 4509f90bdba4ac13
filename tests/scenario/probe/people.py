"""Made-up people for the probe's tests: some in the index, one beside it, strangers."""

from dataclasses import dataclass

import duckdb
import numpy as np

from clerestory.matching.index import Index
from clerestory.matching.key import Key
from clerestory.records.fingerprints.build import Held, build_held
from clerestory.vocabulary.status import Identifies

COLUMNS = {
    "last_name": Identifies.SURNAME,
    "first_name": Identifies.GIVEN,
    "birth_date": Identifies.DATE,
    "drivers_license": Identifies.STRONG,
    "street_address": Identifies.ADDRESS,
    "postcode": Identifies.POSTCODE,
}


@dataclass(frozen=True)
class Who:
    """A made-up person."""

    surname: str
    given: str
    born: str  # ISO
    licence: str
    address: str
    postcode: str

    @property
    def cells(self) -> tuple[str, str, str, str]:
        return self.surname, self.given, self.born, self.licence

    @property
    def line(self) -> str:
        return ", ".join(self.cells)


MEMBER = Who("Quillfeather", "Marisol", "1957-03-18", "N4418305", "2718 Juniper Hollow Rd", "94611")
STRANGER = Who("Brambleworth", "Ottoline", "1962-11-05", "K9023617", "1414 Tansy Field Ln", "93401")

_SURNAMES = [
    "Arroyo",
    "Bettencourt",
    "Calloway",
    "Dmitriev",
    "Eastman",
    "Fairbanks",
    "Gutierrez",
    "Halloran",
    "Ibarra",
    "Jimenez",
]
_GIVEN = [
    "Alma",
    "Bruno",
    "Celia",
    "Dario",
    "Elena",
    "Felix",
    "Gloria",
    "Hugo",
    "Irene",
    "Jorge",
    "Karina",
    "Leo",
]


def crowd(size: int, seed: int) -> list[Who]:
    """Many people, the same for the same seed."""
    draw = np.random.default_rng(seed)
    days = np.datetime64("1935-01-01") + draw.integers(0, 25000, size)
    parts = draw.integers(0, 10**6, (size, 6))
    return [
        Who(
            _SURNAMES[a % 10] + ("", "son", "ez", "berg", "ley")[b % 5] + "abcdefghij"[c % 10] * (c % 3 == 0),
            _GIVEN[d % 12] + ("", "ne", "ta", "lyn")[e % 4],
            str(days[at]),
            f"{'ABCDEFGHIJ'[f % 10]}{1000000 + (a * 7919 + b) % 9000000}",
            f"{1 + c % 9899} {('Oak', 'Elm', 'Cedar', 'Mission', 'Laurel')[f % 5]} St",
            str(90001 + d % 6000),
        )
        for at, (a, b, c, d, e, f) in enumerate(parts.tolist())
    ]


def index_of(people: list[Who], key: Key) -> Index:
    """The index of those people, through a table of records."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE people (" + ", ".join(f"{name} VARCHAR" for name in COLUMNS) + ")")
        rows = [(p.surname, p.given, p.born, p.licence, p.address, p.postcode) for p in people]
        for begin in range(0, len(rows), 500):
            part = rows[begin : begin + 500]
            marks = ", ".join(["(?, ?, ?, ?, ?, ?)"] * len(part))
            connection.execute(f"INSERT INTO people VALUES {marks}", [cell for row in part for cell in row])
        return build_held(connection, [Held("people", COLUMNS)], key)
