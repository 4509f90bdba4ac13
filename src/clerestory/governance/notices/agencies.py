"""Notices to law-enforcement agencies: to each its own count, and nothing about anybody.

Counts by ORI come in, one message an agency goes out: what happened, how many of its licences, what to
do and what not to, and when it may be told on. Sheriffs learn it from us, before the press.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from clerestory.errors import InputError, Refused

COLUMNS = ("ori", "agency", "kind", "county", "contact", "persons")
KINDS = ("sheriff", "police")
DO = (
    "Tell your staff that callers may know a licence holder's name, address and date of birth.",
    "Send callers to our line; we have letters on the way to everybody affected.",
    "Tell us at once of threats, visits or approaches that refer to these records.",
    "Offer those at special risk, judges and protected people among them, your own contact.",
)
DO_NOT = (
    "Do not confirm to any caller whether a person holds or sought a licence.",
    "Do not look for, open or keep a copy of the records; pass on where it was seen.",
    "Do not pass this message on before the time above.",
)


@dataclass(frozen=True)
class Agency:
    """An agency that issued licences, and how many people of its own are affected."""

    ori: str
    name: str
    kind: str
    county: str
    contact: str
    persons: int


def read(path: Path) -> tuple[Agency, ...]:
    """The agencies of a file of counts; each ORI once."""
    try:
        rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputError(f"{path}: the agencies cannot be read; give a UTF-8 CSV file") from None
    if not rows or set(COLUMNS) - rows[0].keys():
        raise InputError(f"{path}:1: the columns are {','.join(COLUMNS)}")
    agencies = tuple(_agency(path, line, row) for line, row in enumerate(rows, start=2))
    if len({each.ori for each in agencies}) != len(agencies):
        raise InputError(f"{path}: an ORI stands in it twice; give one row an agency")
    return agencies


def _agency(path: Path, line: int, row: dict[str, Any]) -> Agency:
    told = {name: str(row[name] or "").strip() for name in COLUMNS}
    if not all(told.values()) or not told["persons"].isdecimal() or told["kind"] not in KINDS:
        raise InputError(
            f"{path}:{line}: not an agency: every column is needed, kind is {' or '.join(KINDS)}"
        )
    if not (told["ori"].isascii() and told["ori"].isalnum()):  # its message is a file of that name
        raise InputError(f"{path}:{line}: an ORI is letters and digits; write it as the agency has it")
    return Agency(
        told["ori"], told["agency"], told["kind"], told["county"], told["contact"], int(told["persons"])
    )


def check_sum(agencies: Sequence[Agency], persons: int) -> None:
    """The agencies' counts together are the people with a licence: nobody is missing, none counted twice."""
    if (told := sum(each.persons for each in agencies)) != persons:
        raise Refused(
            f"the agencies' counts add up to {told:,}, not to the {persons:,} people with a licence"
        )


def message(agency: Agency, happened: str, embargo: datetime, contact: str) -> str:
    """The message to one agency."""
    return "\n".join(
        (
            f"To: {agency.contact}",
            f"Subject: Exposure of licence records: what concerns {agency.name}",
            "",
            f"NOT TO BE PASSED ON BEFORE {embargo:%Y-%m-%d %H:%M %Z}".rstrip(),
            "",
            happened,
            "",
            f"Of the people affected, {agency.persons:,} hold or sought a licence from {agency.name} "
            f"(ORI {agency.ori}, {agency.county} County). This is your own count; other agencies get theirs.",
            "",
            "Please do:",
            *(f"  - {each}" for each in DO),
            "",
            "Please do not:",
            *(f"  - {each}" for each in DO_NOT),
            "",
            f"Your contact here: {contact}. A list of your own cases comes only by the sealed channel, never by mail.",
            "",
        )
    )
