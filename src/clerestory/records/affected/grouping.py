"""People from pairs: what is put together stays together unless two of its profiles cannot be one person.

Pairs join profiles as they come, strong identifiers first, then by weight. Within each group of up to ``MOST`` every
two profiles are then compared, also those that no key brought together; a group that holds two who cannot be one is
made again, one pair at a time, and a pair that would bring such two together is left for a person to decide.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from clerestory.records.affected import levels

Ints = NDArray[np.int64]
MOST = 200  # profiles of one group that are all compared with each other


def grouped(
    database: Any,  # noqa: ANN401
    pids: Ints,
    left: Ints,
    right: Ints,
    order: Ints,
) -> tuple[Ints, NDArray[np.bool_]]:
    """The group of each profile, and which pairs were refused; ``order``: the best pairs first."""
    places_l, places_r = np.searchsorted(pids, left), np.searchsorted(pids, right)
    group = _joined(pids.size, places_l, places_r)
    refused = np.zeros(left.size, np.bool_)
    apart = _cannot_be_one(database, pids, group)
    if not apart:
        return group, refused
    torn = np.isin(group, [group[at] for at, _ in apart])
    for at in order[torn[places_l[order]]]:
        refused[at] = True  # until it is tried
    kept = _tried(places_l, places_r, order[torn[places_l[order]]], apart)
    refused[kept] = False
    return _joined(pids.size, places_l[~refused], places_r[~refused]), refused


def _joined(size: int, left: Ints, right: Ints) -> Ints:
    graph = coo_array((np.ones(left.size, np.int8), (left, right)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def _tried(left: Ints, right: Ints, order: Ints, apart: set[tuple[int, int]]) -> list[int]:
    """The pairs that can be joined, best first, without bringing two together that cannot be one."""
    enemies: dict[int, set[int]] = {}
    for a, b in apart:
        enemies.setdefault(a, set()).add(b)
        enemies.setdefault(b, set()).add(a)
    members: dict[int, set[int]] = {}
    kept = []
    for pair in order:
        a, b = int(left[pair]), int(right[pair])
        one, other = members.get(a, {a}), members.get(b, {b})
        if one is not other and _hostile(one, other, enemies):
            continue
        kept.append(int(pair))
        together = one | other
        for member in together:
            members[member] = together
    return kept


def _hostile(one: Iterable[int], other: set[int], enemies: dict[int, set[int]]) -> bool:
    return any(enemies.get(member, set()) & other for member in one)


def _cannot_be_one(database: Any, pids: Ints, group: Ints) -> set[tuple[int, int]]:  # noqa: ANN401
    """Pairs within one group of three or more whose suffix, or both given name and birth date, are clearly different."""
    sizes = np.bincount(group)
    some = np.flatnonzero((sizes[group] > 2) & (sizes[group] <= MOST))
    if not some.size:
        return set()
    import pyarrow as pa

    database.register("grouped", pa.table({"pid": pids[some], "place_in": some, "grp": group[some]}))
    columns = ("surname", "given", "born", "suffix")
    side = ", ".join(f"{name} AS {name}_{{0}}" for name in columns)
    own = f"SELECT place_in AS at_{{0}}, grp AS grp_{{0}}, {side} FROM grouped JOIN profile USING (pid)"  # noqa: S608
    found = database.sql(
        f"SELECT at_l, at_r FROM ({own.format('l')}) JOIN ({own.format('r')}) ON grp_l = grp_r AND at_l < at_r"  # noqa: S608
        f" WHERE suffix_l <> suffix_r OR ({levels.GIVEN.sql()} = 0 AND {levels.BORN.sql()} = 0)"
    ).fetchall()
    database.unregister("grouped")
    return {(int(a), int(b)) for a, b in found}
