"""Time and error of the methods on the made-up cube, and of sums by a magnitude rule.

``python benchmarks/table_methods.py [--four]``: county x year x race (5,984 cells), or with sex too
(23,936 cells).
"""

import sys
import time
from decimal import Decimal

import numpy as np
import pyarrow as pa
from made_up import million_records, regions

from clerestory.errors import ClerestoryError
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.magnitudes import Asked, protect_magnitudes, tabulate_magnitudes
from clerestory.records.protection.methods import parameters
from clerestory.records.protection.methods.cell_key import CellKeys, drawn_keys
from clerestory.records.protection.methods.controlled import ControlledRounding
from clerestory.records.protection.methods.privacy import DifferentialPrivacy
from clerestory.records.protection.methods.small_counts import SmallCountRounding
from clerestory.records.protection.rules.p_percent import PPercent
from clerestory.records.protection.system import with_totals
from clerestory.vocabulary.hierarchy import Hierarchy
from clerestory.vocabulary.progress import Silent


def cube(leaves: np.ndarray) -> UnprotectedCube:
    """Counties in regions, and the other variables flat; counties in the order of their regions."""
    region = regions()
    parent = {f"G{g}": "Total" for g in range(9)}
    parent |= {f"C{c:02d}": f"G{region[c]}" for c in range(58)}
    county = Hierarchy(parent)
    order = [int(code[1:]) for code in county.leaves]
    others = [
        Hierarchy.flat(tuple(f"{axis}-{k}" for k in range(n))) for axis, n in enumerate(leaves.shape[1:])
    ]
    names = ("county", *(f"v{axis}" for axis in range(len(others))))
    return UnprotectedCube("made_up", "c", names, (county, *others), leaves[order].astype(np.int64), 11)


def firms(number: int, seed: int = 1) -> pa.Table:
    """Turnover of made-up firms by 8 regions, 10 branches and 4 sizes; few are very large."""
    draw = np.random.default_rng(seed)
    return pa.table(
        {
            "region": [f"R{k}" for k in draw.choice(8, number)],
            "branch": [f"B{k}" for k in draw.choice(10, number)],
            "size": [f"Z{k}" for k in draw.choice(4, number)],
            "turnover": [f"{value:.2f}" for value in draw.lognormal(4, 1.2, number)],
            "firm": [str(firm) for firm in draw.integers(0, number * 2 // 3, number)],
        }
    )


def main() -> None:
    """Print a line a method."""
    leaves = million_records()
    made = cube(leaves if "--four" in sys.argv else leaves.sum(axis=2))
    truth = with_totals(made.leaves, made.hierarchies)
    table = parameters.made(5, 3.0, 2)
    keys = drawn_keys(made.leaves, table.keys, 1)
    print(f"{truth.size} cells")
    for method in (
        SmallCountRounding(11),
        CellKeys(table, keys),
        DifferentialPrivacy(Decimal(1), None),
        ControlledRounding(11),  # refused beyond 4,000 cells
    ):
        begun = time.perf_counter()
        try:
            error = np.abs(method.apply(made, Silent()).counts - truth)
            told = f"mean error {error.mean():.2f}, largest {error.max()}"
        except ClerestoryError as refused:  # a line says why
            told = str(refused)
        print(f"{method.name}: {time.perf_counter() - begun:.2f} s, {told}")
    for by in (("region", "branch"), ("region", "branch", "size")):
        begun = time.perf_counter()
        sums = tabulate_magnitudes(firms(20_000), by, {}, Asked("turnover", holding="firm"), 2, "t")
        _, summary = protect_magnitudes(sums, [PPercent(40)])
        print(
            f"p % (40) on {summary.cells} cells: {time.perf_counter() - begun:.2f} s, {summary.primary} unsafe, "
            f"{summary.withheld} withheld, {summary.demands} proofs"
        )


if __name__ == "__main__":
    main()
