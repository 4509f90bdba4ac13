"""How many misspelt people the probe still finds: `python benchmarks/probe_misspelt.py`, figures of docs/explanation/probe.md.

Made-up people only. In each trial one person of the index stands in a line of text, one letter of the surname (or of both
names) dropped, doubled, changed, or turned with the next; beside it what is said in the first column.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.scenario.probe.people import Who, crowd, index_of

from clerestory.matching import key as keys
from clerestory.matching.events import Matcher
from clerestory.matching.index import Index
from clerestory.proof.probe.judge import Tally, judge

TRIALS, TABLES, ROWS = 500, 50, 100
BESIDE: dict[str, Callable[[Who, str, str], str]] = {
    "given name, birth date": lambda p, surname, given: f"{surname}, {given}, {p.born}",
    "given name, birth date, address": lambda p, surname, given: f"{surname}, {given}, {p.born}, {p.address}",
    "given name, birth date, postcode": lambda p, surname, given: f"{surname}, {given}, {p.born}, {p.postcode}",
    "given name, licence": lambda p, surname, given: f"{surname}, {given}, {p.licence}",
    "given name, address": lambda p, surname, given: f"{surname}, {given}, {p.address}",
}  # fmt: skip


def misspelt(name: str, draw: np.random.Generator) -> str:
    at = int(draw.integers(1, len(name) - 1))
    letter = "abcdefghijklmnopqrstuvwxyz"[int(draw.integers(0, 26))]
    return (
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    )[int(draw.integers(0, 4))]


def found(text: str, index: Index, key: keys.Key) -> bool:
    tally = Tally()
    content = np.frombuffer(text.encode(), np.uint8)
    matcher = Matcher(index, key)
    tally.add(matcher.events(content, by_row="\n" in text), matcher)
    return bool(judge(tally, index))


def main() -> None:
    key = keys.Key(bytes(range(16)))
    people = crowd(100_000, seed=21)
    index = index_of(people, key)
    draw = np.random.default_rng(7)
    for what, line in BESIDE.items():
        rates = []
        for both in (None, False, True):
            chosen = [people[at] for at in draw.integers(0, len(people), TRIALS)]
            lines = [_line(line, one, draw, both=both) for one in chosen]
            rates.append(sum(found(one, index, key) for one in lines) / TRIALS)
        tables = 0
        for _ in range(TABLES):
            chosen = [people[at] for at in draw.integers(0, len(people), ROWS)]
            tables += found("".join(_line(line, one, draw, both=False) + "\n" for one in chosen), index, key)
        told = ", ".join(f"{rate:.0%}" for rate in rates)
        print(
            f"{what}: one line as recorded, surname misspelt, both misspelt: {told}; tables of {ROWS}, surname misspelt: {tables / TABLES:.0%}"
        )


def _line(
    line: Callable[[Who, str, str], str], one: Who, draw: np.random.Generator, *, both: bool | None
) -> str:
    surname = one.surname if both is None else misspelt(one.surname, draw)
    return line(one, surname, misspelt(one.given, draw) if both else one.given)


if __name__ == "__main__":
    main()
