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
    flat = [
        Hierarchy.flat(tuple(f"{axis}-{at}" for at in range(size))) for axis, size in enumerate(leaves.shape)
    ]
    names = tuple(f"v{axis}" for axis in range(leaves.ndim))
    order = [int(leaf[1:]) for leaf in tree.leaves]
    cube = UnprotectedCube("t", "c", names, (tree, *flat[1:]), np.take(leaves, order, 0), MINIMUM)
    protect([cube], Policy())  # compiled for this shape
    started = time.perf_counter()
    done = protect([cube], Policy())
    return {
        "withheld": done.summary.withheld,
        "primary": done.summary.primary,
        "seconds": time.perf_counter() - started,
    }


def theirs(records_file, tree_file):
    """Runs where pytauargus is: microdata, a frequency rule, modular suppression."""
    import csv

    from pytauargus import protect

    with Path(records_file).open(newline="") as lines:
        rows = list(csv.reader(lines))
    columns = {name: list(own) for name, own in zip(rows[0], zip(*rows[1:], strict=True), strict=True)}
    columns["one"] = [1] * (len(rows) - 1)
    names = rows[0]
    started = time.perf_counter()
    done = protect(
        columns,
        [names],
        "one",
        safety_rules=f"FREQ({MINIMUM},10)",
        suppress="MOD(1,5,1,1,1)",
        hrc={names[0]: tree_file},
        hierleadstring="@",
    )
    seconds = time.perf_counter() - started
    status = [str(one) for one in done.tables[0].status()]
    return {"status": {one: status.count(one) for one in sorted(set(status))}, "seconds": seconds}


def main(python):
    import numpy as np
    from benchmarks.made_up import million_records, regions

    from clerestory.vocabulary.hierarchy import Hierarchy

    counts = million_records().sum(axis=2)  # county, year, race
    region = regions()
    parent = {f"R{at}": "Total" for at in range(9)} | {
        f"c{at}": f"R{region[at]}" for at in range(len(region))
    }
    tree = Hierarchy(parent)
    result = {"clerestory": ours(counts, tree)}
    with tempfile.TemporaryDirectory() as folder:
        records, nested = Path(folder) / "records.csv", Path(folder) / "county.hrc"
        cells = np.argwhere(counts)
        rows = [
            line
            for cell in cells
            for line in [",".join((f"c{cell[0]}", f"y{cell[1]}", f"r{cell[2]}"))] * int(counts[tuple(cell)])
        ]
        records.write_text("county,year,race\n" + "\n".join(rows) + "\n")
        nested.write_text(
            "".join(
                f"R{at}\n" + "".join(f"@c{county}\n" for county in range(len(region)) if region[county] == at)
                for at in range(9)
            )
        )
        done = subprocess.run(
            [python, __file__, "--theirs", str(records), str(nested)],
            capture_output=True,
            text=True,
            check=False,
        )
        result["pytauargus"] = (
            json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else done.stderr[-500:]
        )
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--theirs"]:
        print(json.dumps(theirs(sys.argv[2], sys.argv[3])))
    else:
        sys.path.insert(0, str(Path(__file__).parents[1]))
        main(sys.argv[1])
