"""Damaged files by the thousand: `python benchmarks/probe_fuzz.py [FILES] [SECONDS]`, nightly with 10000.

Each file is one of the planted set with bytes changed, cut off or moved. Counts the verdicts and the readers
that had to be ended; says where a file was called clean though its bytes were not all accounted for.
"""

import resource
import sys
import time
from collections import Counter

import numpy as np

sys.path.insert(0, ".")

from tests.property.probe.test_damaged_files import damaged
from tests.scenario.probe.hiding_places import PLACES
from tests.scenario.probe.people import STRANGER, crowd, index_of

from clerestory.matching import compile_caches
from clerestory.matching import key as keys
from clerestory.proof.probe import search_responses

BATCH = 250


def main(files: int, seconds: float) -> int:
    compile_caches()
    key = keys.fresh()
    index = index_of(crowd(200, seed=1), key)
    whole = {name: make(STRANGER) for name, make in PLACES.items()}
    names = list(whole)
    draw = np.random.default_rng(int(time.time()))
    told: Counter[str] = Counter()
    began, longest, wrong = time.monotonic(), 0.0, []
    while told["clean"] + told["inconclusive"] < files and time.monotonic() - began < seconds:
        chosen = [names[at] for at in draw.integers(0, len(names), min(BATCH, files))]
        batch = {f"{at} {name}": damaged(whole[name], draw) for at, name in enumerate(chosen)}
        start = time.monotonic()
        report = search_responses(batch.items(), index, key)
        longest = max(longest, time.monotonic() - start)
        for name, content in batch.items():
            mine = [one for one in report.ledger if one.path == name]
            accounted = any(one.size == len(content) and one.inside == "" for one in mine)
            verdict = "inconclusive" if any(one.trouble for one in mine) else "clean"
            if any("reader stopped" in one.trouble for one in mine):
                told["of them readers ended"] += 1
            if verdict == "clean" and not accounted:
                wrong.append(name)
            told[verdict] += 1
        told["people"] += report.people
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    done = told["clean"] + told["inconclusive"]
    print(
        f"{done:,} damaged files in {time.monotonic() - began:.0f} s: {told['clean']:,} clean, {told['inconclusive']:,} "
        f"inconclusive, {told['of them readers ended']} readers ended, 0 crashes, {told['people']} people; slowest {BATCH} "
        f"files {longest:.1f} s; reader {memory:.2f} GB at most; clean without being read whole: {len(wrong)} {wrong[:5]}"
    )
    return 1 if wrong or told["people"] else 0


if __name__ == "__main__":
    sys.exit(
        main(
            int(sys.argv[1]) if len(sys.argv) > 1 else 10_000,
            float(sys.argv[2]) if len(sys.argv) > 2 else 36_000,
        )
    )
