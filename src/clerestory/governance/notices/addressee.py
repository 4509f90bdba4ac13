"""The address file: who is told what, where; made inside the vault, read here, kept nowhere else.

CSV with the columns of ``COLUMNS``, UTF-8, owner-only. A row that cannot be used is named by its
line, never by what it holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from clerestory.errors import InputError
from clerestory.governance.notices import private

COLUMNS = (
    "person", "name", "street", "city", "state", "postcode", "country", "checked_on", "language",
    "household", "tier", "deceased", "agency", "columns", "format", "exclude",
)  # fmt: skip
LANGUAGES = ("en", "es")
TIERS = (1, 2, 3)
FORMATS = ("", "large")


@dataclass(frozen=True, slots=True, repr=False)
class Addressee:
    """One person, as the address file tells it; its repr is the id alone."""

    person: str
    name: str
    street: str
    city: str
    state: str
    postcode: str
    country: str
    checked_on: date | None
    language: str
    household: str
    tier: int
    deceased: bool
    agency: str
    columns: tuple[str, ...]
    format: str
    exclude: str

    def __repr__(self) -> str:
        return f"Addressee({self.person})"

    @property
    def lines(self) -> tuple[str, ...]:
        """The address block."""
        place = " ".join(part for part in (f"{self.city},", self.state, self.postcode) if part)
        return tuple(part for part in (self.name, self.street, place, self.country) if part)

    @property
    def has_address(self) -> bool:
        """Is there enough to send a letter to?"""
        return all((self.name, self.street, self.city, self.postcode))


def read(path: Path) -> tuple[Addressee, ...]:
    """Everyone in the file, each once."""
    rows = private.rows(path, "address file")
    header = next(rows, [])
    if missing := [name for name in COLUMNS if name not in header]:
        raise InputError(
            f"{path}:1: the column {missing[0]!r} is missing; the columns are {', '.join(COLUMNS)}"
        )
    people = tuple(_people(path, header, rows))
    if len({each.person for each in people}) != len(people):
        raise InputError(f"{path}: a person stands in it twice; give one row a person")
    if not people:
        raise InputError(f"{path}: nobody stands in it; give the address file of the affected")
    return people


def _people(path: Path, header: list[str], rows: Iterator[list[str]]) -> Iterator[Addressee]:
    for line, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise InputError(f"{path}:{line}: {len(row)} columns, {len(header)} expected; quote commas")
        try:
            yield _person({name: value.strip() for name, value in zip(header, row, strict=True)})
        except _Unusable as error:
            raise InputError(f"{path}:{line}: {error}") from None


class _Unusable(ValueError):
    """A row that cannot be used: which column, and what to give."""


def _person(row: Mapping[str, str]) -> Addressee:
    if not row["person"]:
        raise _Unusable("'person' is empty; give every row an id")
    return Addressee(
        **{name: row[name] for name in COLUMNS[:7]},
        checked_on=_date(row["checked_on"]),
        language=_one_of("language", row["language"] or "en", LANGUAGES),
        household=row["household"],
        tier=int(_one_of("tier", row["tier"] or "3", tuple(map(str, TIERS)))),
        deceased=_one_of("deceased", row["deceased"] or "no", ("no", "yes")) == "yes",
        agency=row["agency"],
        columns=tuple(part for part in row["columns"].split(";") if part),
        format=_one_of("format", row["format"], FORMATS),
        exclude=row["exclude"],
    )


def _one_of(column: str, given: str, choices: tuple[str, ...]) -> str:
    if given not in choices:
        raise _Unusable(f"{column!r} is none of {', '.join(filter(None, choices))}")
    return given


def _date(given: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise _Unusable("'checked_on' is no date; write 2026-01-31 or leave it empty") from None
