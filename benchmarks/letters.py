"""Letters a second, and a mailing killed twenty times on the way.

    python benchmarks/letters.py FOLDER [--letters 192000] [--kills 20] [--once]

Makes made-up people and codes in FOLDER, sets all letters once without a stop (letters a second, wall
clock and processor), then again in another folder where the whole command is killed with kill -9, four times before and
while codes are allotted and then whenever a further part of the batches lies there, and compares: nobody missing, no code or number twice, the same mapping, the same files.
With --once all letters are set but once, in the killed run, whose rate (begun anew after every kill) is told too: the other
ends with its first batch, when every code is allotted.
Figures go to docs/reference/measurements.md.
"""

import argparse
import hashlib
import os
import resource
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "src")]

from tests.scenario.notices import mailing  # noqa: E402
from tests.scenario.notices.made_up import NOTICE, row, write_addresses, write_pool  # noqa: E402

EARLY, WANTED = 4, 100


def digests(folder: Path) -> dict[str, str]:
    letters = (folder / "letters").glob("batch-*.pdf")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in letters}


def straight(folder: Path, letters: int) -> float:
    before = spent()
    _, seconds = mailing.run_killed(mailing.words(folder, "straight", NOTICE), [])
    by_clock(letters, seconds)
    by_processor(letters, spent() - before)
    return seconds


def spent() -> float:
    """Processor seconds of everything that was started and has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def by_clock(letters: int, seconds: float) -> None:
    cores = len(os.sched_getaffinity(0))
    print(
        f"{letters:,} letters in {seconds:.0f} s on {cores} cores: {letters / seconds:.0f} a second by the clock "
        f"(wanted: {WANTED}); load {os.getloadavg()[0]:.1f}"
    )


def by_processor(letters: int, processor: float) -> None:
    """Not of a killed command: the seconds of its workers, who outlive it for a moment, are not known."""
    print(
        f"{processor:.0f} processor seconds: {2 * letters / processor:.0f} a second on two cores of its own"
    )


def to_the_first_batch(folder: Path) -> float:
    began = time.monotonic()
    mailing.run_until(mailing.words(folder, "straight", NOTICE), 1)
    return time.monotonic() - began


def killed(folder: Path, letters: int, kills: int, allotting: float) -> None:
    command = mailing.words(folder, "killed", NOTICE)
    batches = len({told[2] for told in mailing.mapping(folder, "straight").values()})
    early = [allotting * place / EARLY for place in range(1, EARLY + 1)]
    began = time.monotonic()
    hit, _ = mailing.run_killed_at(
        command, early, [batches * place // (kills - EARLY + 1) for place in range(1, kills - EARLY + 1)]
    )
    by_clock(letters, time.monotonic() - began)
    one, other = (mailing.mapping(folder, name) for name in ("straight", "killed"))
    files = digests(folder / "straight").items() <= digests(folder / "killed").items()
    codes, numbers = ({told[place] for told in other.values()} for place in (1, 0))
    print(f"killed {hit} times: {letters - len(other)} missing, {letters - min(len(codes), len(numbers))} double, "
          f"mapping {'the same' if one == other else 'DIFFERS'}, files {'the same' if files else 'DIFFER'}")  # fmt: skip
    if not (hit == kills and one == other and files and len(codes) == len(numbers) == letters):
        sys.exit(1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--letters", type=int, default=192_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--once", action="store_true", help="all letters only in the killed run")
    args = parser.parse_args()
    if any((args.folder / name).exists() for name in ("straight", "killed", "key")):
        sys.exit(f"{args.folder}: holds a trial already; give another folder")
    args.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_addresses(args.folder / "addresses.csv", [row(n) for n in range(args.letters)])
    write_pool(args.folder / "pool.txt", args.letters + 100)
    began = time.monotonic()
    allotting = to_the_first_batch(args.folder) if args.once else 0.02 * straight(args.folder, args.letters)
    if args.kills:
        killed(args.folder, args.letters, args.kills, allotting)
    print(f"{time.monotonic() - began:.0f} s in all")


if __name__ == "__main__":
    main()
