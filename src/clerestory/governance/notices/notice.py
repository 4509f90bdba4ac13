"""What the letters of an incident say: one TOML file, checked before anything is typeset."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

from clerestory.errors import InputError, Refused
from clerestory.governance.notices.addressee import LANGUAGES, Addressee
from clerestory.project.decode import decode
from clerestory.project.document import Document, open_document
from clerestory.project.problem import Problem

Spoken = Mapping[str, str]  # language -> text


@dataclass(frozen=True)
class Agency:
    """Who writes (item A)."""

    name: str
    unit: str
    address: Annotated[tuple[str, ...], "street and place, a line each"]
    telephone: Annotated[str, "toll-free"]
    hours: Annotated[Spoken, "when the telephone is answered"]
    web: Annotated[str, "where a reader can check that the letter is real"]
    signatory: Annotated[Spoken, "who signs, by office"]


@dataclass(frozen=True)
class Breach:
    """When (item C), and whether the police asked to wait (item D)."""

    began: date
    ended: date
    delayed: Annotated[bool, "did a law-enforcement investigation delay this notice?"]


@dataclass(frozen=True)
class Protection:
    """What is offered, with a code for each person."""

    months: int
    enroll_by: date
    site: str


@dataclass(frozen=True)
class Notice:
    """One mailing."""

    incident: str
    date: Annotated[date, "the date of the notice"]
    agency: Agency
    breach: Breach
    protection: Protection
    happened: Annotated[Spoken, "the general description (item E)"]
    doing: Annotated[Spoken, "what the agency has done"]
    exposed: Annotated[tuple[str, ...], "columns that stood in the exposed bytes"]
    columns: Annotated[Mapping[str, Spoken], "how each column is called in a letter"]
    not_involved: Annotated[
        tuple[str, ...], "columns that readers will ask for and that were not exposed"
    ] = ()
    advice: Annotated[Mapping[str, Mapping[str, tuple[str, ...]]], "own advice: advice.LANGUAGE.TIER"] = (
        field(default_factory=dict)
    )
    fresh_days: Annotated[int, "an address checked longer ago is checked again first"] = 365


def read(file: Path) -> Notice:
    """The notice in a file; ``InputError`` names every line that is wrong."""
    problems: list[Problem] = []
    document = open_document(file.parent, file.name, problems)
    made = decode(Notice, document) if document else None
    if made and document:
        _check(made, document)
        problems += document.problems
    elif document:
        problems += document.problems
    if problems or made is None:
        raise InputError("; ".join(f"{file.parent}/{problem}" for problem in sorted(set(problems))))
    return made


def _check(made: Notice, document: Document) -> None:
    if made.breach.ended < made.breach.began:
        document.problem(("breach", "ended"), "the breach ends before it begins", "swap the two dates")
    if made.protection.enroll_by <= made.date:
        document.problem(
            ("protection", "enroll_by"), "enrolment ends before the letter is dated", "give a later date"
        )
    for name in ("happened", "doing"):
        _check_spoken((name,), getattr(made, name), document)
    for name in ("hours", "signatory"):
        _check_spoken(("agency", name), getattr(made.agency, name), document)
    for column in {*made.exposed, *made.not_involved}:
        if column not in made.columns:
            document.problem(("columns",), f"the column {column!r} has no words", f"add [columns.{column}]")
        else:
            _check_spoken(("columns", column), made.columns[column], document)
    for column in set(made.exposed) & set(made.not_involved):
        document.problem(
            ("not_involved",), f"the column {column!r} was exposed", "take it out of not_involved"
        )


def _check_spoken(place: tuple[str, ...], given: Spoken, document: Document) -> None:
    for language in LANGUAGES:
        if not given.get(language, "").strip():
            document.problem(place, f"{place[-1]!r} has no text for {language!r}", f"add {language} = ")


def check_columns(notice: Notice, people: tuple[Addressee, ...]) -> None:
    """No letter may name a column that did not stand in the exposed bytes, nor none at all."""
    told = {column for each in people for column in each.columns}
    if unknown := sorted(told - set(notice.exposed)):
        raise Refused(
            f"the letters would name {unknown[0]!r}, which is not among the exposed columns; "
            "correct the address file, or the inventory if the probe says so"
        )
    if bare := sum(not each.columns for each in people):
        raise Refused(
            f"{bare} people have no exposed column; exclude them with a reason, or name their columns"
        )
