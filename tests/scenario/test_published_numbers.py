"""Every published number agrees with the vault, none is small, and no unsafe cell can be narrowed."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from tests.scenario import vault_recount as recount

MINIMUM, WIDTH, TRIED = 11, 3, 12
COLLECTIONS = ("ccw", "dros", "fsc", "awr", "gvro", "roster", "arrests", "homicides")


@pytest.fixture(scope="module")
def published(demo: Path) -> dict[str, list[recount.Cube]]:
    found = defaultdict(list)
    for cube in recount.cubes(demo / "published" / "site").values():
        found[cube["extension"]["collection"]].append(cube)
    return found


def test_all_eight_collections_are_published(published) -> None:
    assert set(published) == set(COLLECTIONS)


def test_vault_evidence_and_keys_are_for_their_owner_alone(demo: Path) -> None:
    inside = [
        path for name in ("vault", "evidence", "keys") for path in (demo / name, *(demo / name).rglob("*"))
    ]
    assert len(inside) > 20
    assert [path for path in inside if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_published_number_agrees_with_the_vault(demo: Path, published, collection: str) -> None:
    for cube in published[collection]:
        truth = recount.true_counts(demo / "vault" / "records.duckdb", cube)
        assert len(truth) == len(cube["value"]) == len(cube["status"])
        for count, value, status in zip(truth, cube["value"], cube["status"], strict=True):
            assert (status == "p" and value == count) or (status == "c" and value is None)
            assert value is None or value == 0 or value >= MINIMUM


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_no_unsafe_cell_can_be_narrowed_below_the_owed_width(demo: Path, published, collection: str) -> None:
    system = _system(demo / "vault" / "records.duckdb", published[collection])
    assert set(system.unsafe) <= set(system.withheld)
    drawn = np.random.default_rng(11).permutation(system.unsafe)[:TRIED]
    for cell in drawn:
        low, high = (system.bound(cell, sign) for sign in (1, -1))
        assert high - low >= WIDTH, f"{collection}: an unsafe cell is known to within {high - low:.1f}"


class _System:
    """The equations an intruder can write down, over the cells of all cubes of a collection."""

    def __init__(self, equations, truth, withheld) -> None:
        self.truth, self.withheld = truth, withheld
        self.unsafe = np.flatnonzero((truth > 0) & (truth < MINIMUM))
        self.column = np.full(truth.size, -1)
        self.column[withheld] = np.arange(withheld.size)
        rows, known = [], []
        for parent, children in equations:
            row = [(self.column[parent], 1.0)] if self.column[parent] >= 0 else []
            row += [(self.column[child], -1.0) for child in children if self.column[child] >= 0]
            if row:
                rows.append(row)
                known.append(
                    sum(truth[c] for c in children if self.column[c] < 0)
                    - (truth[parent] if self.column[parent] < 0 else 0)
                )
        if not rows:  # nothing is withheld: nothing to solve
            return
        entries = [(number, at, value) for number, row in enumerate(rows) for at, value in row]
        numbers, columns, values = zip(*entries, strict=True)
        self.matrix = csr_array((values, (numbers, columns)), shape=(len(rows), withheld.size))
        self.known = np.array(known, dtype=float)

    def bound(self, cell: int, sign: int) -> float:
        objective = np.zeros(self.withheld.size)
        objective[self.column[cell]] = sign
        solved = linprog(objective, A_eq=self.matrix, b_eq=self.known, bounds=(0, None), method="highs")
        assert solved.status in (0, 3), solved.message
        return sign * solved.fun if solved.status == 0 else sign * -np.inf


def _system(vault: Path, cubes_of) -> _System:
    coarse = _coarse(cubes_of)
    number: dict[frozenset, int] = {}
    truth, withheld, equations = [], [], []
    for cube, keys in zip(cubes_of, recount.leaf_sets(cubes_of, coarse), strict=True):
        counts = recount.true_counts(vault, cube)
        cells = []
        for key, count, status in zip(keys, counts, cube["status"], strict=True):
            if key not in number:
                number[key] = len(truth)
                truth.append(int(count))
                withheld.append(status == "c")
            assert truth[number[key]] == count
            assert withheld[number[key]] == (status == "c"), "one cell, two answers"
            cells.append(number[key])
        equations += _equations(cube, np.array(cells))
    return _System(equations, np.array(truth), np.flatnonzero(withheld))


def _coarse(cubes_of) -> dict:
    """What each coarse variable's codes mean in the codes of the finer one."""
    meaning: dict = {}
    for cube in cubes_of:
        for name, fine in cube["extension"].get("coarsens", {}).items():
            holder = next(c for c in cubes_of if fine in c["id"])
            category = holder["dimension"][fine]["category"]
            codes = cube["dimension"][name]["category"]["index"]
            meaning[name] = {"_fine": fine} | {
                code: frozenset(recount.leaves_of(category, code)) for code in codes if code != "Total"
            }
    return meaning


def _equations(cube, cells):
    names = recount.dimensions(cube)
    shape = [len(cube["dimension"][name]["category"]["index"]) for name in names]
    grid = cells.reshape(shape)
    for axis, name in enumerate(names):
        category = cube["dimension"][name]["category"]
        at = {code: place for place, code in enumerate(category["index"])}
        for parent, children in category.get("child", {}).items():
            above = np.take(grid, at[parent], axis).ravel()
            below = [np.take(grid, at[child], axis).ravel() for child in children]
            yield from ((a, b) for a, *b in zip(above, *below, strict=True) if [a] != b)
