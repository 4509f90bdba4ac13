"""The files that rules are given in: cells to publish, weights, populations, the publication score."""

import csv
import math
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from clerestory.errors import InputError
from clerestory.records.protection.rules import criteria
from clerestory.records.protection.rules.denominators import Denominators, population
from clerestory.records.protection.rules.forced import ForcedCell
from clerestory.records.protection.rules.score import Role, Score
from clerestory.records.protection.rules.weights import CellWeight
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy


def read_forced(file: Path) -> tuple[ForcedCell, ...]:
    """A row a cell: variables as columns, totals as ``Total`` or left blank."""
    return tuple(ForcedCell({name: code for name, code in row.items() if code}) for row in _rows(file))


def read_weights(file: Path) -> tuple[CellWeight, ...]:
    """Some of the variables and ``weight``: a row some cells; a blank is any category, totals included."""
    rows = _rows(file)
    if "weight" not in rows[0] or len(rows[0]) < 2:
        raise InputError(f"{file}:1: give columns of variables, and weight")
    found = []
    for number, row in enumerate(rows, start=2):
        codes = {name: code for name, code in row.items() if code and name != "weight"}
        found.append(CellWeight(codes, _weight(row["weight"], f"{file}:{number}")))
    return tuple(found)


def _weight(text: str, place: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = 0.0
    if not 0 < weight < math.inf:
        raise InputError(f"{place}: the weight is no number above 0; give 1 for an ordinary cell")
    return weight


def read_denominators(file: Path) -> Denominators:
    """Some of the variables and ``population``: a row a combination of their leaves."""
    rows = _rows(file)
    if "population" not in rows[0] or len(rows[0]) < 2:
        raise InputError(f"{file}:1: give columns of variables, and population")
    variables = tuple(name for name in rows[0] if name != "population")
    people: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, start=2):
        if not row["population"].isdecimal():
            raise InputError(f"{file}:{number}: the population is no whole number; give the people counted")
        codes = tuple(row[name] for name in variables)
        if codes in people:
            raise InputError(f"{file}:{number}: {', '.join(codes)} stands on an earlier line too; keep one")
        people[codes] = int(row["population"])
    return Denominators(variables, people)


def read_score(
    file: Path,
    variables: Sequence[str],
    hierarchies: Sequence[Hierarchy],
    denominators: Denominators | None,
) -> Score:
    """A TOML table for each variable: its ``criterion`` of the guidelines, and the ``range`` it has."""
    spec = _toml(file)
    if unknown := [name for name in spec if name not in variables]:
        raise InputError(f"{file}: {unknown[0]} is not a variable of the table")
    if missing := [name for name in variables if name not in spec]:
        raise InputError(f"{file}: says nothing of {missing[0]}; give it a criterion of the guidelines")
    points: dict[str, Mapping[str, int]] = {}
    roles: dict[str, Role] = {}
    for name, hierarchy in zip(variables, hierarchies, strict=True):
        roles[name] = _role(str(spec[name].get("criterion")))
        points[name] = _points(file, name, spec[name], hierarchy, denominators)
    return Score(points, roles, denominators)


def _points(
    file: Path, name: str, own: Mapping[str, Any], hierarchy: Hierarchy, denominators: Denominators | None
) -> dict[str, int]:
    criterion = str(own.get("criterion"))
    if extra := sorted(own.keys() - {"criterion", "range", "total"}):
        raise InputError(f"{file}: {name} has an unknown key {extra[0]}; give criterion, range and total")
    total = {TOTAL: criteria.fixed_points(criterion, str(own["total"]))} if "total" in own else {}
    if "range" in own:
        points = criteria.fixed_points(criterion, str(own["range"]))
        return {**dict.fromkeys(hierarchy.codes[1:], points), **total}
    if criterion == criteria.AGE:
        return {**criteria.points_by_age(hierarchy), **total}
    if criterion in criteria.PLACE:
        return {**_by_population(file, name, criterion, hierarchy, denominators), **total}
    raise InputError(
        f"{file}: {name} needs the range it has of {criterion}; see the criteria of the guidelines"
    )


def _by_population(
    file: Path, name: str, criterion: str, hierarchy: Hierarchy, denominators: Denominators | None
) -> dict[str, int]:
    if denominators is None or name not in denominators.variables:
        raise InputError(
            f"{file}: {name} is scored by population; give populations by {name} with --denominator"
        )
    sums = population(_margin(denominators, name), [name], [hierarchy])
    return {code: criteria.place_points(criterion, int(sums[at])) for at, code in enumerate(hierarchy.codes)}


def _margin(denominators: Denominators, name: str) -> Denominators:
    """The people of every category of one variable, the others summed."""
    at = denominators.variables.index(name)
    people: dict[tuple[str, ...], int] = {}
    for codes, number in denominators.people.items():
        people[codes[at],] = people.get((codes[at],), 0) + number
    return Denominators((name,), people)


def _role(criterion: str) -> Role:
    if criterion in criteria.PLACE:
        return "place"
    return "time" if criterion == criteria.TIME else "other"


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(newline="", encoding="utf-8-sig") as lines:
            rows = list(csv.DictReader(lines, restkey="", restval=""))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputError(f"{file}: cannot be read; give a CSV in UTF-8 with a header") from None
    if not rows:
        raise InputError(f"{file}: has no rows below its header")
    if any("" in row for row in rows):
        raise InputError(f"{file}: a row has more cells than the header names")
    return rows


def _toml(file: Path) -> dict[str, dict[str, Any]]:
    try:
        spec = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise InputError(f"{file}: cannot be read as TOML; give a table for each variable") from None
    if not all(isinstance(own, dict) for own in spec.values()):
        raise InputError(f"{file}: give a table for each variable: [county], then its criterion")
    return spec
