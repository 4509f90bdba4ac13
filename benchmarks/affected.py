"""People from rows, at full scale, against the known truth: 240,000 rows of 192,000 people, several error models.

    python benchmarks/affected.py [--rows 240000] [--only "as stated"] [--plain]

``--plain`` measures beside it what exact rules alone would find: a shared identifier, or the same names and birth date.
The figures go to docs/reference/measurements.md.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from tests.scenario.affected.made_up import HARDER, made, write

from clerestory.records.affected.people import resolve
from clerestory.records.affected.truth import judged
from clerestory.vocabulary.status import Identifies

COLUMNS = {
    "last_name": Identifies.SURNAME, "first_name": Identifies.GIVEN, "birth_date": Identifies.DATE,
    "drivers_license": Identifies.STRONG, "cii_number": Identifies.STRONG,
    "street_address": Identifies.ADDRESS, "zip": Identifies.POSTCODE,
}  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=240_000)
    parser.add_argument("--only", choices=list(HARDER))
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--seed", type=int, default=20_220_627)
    args = parser.parse_args()
    print(
        f"{'errors':<26} {'people':>8} {'found':>8} {'precision':>9} {'recall':>8} {'exact':>8} {'review':>7} {'s':>6}"
    )
    for words in [args.only] if args.only else HARDER:
        table = made(args.rows, args.rows * 4 // 5, HARDER[words], args.seed)
        with tempfile.TemporaryDirectory() as folder:
            file = write(Path(folder) / "rows.csv", table)
            begun = time.monotonic()
            people = resolve(file, COLUMNS, truth="person")
            took = time.monotonic() - begun
        told(words, judged(people.person.tolist(), people.truth), people.people, len(people.review), took)
        print("  ", people.by_rule)
        if args.plain:
            begun = time.monotonic()
            found = plain(table)
            told(
                "  exact rules alone",
                judged(found, [row[-1] for row in table]),
                max(found) + 1,
                0,
                time.monotonic() - begun,
            )


def told(words, figures, found, review, took):
    print(
        f"{words:<26} {figures['people']:>8,} {found:>8,} {figures['precision']:>9.5f} {figures['recall']:>8.5f}"
        f" {figures['people_exact_share']:>8.5f} {review:>7,} {took:>6.1f}",
        flush=True,
    )


def plain(table):
    """Connected by equality: either number, or both names and the birth date."""
    left, right = [], []
    for key in (
        lambda row: row[6],
        lambda row: row[7],
        lambda row: all(row[1:4]) and tuple(word.upper().strip() for word in row[1:4]),
    ):
        first = {}
        for at, row in enumerate(table):
            if key(row) and key(row) != "00000000":
                left.append(at)
                right.append(first.setdefault(key(row), at))
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(len(table), len(table)))
    return connected_components(graph, directed=False)[1].tolist()


if __name__ == "__main__":
    main()
