"""Damaged files by the thousand: `python benchmarks/probe_fuzz.py [FILES] [SECONDS]`, nightly with 10000.

Each file is one of the planted set with bytes changed, cut off or moved. Every file is answered for: clean, inconclusive,
or lost (the probe said nothing of it). Tells which readers had to be ended, how many exceptions the probe itself raised,
and where a file was called clean though its bytes were not all accounted for. Exit code 1 if anything is wrong.
"""

import argparse
import resource
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.property.probe.test_damaged_files import damaged
from tests.scenario.probe.hiding_places import PLACES
from tests.scenario.probe.people import STRANGER, crowd, index_of

from clerestory.matching import compile_caches
from clerestory.matching import key as keys
from clerestory.proof.probe import search_responses
from clerestory.proof.probe.report import Report

BATCH = 500  # files for one start of the reader


@dataclass
class Told:
    """What came of the files so far."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0

    @property
    def files(self) -> int:
        return sum(self.counts[one] for one in ("clean", "inconclusive", "lost"))

    def take(self, batch: Mapping[str, bytes], report: Report) -> None:
        """Answer for each file of a batch."""
        self.counts["people"] += report.people
        for name, content in batch.items():
            mine = [one for one in report.ledger if one.path == name]
            troubles = [one.trouble for one in mine if one.trouble]
            self.counts["readers ended"] += any("reader stopped" in one for one in troubles)
            self.counts["exceptions of the probe"] += any("looking failed" in one for one in troubles)
            whole = any(one.size == len(content) and one.inside == "" for one in mine)
            verdict = "inconclusive" if troubles else "clean" if mine else "lost"
            self.counts[verdict] += 1
            if verdict == "lost" or (verdict == "clean" and not whole):
                self.wrong.append(name)

    @property
    def bad(self) -> bool:
        return bool(self.wrong or self.counts["people"] or self.counts["exceptions of the probe"])


def main(files: int, seconds: float, seed: int) -> int:
    compile_caches()
    key = keys.fresh()
    index = index_of(crowd(200, seed=1), key)
    whole = {name: make(STRANGER) for name, make in PLACES.items()}
    names = sorted(
        whole, key=lambda name: name.rpartition(".")[2]
    )  # of one kind together: one import of its parser
    draw = np.random.default_rng(seed)
    told, began = Told(), time.monotonic()
    while told.files < files and time.monotonic() - began < seconds:
        chosen = np.sort(draw.integers(0, len(names), min(BATCH, files - told.files)))
        batch = {f"{at} {names[one]}": damaged(whole[names[one]], draw) for at, one in enumerate(chosen)}
        start = time.monotonic()
        told.take(batch, search_responses(batch.items(), index, key))
        told.slowest = max(told.slowest, time.monotonic() - start)
    print(line(told, time.monotonic() - began, seed))
    return 1 if told.bad else 0


def line(told: Told, seconds: float, seed: int) -> str:
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    counts = told.counts
    return (
        f"{told.files:,} damaged files in {seconds:.0f} s (seed {seed}): {counts['clean']:,} clean, "
        f"{counts['inconclusive']:,} inconclusive, {counts['lost']} lost; {counts['readers ended']} readers ended, "
        f"{counts['exceptions of the probe']} exceptions of the probe, {counts['people']} people; slowest {BATCH} files "
        f"{told.slowest:.1f} s; reader {memory:.2f} GB at most; clean without being read whole or lost: "
        f"{len(told.wrong)} {told.wrong[:5]}"
    )


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("files", type=int, nargs="?", default=10_000)
    asked.add_argument("seconds", type=float, nargs="?", default=3_600)
    asked.add_argument("--seed", type=int, default=int(time.time()))
    given = asked.parse_args()
    sys.exit(main(given.files, given.seconds, given.seed))
