"""Pairs of profiles that may be one person, with the weight of what they share: Splink's part.

Splink finds the pairs by the keys and weighs them (Fellegi and Sunter, common values counting for less). How often
people at large agree (``u``) comes from a sample of the profiles themselves, drawn by a hash: the same rows give
the same figures. What it would say on the way is not shown: it might quote a record.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.records.affected import levels
from clerestory.records.affected.levels import Comparison
from clerestory.records.affected.profiles import blocks

SAMPLE = 600  # profiles compared with each other for ``u``: 180,000 pairs
BELIEVED = 20_000  # pairs that the declared ``u`` is worth beside those of the sample
SMALL = 1000  # profiles at which the frequency of values counts for half
DUPLICATES = 0.1  # profiles that have another of the same person, before looking
TRUSTED, UNTOLD = 0.95, 0.5


@dataclass(frozen=True, repr=False)
class Pairs:
    """Pairs of profiles; ``levels`` by the name of the comparison, ``personal`` the strong ones that are one's own."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    weight: NDArray[np.float64]
    levels: dict[str, NDArray[np.int64]]
    best: dict[str, int]
    personal: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Pairs({self.left.size})"


def comparisons(database: Any, strong: int) -> tuple[Comparison, ...]:  # noqa: ANN401
    """Every comparison of these rows; a column without two values to compare is left out."""
    codes = tuple(levels.strong(number, _agreement(database, number)) for number in range(strong))
    some = database.sql(
        f"SELECT {', '.join(f'count({one.name}) > 1' for one in (*levels.PLAIN, *codes))} FROM profile"  # noqa: S608
    ).fetchall()[0]
    return tuple(one for one, has in zip((*levels.PLAIN, *codes), some, strict=True) if has)


def _agreement(database: Any, number: int) -> float:  # noqa: ANN401
    """How often rows of the same names and birth date share this identifier: a permit's number changes, a person's does not."""
    name = f"strong_{number}"
    same, of = database.sql(
        f"SELECT count(*) FILTER (l.{name} = r.{name}), count(*) FROM every_row l JOIN every_row r"  # noqa: S608
        " ON l.surname = r.surname AND l.given = r.given AND l.born = r.born AND l.n < r.n"
        f" WHERE l.{name} IS NOT NULL AND r.{name} IS NOT NULL"
    ).fetchall()[0]
    return float(min(0.99, max(0.001, (same + TRUSTED * 20) / (of + 20))))


def weigh(database: Any, profiles: int, strong: int) -> Pairs:  # noqa: ANN401
    """All pairs that a key brings together, weighed."""
    compared = comparisons(database, strong)
    if not compared:
        none = np.zeros(0, np.int64)
        return Pairs(none, none, np.zeros(0), {}, {}, ())
    found = _splink(database, _settings(database, compared, profiles, strong))
    return Pairs(
        found["pid_l"].astype(np.int64),
        found["pid_r"].astype(np.int64),
        found["match_weight"].astype(np.float64),
        {one.name: found[f"gamma_{one.name}"].astype(np.int64) for one in compared},
        {one.name: one.best for one in compared},
        tuple(one.name for one in compared if one.name.startswith("strong_") and one.levels[0].m > UNTOLD),
    )


def _splink(database: Any, settings: dict[str, Any]) -> dict[str, NDArray[Any]]:  # noqa: ANN401
    try:
        from splink import DuckDBAPI, Linker
    except ImportError:
        raise InputError("Splink is not installed; install clerestory[response]") from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        interface = DuckDBAPI(database)
        linker = Linker(interface.register("profile"), settings, log_level=None, validate_settings=False)
        answer = linker.inference.predict()
        columns = ", ".join(["pid_l", "pid_r", "match_weight", *_gammas(settings)])
        found = database.sql(
            f"SELECT {columns} FROM {answer.physical_name} ORDER BY pid_l, pid_r"  # noqa: S608
        ).to_arrow_table()
    return {name: found.column(name).to_numpy() for name in found.column_names}


def _gammas(settings: dict[str, Any]) -> list[str]:
    return [f"gamma_{one['output_column_name']}" for one in settings["comparisons"]]


def _settings(
    database: Any,  # noqa: ANN401
    compared: Sequence[Comparison],
    profiles: int,
    strong: int,
) -> dict[str, Any]:
    frequency = profiles / (profiles + SMALL)
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "pid",
        "retain_matching_columns": True,  # with them come the levels
        "probability_two_random_records_match": min(0.5, 2 * DUPLICATES / max(profiles - 1, 1)),
        "blocking_rules_to_generate_predictions": [f"l.{key} = r.{key}" for key in blocks(strong)],
        "comparisons": [_comparison(one, _shares(database, one), frequency) for one in compared],
    }


def _shares(database: Any, one: Comparison) -> list[float]:  # noqa: ANN401
    """How often two profiles are at each level (best first, then different), by the sample and what was declared."""
    declared = [level.u for level in one.levels]
    declared.append(1 - sum(declared))
    if one.name.startswith("strong_"):
        return declared
    columns = ("pid", "surname", "given", "born", "place", "street", "code")
    side = ", ".join(f"{name} AS {name}_{{0}}" for name in dict.fromkeys(columns))
    sample = f"SELECT {side} FROM profile WHERE {one.name} IS NOT NULL ORDER BY hash(pid), pid LIMIT {SAMPLE}"  # noqa: S608
    counted = dict(
        database.sql(
            f"SELECT {one.sql()} AS level, count(*) FROM ({sample.format('l')}) JOIN ({sample.format('r')})"  # noqa: S608
            " ON pid_l < pid_r GROUP BY level"
        ).fetchall()
    )
    numbers = range(one.best, -1, -1)
    total = sum(counted.get(number, 0) for number in numbers)
    return [
        (counted.get(number, 0) + BELIEVED * u) / (total + BELIEVED)
        for number, u in zip(numbers, declared, strict=True)
    ]


def _comparison(one: Comparison, shares: list[float], frequency: float) -> dict[str, Any]:
    made: list[dict[str, Any]] = [
        {"sql_condition": one.missing, "label_for_charts": "missing", "is_null_level": True}
    ]
    for level, u in zip(one.levels, shares, strict=False):
        told: dict[str, Any] = {"sql_condition": level.condition, "label_for_charts": level.words}
        told |= {"m_probability": level.m, "u_probability": u}
        if level.common:
            told |= {
                "tf_adjustment_column": level.common,
                "tf_adjustment_weight": frequency,
                "disable_tf_exact_match_detection": True,
            }
        made.append(told)
    rest = max(1 - sum(level.m for level in one.levels), 1e-6)
    made.append({
        "sql_condition": "ELSE", "label_for_charts": "different", "m_probability": rest, "u_probability": shares[-1],
    })  # fmt: skip
    return {"output_column_name": one.name, "comparison_levels": made}
