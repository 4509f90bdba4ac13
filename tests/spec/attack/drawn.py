"""Small published tables drawn by hand, and the evidence that belongs to them.

A withheld cell is drawn with its true count in brackets: ``[3]``. The first row and column are
totals, so every drawing shows its own sums.
"""

import numpy as np

from clerestory.release.evidence import Evidence
from clerestory.release.jsonstat import Dimension, PublishedCube

TOTAL = "Total"


def drawn(text: str, table: str = "drawn", variables: tuple[str, str] = ("place", "kind"), **options):
    """A two-way table: ``PublishedCube`` and the true counts."""
    lines = [line.split() for line in text.strip().splitlines()]
    columns, rows = tuple(lines[0]), tuple(line[0] for line in lines[1:])
    words = [word for line in lines[1:] for word in line[1:]]
    counts = np.array([int(word.strip("[]")) for word in words])
    shown = [None if word.startswith("[") else int(word) for word in words]
    children = options.pop("children", {})
    dimensions = (
        dimension(variables[0], rows, children.get(variables[0])),
        dimension(variables[1], columns, children.get(variables[1])),
        Dimension("measure", "measure", ("records",), {}, {}),
    )
    cube = PublishedCube(
        table, "collection", "Drawn", "nobody", "2026-01-01", dimensions, tuple(shown), **options
    )
    return cube, counts


def dimension(name, codes, child=None):
    flat = {TOTAL: tuple(code for code in codes if code != TOTAL)} if TOTAL in codes else {}
    return Dimension(name, name, codes, {}, flat if child is None else child)


def evidence(cubes_and_counts, moves=(), minimum=11, owed=3, **changed):
    """Evidence of several drawn tables; a move is {cell number: change}."""
    counts = np.concatenate([counts for _, counts in cubes_and_counts]).astype(np.int64)
    withheld = np.array([value is None for cube, _ in cubes_and_counts for value in cube.values])
    primary = (counts >= 1) & (counts < minimum)
    parts = {
        "count": counts,
        "status": np.where(primary, 1, np.where(withheld, 2, 0)).astype(np.int8),
        "owed": np.where(primary, owed, 0).astype(np.int32),
        "start": np.cumsum([0, *(len(move) for move in moves)]).astype(np.int64),
        "cell": np.array([cell for move in moves for cell in move], dtype=np.int64),
        "delta": np.array([change for move in moves for change in move.values()], dtype=np.int64),
        "lp_cell": np.zeros(0, dtype=np.int64),
        "lp_low": np.zeros(0),
        "lp_high": np.zeros(0),
    }
    return Evidence(**{**parts, **changed})
