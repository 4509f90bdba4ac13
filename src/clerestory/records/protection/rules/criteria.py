"""The criteria of the publication score as published: which range of a variable has how many points."""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from clerestory.errors import InputError
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

AGE, PLACE, TIME = "Age Range", ("Residence Geography", "Service Geography"), "Time - Reporting Period"
AGES = ((29, 1), (10, 2), (5, 3), (2, 5), (0, 7))  # wider than so many years, points
PEOPLE = re.compile(r"([\d,]+)")


@cache
def criteria() -> Mapping[str, Mapping[str, int | None]]:
    """Criterion -> range, as worded in the guidelines -> points (None: refer to the guidelines)."""
    text = files(__package__).joinpath("ddg_scoring.json").read_text("utf-8")
    return {
        name: {" ".join(row[:-1][-1].split()): None if row[-1] == "N/A" else int(row[-1]) for row in rows}
        for name, rows in json.loads(text).items()
    }


def fixed_points(criterion: str, wording: str) -> int:
    """The points of one range of a criterion; ``InputError`` names the ranges there are."""
    ranges = criteria().get(criterion)
    if ranges is None:
        raise InputError(f"score: no criterion {criterion}; the guidelines have {', '.join(criteria())}")
    points = ranges.get(" ".join(wording.split()))
    if points is None:
        raise InputError(f"score: {criterion} has no scored range {wording!r}; it has {'; '.join(ranges)}")
    return points


def place_points(criterion: str, people: int) -> int:
    """The points of a place with so many people: the smaller, the more."""
    steps = [(word, points) for word, points in criteria()[criterion].items() if "population" in word.lower()]
    for word, points in steps:
        least = int(PEOPLE.findall(word)[0].replace(",", ""))
        is_bottom = "≤" in word
        if is_bottom or people > least or (people == least and ">" not in word):
            return points or 0
    raise InputError(f"score: {criterion} has no range for a place of that size")


def age_points(code: str) -> int:
    """The points of an age group, by its width: 18-24 has seven years; 65+ is wide."""
    ages = [int(age) for age in re.findall(r"\d+", code)]
    if len(ages) == 1 and code.strip().endswith(("+", "over", "older")):
        return AGES[0][1]
    if len(ages) not in {1, 2} or ages[-1] < ages[0]:
        raise InputError(f"score: the age group {code} is not written as 18-24 or 65+")
    width = ages[-1] - ages[0] + 1
    return next(points for wider, points in AGES if width > wider)


def points_by_age(hierarchy: Hierarchy) -> dict[str, int]:
    """The points of every age group."""
    return {code: age_points(code) for code in hierarchy.codes if code != TOTAL}
