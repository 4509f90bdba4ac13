"""A bound from below on how many cells any protection withholds, by a linear program.

usage: python benchmarks/lower_bound.py
Every sum that is shown holds no withheld cell or at least two: else it gives its one away. The least
such pattern over fractions is a bound for every tool; widths and longer sums are left out of it.
"""

import tempfile
from itertools import pairwise
from pathlib import Path

import made_up
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from clerestory.records.protection.record_files import read_records
from clerestory.records.protection.system import equations, system_of
from clerestory.records.protection.tabulation import read_hierarchy, tabulate


def main():
    four = ("county", "year", "sex", "race")
    cubes = {
        "three": (made_up.million_records().sum(axis=2), ("county", "year", "race"), "regions"),
        "four": (made_up.million_records(), four, "regions"),
        "seed 11": (made_up.million_records(11), four, "regions"),
        "300,000 records": (made_up.million_records(7, 300_000), four, "regions"),
        "12 areas": (made_up.million_records(), four, "areas"),
    }
    for name, cube in cubes.items():
        print(name, least(*cube), flush=True)


def least(leaves, variables, kind="regions"):
    """No protection of a made-up cube withholds fewer cells."""
    with tempfile.TemporaryDirectory() as folder:
        files = made_up.write_records(Path(folder), leaves, variables, kind)
        trees = {name: read_hierarchy(Path(file)) for name, file in files.items() if name in variables}
        records = read_records(Path(folder) / "records.parquet", variables)
    system = system_of([tabulate(records, variables, trees, made_up.MINIMUM, None, "t")])
    unsafe = (system.count > 0) & (system.count < made_up.MINIMUM)
    return int(unsafe.sum() + np.ceil(fewest_others(system, unsafe) - 1e-4))


def fewest_others(system, unsafe):
    """The least number of safe cells, in fractions, that leaves no unsafe cell alone in a sum."""
    free = np.flatnonzero((system.count > 0) & ~unsafe)
    number = np.full(system.count.size, -1)
    number[free] = np.arange(free.size)
    rows, right = [], []
    start, cell, _ = equations(system)
    for first, last in pairwise(start):
        own = cell[first:last]
        others = number[own[system.count[own] > 0]]
        others = others[others >= 0]
        among = unsafe[own].sum()
        if among == 1:
            rows.append((others, np.ones(others.size)))
            right.append(1)
        elif among == 0:
            rows += [(others, np.where(others == one, -1.0, 1.0)) for one in others]
            right += [0] * others.size
    column, value = (np.concatenate(parts) for parts in zip(*rows, strict=True))
    begin = np.cumsum([0, *(len(part) for part, _ in rows)])
    least_of = csr_array((value, column, begin), shape=(len(rows), free.size))
    cost = np.ones(free.size)
    found = linprog(cost, A_ub=-least_of, b_ub=-np.array(right), bounds=(0, 1), method="highs-ipm")
    return found.fun


if __name__ == "__main__":
    main()
