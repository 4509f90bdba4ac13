"""How few cells ``clerestory table protect`` withholds on the made-up cubes, how it proves them, in what time.

usage: python benchmarks/table_protect.py [three] [four] [seeds] [areas] [integer] [large]
Without a word, all of it. Times are of the whole command, loading and writing included, and, as the
command itself says, of its compute: reading, search and proof. Beside the cells withheld stands what
no protection can do without (``lower_bound.py``); each cube is attacked afterwards, as strangers would.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import lower_bound
import made_up

THREE, FOUR = ("county", "year", "race"), ("county", "year", "sex", "race")
FIVE = (*FOUR, "agency")


def main():
    wanted = sys.argv[1:] or ["three", "four", "seeds", "areas", "integer", "large"]
    command("demo", "--help")  # nothing is counted before the program was read once
    subprocess.run([sys.executable, "-c", COMPILE], check=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for word in wanted:
            TRIALS[word](folder)


def three(folder):
    leaves = made_up.million_records().sum(axis=2)
    trial(folder, "three", leaves, THREE)
    trial(folder, "three, quick", leaves, THREE, "--quick")


def four(folder):
    trial(folder, "four", made_up.million_records(), FOUR, "--width", "3")


def integer(folder):
    trial(folder, "four, in integers", made_up.million_records(), FOUR, "--proof", "integer")


def seeds(folder):
    trial(folder, "seed 11", made_up.million_records(11), FOUR)
    trial(folder, "300,000 records", made_up.million_records(7, 300_000), FOUR)


def areas(folder):
    trial(folder, "12 areas", made_up.million_records(), FOUR, regions="areas")


def large(folder):
    trial(folder, "five", made_up.million_cells(), FIVE, "--recode")


def trial(folder, name, leaves, variables, *more, regions="regions"):
    """Protect, then attack; a line of figures each."""
    hierarchies = made_up.write_records(folder, leaves, variables, regions)
    trees = [word for own, file in hierarchies.items() for word in ("--hierarchy", f"{own}={file}")]
    words = ["table", "protect", str(folder / "records.parquet"), "--by", ",".join(variables), *trees]
    out = folder / "out.csv"
    told = timed(name, *words, "--out", str(out), *more)
    if "cells" not in told:
        return
    wanted = ("cells", "primary", "published", "integer", "continuous", "narrowest")
    withheld = told["primary"] + told["secondary"]
    print("  ", {key: told[key] for key in wanted}, "withheld", withheld, "seconds", told["seconds"])
    if "--recode" not in more:
        least = lower_bound.least(leaves, variables, regions)
        print(f"   {withheld / least - 1:.2%} above the bound of {least:,}")
    trees = [
        word
        for own, file in (hierarchies | told["hierarchies"]).items()
        for word in ("--hierarchy", f"{own}={file}")
    ]
    found = timed(f"{name}, attacked", "table", "attack", str(out), "--by", ",".join(variables), *trees)
    print("  ", {"recoverable": len(found.get("recoverable", ())), "proof": found.get("proof")})


def timed(name, *words):
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = command(*words, "--json")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    compute = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{name}: exit {done.returncode}, {time.monotonic() - began:.1f} s, {compute:.1f} s of compute, "
        f"most memory so far {after.ru_maxrss / 1e6:.1f} GB",
        flush=True,
    )
    return json.loads(done.stdout or "{}")


def command(*words):
    return subprocess.run(
        [sys.executable, "-m", "clerestory", *words],
        stdout=subprocess.PIPE,
        check=False,
        stderr=subprocess.DEVNULL,
    )


COMPILE = "from clerestory.records.protection import compile_caches; compile_caches()"
TRIALS = {"three": three, "four": four, "seeds": seeds, "areas": areas, "integer": integer, "large": large}

if __name__ == "__main__":
    main()
