"""How long ``clerestory table attack`` takes on the made-up cubes with only the primaries withheld.

usage: python benchmarks/table_attack.py [--large]
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import made_up


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = made_up.million_records()
        one(folder, "three", small.sum(axis=2), ("county", "year", "race"))
        one(folder, "four", small, ("county", "year", "sex", "race"))
        if "--large" in sys.argv:
            one(folder, "five", made_up.million_cells(), ("county", "year", "sex", "race", "agency"))


def one(folder, name, leaves, variables):
    cells, blanks, _ = made_up.write(folder, name, leaves, variables)
    words = [f"{name}.csv", "--by", ",".join(variables), "--hierarchy", "county=county.csv", "--json"]
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "clerestory", "table", "attack", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        check=False,
    )
    seconds = time.monotonic() - began
    print(
        f"{' x '.join(variables)}: {cells} cells, {blanks} withheld, {seconds:.1f} s, exit {done.returncode}"
    )
    print(json.dumps(json.loads(done.stdout)["proof"]))


if __name__ == "__main__":
    main()
