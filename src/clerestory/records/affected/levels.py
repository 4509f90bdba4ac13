"""How two rows are compared, column by column: from the same to different, in SQL over ``l`` and ``r``.

Each comparison is a list of levels, the best first; the last, "different", takes what is left. ``m``: how
often rows of one person are at this level; it is declared, so that the same rows always give the same
people. ``u``: how often rows of two people are, before the rows themselves have been asked.
"""

from dataclasses import dataclass

DIFFERENT, MISSING = 0, -1


@dataclass(frozen=True)
class Level:
    """One degree of agreement."""

    words: str
    condition: str
    m: float
    u: float
    common: str = ""  # the column whose frequent values count for less


@dataclass(frozen=True)
class Comparison:
    """A column's levels, best first, without the last: different."""

    name: str
    missing: str
    levels: tuple[Level, ...]

    @property
    def best(self) -> int:
        """The number of the level at which the values are the same."""
        return len(self.levels)

    def sql(self) -> str:
        """The number of the level: -1 missing, 0 different, then upwards."""
        whens = " ".join(
            f"WHEN {level.condition} THEN {self.best - at}" for at, level in enumerate(self.levels)
        )
        return f"CASE WHEN {self.missing} THEN {MISSING} {whens} ELSE {DIFFERENT} END"


def _missing(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


def _near(column: str, least: float = 0.9) -> str:
    """One slip of the pen, or nearly the same letters."""
    left, right = f"{column}_l", f"{column}_r"
    return (
        f"jaro_winkler_similarity({left}, {right}) >= {least} OR damerau_levenshtein({left}, {right}) <= 1"
        f" OR contains(' ' || {left} || ' ', ' ' || {right} || ' ')"
        f" OR contains(' ' || {right} || ' ', ' ' || {left} || ' ')"
    )


_SWAPPED = "surname_l = given_r AND given_l = surname_r"
_INITIAL = (
    "(least(length(given_l), length(given_r)) = 1 OR least(length(given_l), length(given_r)) >= 3)"
    " AND (starts_with(given_l, given_r) OR starts_with(given_r, given_l))"
)
# day and month taken for each other, one figure wrong, two figures exchanged
_OTHER_DAY = "born_l = left(born_r, 4) || right(born_r, 2) || substr(born_r, 5, 2) OR damerau_levenshtein(born_l, born_r) <= 1"
_ONE_PART = "left(born_l, 6) = left(born_r, 6) OR (left(born_l, 4) = left(born_r, 4) AND right(born_l, 2) = right(born_r, 2))"
_SAME_HOUSE = "regexp_extract(street_l, '^[0-9]+') = regexp_extract(street_r, '^[0-9]+')"

SURNAME = Comparison("surname", _missing("surname"), (
    Level("the same", "surname_l = surname_r", 0.93, 1 / 2000, "surname"),
    Level("exchanged with the given name", _SWAPPED, 0.005, 1e-7),
    Level("nearly the same", _near("surname"), 0.035, 1 / 400),
))  # fmt: skip
GIVEN = Comparison("given", f"{_missing('given')} OR coalesce({_SWAPPED}, false)", (
    Level("the same", "given_l = given_r", 0.92, 1 / 200, "given"),
    Level("nearly the same", _near("given"), 0.05, 1 / 60),
    Level("an initial or a short form", _INITIAL, 0.015, 1 / 25),
))  # fmt: skip
BORN = Comparison("born", _missing("born"), (
    Level("the same", "born_l = born_r", 0.955, 1 / 20_000, "born"),
    Level("one slip away", _OTHER_DAY, 0.04, 1 / 1000),
    Level("only the day or only the month another", _ONE_PART, 0.003, 1 / 500),
))  # fmt: skip
PLACE = Comparison("place", _missing("place"), (
    Level("the same", "place_l = place_r", 0.78, 1e-5, "place"),
    Level("nearly the same", f"{_SAME_HOUSE} AND ({_near('street', 0.85)}) OR damerau_levenshtein(street_l, street_r) <= 1", 0.04, 1e-5),
))  # fmt: skip
CODE = Comparison("code", f"{_missing('code')} OR (place_l IS NOT NULL AND place_r IS NOT NULL)", (
    Level("the same", "code_l = code_r", 0.85, 1 / 1000, "code"),
))  # fmt: skip
PLAIN = (SURNAME, GIVEN, BORN, PLACE, CODE)


def strong(number: int, agreement: float) -> Comparison:
    """A strong identifier; ``agreement``: how often rows of one person have the same."""
    name = f"strong_{number}"
    near = max(min(0.01, (1 - agreement) / 2), 1e-6)
    return Comparison(name, _missing(name), (
        Level("the same", f"{name}_l = {name}_r", agreement, 1e-6, name),
        Level("one slip away", f"damerau_levenshtein({name}_l, {name}_r) <= 1", near, 1e-6),
    ))  # fmt: skip
