"""Cells withheld and seconds beside pytauargus, on the same made-up cubes in one run.

pytauargus wants an environment of its own: ``python -m venv V; V/bin/pip install pytauargus``. Then
``python benchmarks/against_tauargus.py V/bin/python`` runs this file there on the same leaves.
Its modular method asks for one count above and below (its safety range), ours for an interval.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MINIMUM = 11


def ours(leaves, tree):
    import numpy as np

    from clerestory.project.model import Policy
    from clerestory.records.cubes.cube import UnprotectedCube
    from clerestory.records.protection import compile_caches, protect
    from clerestory.vocabulary.hierarchy import Hierarchy

    compile_caches()
    flat = [Hierarchy.flat(tuple(f"{axis}{at}" for at in range(size))) for axis, size in enumerate(leaves.shape)]
    names = tuple(f"v{axis}" for axis in range(leaves.ndim))
    order = [int(leaf[1:]) for leaf in tree.leaves]
    cube = UnprotectedCube("t", "c", names, (tree, *flat[1:]), np.take(leaves, order, 0), MINIMUM)
    protect([cube], Policy())  # compiled for this shape
    started = time.perf_counter()
    done = protect([cube], Policy())
    return {"withheld": done.summary.withheld, "primary": done.summary.primary, "seconds": time.perf_counter() - started}
