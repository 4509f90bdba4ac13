"""Profiles: rows that say the same in every column are compared once. And where to look for their like.

``profile``: ``pid`` (the place of its first row), the columns compared, one key for each way in which rows of
one person are found together. A row that says too little to tell anybody apart is a profile of its own.
"""

from typing import Any

LARGEST_BLOCK = 500  # more rows of one key than this are found by the other keys, or not alike by it
COMPARED = ("surname", "given", "suffix", "born", "place", "street", "code")
_TOLD = "((surname IS NOT NULL)::INT + (given IS NOT NULL)::INT + (born IS NOT NULL)::INT + (place IS NOT NULL)::INT)"

KEYS = (
    "born || '|' || surname",
    "born || '|' || given",
    "born || '|' || left(surname, 2) || '|' || left(given, 1)",
    "born || '|' || least(surname, given) || '|' || greatest(surname, given)",
    "surname || '|' || given || '|' || left(born, 4)",
    "surname || '|' || given || '|' || right(born, 4)",
    "place || '|' || surname",
    "place || '|' || given",
    "place || '|' || born",
    "surname || '|' || given || '|' || code",
)


def make(database: Any, strong: int) -> int:  # noqa: ANN401  (a DuckDB connection)
    """Make ``profile`` of ``every_row``, and ``row_profile``; the number of profiles."""
    codes = tuple(f"strong_{number}" for number in range(strong))
    columns = ", ".join((*COMPARED, *codes))
    tells = " OR ".join((f"{_TOLD} >= 3", *(f"{code} IS NOT NULL" for code in codes)))
    database.execute(
        f"CREATE TABLE row_profile AS SELECT n, min(n) OVER (PARTITION BY {columns}, CASE WHEN {tells} THEN '' ELSE row_id END)"  # noqa: S608
        " AS pid FROM every_row"
    )
    database.execute(
        f"CREATE TABLE plain_profile AS SELECT n AS pid, {columns} FROM every_row WHERE n IN (SELECT pid FROM row_profile)"  # noqa: S608
    )
    expressions = (*KEYS, *codes)
    keys = ", ".join(f"{key} AS key_{at}" for at, key in enumerate(expressions))
    kept = ", ".join(
        f"CASE WHEN count(*) OVER (PARTITION BY key_{at}) <= {LARGEST_BLOCK} THEN key_{at} END AS key_{at}"
        for at in range(len(expressions))
    )
    database.execute(
        f"CREATE TABLE profile AS SELECT pid, {columns}, {kept} FROM (SELECT *, {keys} FROM plain_profile) ORDER BY pid"  # noqa: S608
    )
    return int(database.sql("SELECT count(*) FROM profile").fetchall()[0][0])


def blocks(strong: int) -> tuple[str, ...]:
    """The names of the keys."""
    return tuple(f"key_{at}" for at in range(len(KEYS) + strong))
