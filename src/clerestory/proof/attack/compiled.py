"""Compile what is compiled, once, on a table of six cells that needs every part of it."""

import numpy as np
from scipy import sparse

from clerestory.proof.attack.climbs import climbs_in
from clerestory.proof.attack.linked import link
from clerestory.proof.attack.programs import Program
from clerestory.proof.attack.recovery import recover
from clerestory.proof.attack.shown import UNBOUNDED, Axis, ShownTable


def compile_caches() -> None:
    """Fill numba's cache, so that the first attack does not wait for the compiler."""
    recover(link([_triangle()]), width=3)
    one_sum = sparse.csr_array(np.ones((1, 2), dtype=np.int64))
    climbs_in(Program(one_sum, np.array([9]), np.array([0, 0]), np.array([9, 9])))


def _triangle() -> ShownTable:
    """Three groups of which every two are published together: no equation alone gives one away."""
    sums = (
        ("xy", ("x", "y")),
        ("yz", ("y", "z")),
        ("xz", ("x", "z")),
        ("all", ("xy", "z")),
        ("all", ("v", "w")),
    )
    value = np.array([20, 5, 7, 6, 0, 0, 0, 0, 0], dtype=np.int64)
    known = value > 0
    known[0] = False
    high = np.where(known, value, UNBOUNDED)
    codes = ("all", "xy", "yz", "xz", "x", "y", "z", "v", "w")
    return ShownTable(
        "triangle", (Axis("group", codes, sums, dict(sums)),), value * known, known, value * known, high
    )
