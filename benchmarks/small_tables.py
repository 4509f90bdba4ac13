"""How many cells ``protect`` withholds on small random tables, beside the exact optimum.

usage: python benchmarks/small_tables.py [--first 0] [--last 1000] [--tier continuous] [--limit 10]
Each table is also checked: its intervals by programs of the reference, of the tier asked for. Some tables keep
branch and cut busy for minutes: after the limit (seconds of compute) its bound stands for the optimum, which is
as many or more; so a ratio is told too high there, never too low. A line a table goes to stderr.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.optimum import fewest, is_protected
from tests.small_tables import drawn


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--last", type=int, default=1_000)
    parser.add_argument("--tier", choices=("continuous", "integer"), default="continuous")
    parser.add_argument("--limit", type=float, default=10.0)
    args = parser.parse_args()
    rows = np.array([one(seed, args.tier, args.limit) for seed in range(args.first, args.last)])
    ours, fewest_, seconds, reference, ended = rows.T
    print(f"{len(rows)} tables, {args.tier}: {ours.sum():.0f} cells withheld, optimum {fewest_.sum():.0f}")
    print(
        f"on average {np.mean(ours / fewest_):.4f} of the optimum, at most {np.max(ours / fewest_):.3f}, ",
        end="",
    )
    print(f"the optimum itself in {np.mean(ours == fewest_):.0%}; never below: {(ours >= fewest_).all()}")
    print(f"the optimum is a bound for {np.sum(ended == 0):.0f} tables, of which the search reached ", end="")
    print(f"{np.sum((ended == 0) & (ours == fewest_)):.0f}")
    print(f"seconds of compute: ours {seconds.sum():.1f}, branch and cut {reference.sum():.1f}")


def one(seed, tier, limit):
    table = drawn(seed)
    began = time.process_time()
    withheld = table.withheld(tier)
    ended = time.process_time()
    given = table.reference()
    if not is_protected(given, withheld, tier):
        raise SystemExit(f"table {seed}: a cell is narrower than owed")
    checked = time.process_time()
    least, is_enough = fewest(given, tier, limit)
    told = withheld.sum(), least, ended - began, time.process_time() - checked, is_enough
    print(seed, *told, file=sys.stderr, flush=True)
    return told


if __name__ == "__main__":
    main()
