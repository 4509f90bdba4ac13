"""California's publication score of a table (Data De-Identification Guidelines, step 3): how much it could tell.

Points are added for few events, narrow ages, fine groups, small places and short times, and taken off for large
places and long times. Up to 12 a table needs no more than the rules of suppression; above it somebody has to say
why it is published all the same. The score is a help for the checkers, not one of the proofs.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clerestory.release.jsonstat import MEASURE, Dimension, PublishedCube

HIGHEST = 12
TOTAL = "Total"
_EVENTS = ((1000, 2), (100, 3), (11, 5), (0, 7))  # fewest events of a cell shown -> points
_AGES = ((30, 1), (11, 2), (6, 3), (3, 5), (0, 7))  # narrowest band of ages, in years
_PLACES = (
    (2_000_001, -5), (1_000_001, -3), (560_001, -1), (250_001, 0), (100_001, 1), (50_001, 3), (20_001, 4),
    (4_001, 5), (0, 7),
)  # fmt: skip
_INTERACTIONS = (0, 1, 2, 4)  # variables beside events, time and place
_BAND = re.compile(r"(\d+)\D+(\d+)")


@dataclass(frozen=True)
class Score:
    """A table's points, with each of its parts."""

    table: str
    parts: Mapping[str, int]

    @property
    def points(self) -> int:
        """The sum."""
        return sum(self.parts.values())


def score(cube: PublishedCube, residents: Mapping[str, float]) -> Score:
    """The score of one published table; ``residents`` by code of place, where they are known."""
    parts = {"events": _points(_EVENTS, min((each for each in cube.values if each), default=0))}
    beside = 0
    for variable in (each for each in cube.dimensions if each.id != MEASURE):
        codes = [code for code in variable.codes if code != TOTAL]
        match _kind(variable, codes, residents):
            case "place":
                parts["place"] = _points(
                    _PLACES, int(min(residents[code] for code in codes if code in residents))
                )
            case "age":
                parts[variable.id] = _points(_AGES, _narrowest(codes))
            case "time":
                parts["time"] = 0 if all(re.fullmatch(r"\d{4}", code) for code in codes) else 5
                continue
            case "race":
                parts[variable.id] = 3 if len(codes) > 6 else 2
            case "sex":
                parts[variable.id] = 3 if len(codes) > 2 else 1
            case _:
                pass
        beside += variable.id != "place"
    parts["interactions"] = _INTERACTIONS[min(beside, len(_INTERACTIONS) - 1)]
    return Score(f"{cube.collection}/{cube.table}", parts)


def _kind(variable: Dimension, codes: Sequence[str], residents: Mapping[str, float]) -> str:
    name = variable.id.lower()
    if any(code in residents for code in codes):
        return "place"
    known = {
        "age": "age",
        "year": "time",
        "month": "time",
        "race": "race",
        "ethnic": "race",
        "gender": "sex",
        "sex": "sex",
    }
    return next((kind for part, kind in known.items() if part in name), "")


def _narrowest(codes: Sequence[str]) -> int:
    bands = [_BAND.search(code) for code in codes]
    return min((int(band[2]) - int(band[1]) + 1 for band in bands if band), default=1)


def _points(steps: Sequence[tuple[int, int]], value: int) -> int:
    return next(points for least, points in steps if value >= least)
