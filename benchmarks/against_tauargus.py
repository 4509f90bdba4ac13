"""Cells withheld and seconds beside pytauargus, on the same made-up cubes in one run; then both attacked.

pytauargus wants an environment of its own: ``python -m venv V; V/bin/pip install pytauargus==0.6.0``.
usage: python benchmarks/against_tauargus.py V/bin/python [three] [four] [--limit SECONDS]

Its modular method asks for one count above and below (its safety range), ours for an interval. It runs twice, with
its options for singletons and without: that withholds less. Seconds are of protecting alone, records already
counted; the ratio is of processor time, since other work may run beside. All codes of a variable have one
length: its engine pads shorter ones, then misses them in its list of codes (1017).
"""

import argparse
import csv
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MINIMUM = 11
METHODS = {"with singletons": "MOD(1,5,1,1,1)", "without singletons": "MOD(1,5,0,0,0)"}
CUBES = {"three": ("county", "year", "race"), "four": ("county", "year", "sex", "race")}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("python", help="the Python that has pytauargus")
    parser.add_argument("cubes", nargs="*", help="three, four, or nothing for both")
    parser.add_argument("--limit", type=int, default=840, help="seconds of compute that pytauargus may take")
    args = parser.parse_args()
    for name in args.cubes or CUBES:
        with tempfile.TemporaryDirectory() as folder:
            beside(args, name, Path(folder))


def beside(args, name, folder):
    """A line each: ours, then theirs by both methods."""
    import made_up

    leaves = made_up.million_records()
    leaves = leaves.sum(axis=2) if name == "three" else leaves
    files = made_up.write_records(folder, leaves, CUBES[name])
    write_for_theirs(folder, leaves, CUBES[name], made_up.trees()["county"])
    own = ours(folder, CUBES[name], files)
    own["attacked"] = attacked(own.pop("table"), CUBES[name], files)
    print(name, "clerestory", json.dumps(own), flush=True)
    for title, method in METHODS.items():
        words = [args.python, str(Path(__file__).absolute()), "--theirs", method, ",".join(CUBES[name])]
        other = bounded(words, folder, args.limit)
        if "table" in other:
            other["attacked"] = attacked(folder / other.pop("table"), CUBES[name], files)
            other["times our compute"] = other["compute"] / own["compute"]
        print(name, "pytauargus", title, json.dumps(other), flush=True)


def ours(folder, variables, files):
    """Runs where the product is, in this process: compiled code is read from its files first."""
    from clerestory.project.model import Policy
    from clerestory.records.protection import compile_caches, protect
    from clerestory.records.protection.record_files import read_records
    from clerestory.records.protection.tabulation import read_hierarchy, tabulate
    from clerestory.records.protection.write.columns import csv_bytes

    compile_caches()
    trees = {name: read_hierarchy(Path(file)) for name, file in files.items()}
    cube = tabulate(read_records(folder / "records.parquet", variables), variables, trees, MINIMUM, None, "t")
    began = time.perf_counter(), time.process_time()
    done = protect([cube], Policy(minimum=MINIMUM))
    seconds, compute = time.perf_counter() - began[0], time.process_time() - began[1]
    (folder / "ours.csv").write_bytes(csv_bytes(done.cubes[0]))
    told = done.summary
    return {
        "cells": told.cells, "primary": told.primary, "withheld": told.withheld, "integer": told.integer,
        "seconds": seconds, "compute": compute, "table": folder / "ours.csv",
    }  # fmt: skip


def write_for_theirs(folder, leaves, variables, tree):
    """A line a record, and the hierarchy as it reads them: children below a parent, one ``@`` deeper."""
    import numpy as np

    place = np.repeat(np.arange(leaves.size), leaves.ravel())
    columns = np.unravel_index(place, leaves.shape)
    with (folder / "records.csv").open("w", newline="") as file:
        codes = [
            [f"{name[0].upper()}{k:02d}" for k in own] for name, own in zip(variables, columns, strict=True)
        ]
        csv.writer(file).writerows(zip(*codes, strict=True))
    areas = [code for code, above in tree if above == "Total"]
    nested = [[padded(area), *(f"@{code}" for code, above in tree if above == area)] for area in areas]
    (folder / "county.hrc").write_text("".join(f"{code}\n" for own in nested for code in own))


def padded(area):
    """``G3`` as long as ``C03``; ``plain`` is the way back."""
    return f"G0{area[1:]}"


def plain(code):
    return code.replace("G0", "G")


def bounded(command, folder, limit):
    """What the other one tells, or why it told nothing; its logs lie where it runs."""
    done = subprocess.run(
        ["prlimit", f"--cpu={limit}:{limit + 60}", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == -signal.SIGXCPU:
        return {"not finished in seconds of compute": limit}
    if done.returncode:
        return {"failed": done.stderr[-300:]}
    return json.loads(done.stdout.splitlines()[-1])


def theirs(method, variables):
    """Runs where pytauargus is, in the folder: records, a frequency rule, suppression; only that last step is timed."""
    from pytauargus import protect
    from pytauargus.engine import Engine

    spent = {}

    def timed(engine, command, act=Engine.suppress):
        began = time.perf_counter(), time.process_time()
        act(engine, command)
        spent["seconds"], spent["compute"] = (
            time.perf_counter() - began[0],
            time.process_time() - began[1],
        )

    Engine.suppress = timed
    with Path("records.csv").open(newline="") as lines:
        columns = dict(zip(variables, map(list, zip(*csv.reader(lines), strict=True)), strict=True))
    columns["one"] = [1] * len(columns[variables[0]])
    began = time.perf_counter()
    done = protect(
        columns,
        [list(variables)],
        "one",
        safety_rules=f"FREQ({MINIMUM},10)",
        suppress=method,
        hrc={variables[0]: str(Path("county.hrc").absolute())},
        hierleadstring="@",
        workdir="theirs",
    )
    (table,) = done.tables
    write_theirs(table, variables, Path("theirs.csv"))
    status = [str(one) for one in table.status()]
    return {
        "cells": len(status), "primary": status.count("U"), "withheld": status.count("U") + status.count("M"),
        **spent, "seconds with reading": time.perf_counter() - began, "table": "theirs.csv",
    }  # fmt: skip


def write_theirs(table, variables, file):
    """Its table as anybody would publish it: a blank for what it withholds."""
    with file.open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow([*variables, "count"])
        for row, status in zip(table.rows, table.status(), strict=True):
            codes = [plain(str(row[name])) for name in variables]
            writer.writerow([*codes, "" if str(status) in "UM" else int(row["one"])])


def attacked(table, variables, files):
    """What ``table attack`` recovers, narrower than 3 or exact."""
    trees = [word for own, file in files.items() for word in ("--hierarchy", f"{own}={file}")]
    words = ["table", "attack", str(table), "--by", ",".join(variables), *trees, "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "clerestory", *words], capture_output=True, text=True, check=False
    )
    found = json.loads(done.stdout)
    if "recoverable" not in found:
        return found
    exact = sum("value" in cell for cell in found["recoverable"])
    return {"recovered": len(found["recoverable"]), "exact": exact}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--theirs"]:
        print(json.dumps(theirs(sys.argv[2], sys.argv[3].split(","))))
    else:
        main()
