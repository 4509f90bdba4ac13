"""One member among strangers who have names of the same kind: found, and taken for one: `python benchmarks/probe_one_member.py`.

Tables of made-up people, each once as they are (whoever is called a member is a false alarm, or a stranger who
has a member's name and birthday) and once with one member of an index of 40,000 among them.
"""

import csv
import dataclasses
import io
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "src")]

import numpy as np  # noqa: E402
from tests.scenario.probe.people import Who, crowd, index_of  # noqa: E402

from clerestory.matching import key as keys  # noqa: E402
from clerestory.proof.probe import search_responses  # noqa: E402
from clerestory.proof.probe.report import Kind  # noqa: E402

KEY = keys.Key(bytes(range(16)))
TRIALS = (
    (150, 600, ("surname", "given", "born")),
    (150, 300, ("surname", "born")),
    (1000, 60, ("surname", "given", "born")),
)


def word(number: int, syllables: int) -> str:
    """A word that no other number has."""
    made = ""
    for _ in range(syllables):
        number, first = divmod(number, 16)
        number, second = divmod(number, 5)
        made += "bcdfghklmnprstvz"[first] + "aeiou"[second]
    return made.capitalize()


def people(size: int, seed: int) -> list[Who]:
    """Names as unevenly spread as people's: few common ones, thousands of rare ones."""
    draw = np.random.default_rng(seed)
    surnames = (draw.pareto(1.2, size) * 30).astype(int) % 3000
    givens = (draw.pareto(1.2, size) * 15).astype(int) % 800
    return [
        dataclasses.replace(one, surname=word(a + 700, 4) + "er", given=word(b + 300, 3) + "na")
        for one, a, b in zip(crowd(size, seed=seed), surnames.tolist(), givens.tolist(), strict=True)
    ]


def table(rows: list[Who], columns: tuple[str, ...]) -> bytes:
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerows([columns, *([getattr(row, name) for name in columns] for row in rows)])
    return made.getvalue().encode()


def main() -> None:
    """Every trial: how many tables of strangers alone, and with a member, are called one."""
    members = people(40_000, 11)
    index = index_of(members, KEY)

    def called(files: dict[str, bytes]) -> int:
        found = search_responses(files.items(), index, KEY).findings
        return len({one.path for one in found if one.kind in (Kind.MEMBER, Kind.TABLE)})

    for size, tables, columns in TRIALS:
        crowds = [people(size, 7000 + at) for at in range(tables)]
        alone = {f"{at}.csv": table(own, columns) for at, own in enumerate(crowds)}
        joined = {f"{at}.csv": table([*own, members[at * 37]], columns) for at, own in enumerate(crowds)}
        names = ", ".join(columns)
        print(f"{tables} tables of {size} rows ({names}): {called(alone)} of strangers, {called(joined)} with a member", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
