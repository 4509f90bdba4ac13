"""How many cells ``protect`` withholds on small random tables, beside the exact optimum.

usage: python benchmarks/small_tables.py [--first 0] [--last 1000] [--tier continuous]
Each table is also checked: its intervals by programs of the reference, of the tier asked for.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.optimum import is_protected, optimum
from tests.small_tables import drawn


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--last", type=int, default=1_000)
    parser.add_argument("--tier", choices=("continuous", "integer"), default="continuous")
    args = parser.parse_args()
    rows = np.array([one(seed, args.tier) for seed in range(args.first, args.last)])
    ours, fewest, seconds, reference = rows.T
    print(f"{len(rows)} tables, {args.tier}: {ours.sum():.0f} cells withheld, optimum {fewest.sum():.0f}")
    print(
        f"on average {np.mean(ours / fewest):.4f} of the optimum, at most {np.max(ours / fewest):.3f}, ",
        end="",
    )
    print(f"the optimum itself in {np.mean(ours == fewest):.0%}; never below: {(ours >= fewest).all()}")
    print(f"seconds: ours {seconds.sum():.1f}, branch and cut {reference.sum():.1f}")


def one(seed, tier):
    table = drawn(seed)
    began = time.monotonic()
    withheld = table.withheld(tier)
    ended = time.monotonic()
    given = table.reference()
    if not is_protected(given, withheld, tier):
        raise SystemExit(f"table {seed}: a cell is narrower than owed")
    ended_check = time.monotonic()
    fewest = optimum(given, tier)
    return withheld.sum(), fewest.sum(), ended - began, time.monotonic() - ended_check


if __name__ == "__main__":
    main()
