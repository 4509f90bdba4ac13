"""What a new release and an earlier one tell together that neither tells alone.

The published cubes of both make one system, as far as they are of the same records: every number
that both show must be the same. Where records came or went in between there is no such system,
and the differences of what is shown must be judged instead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from clerestory.proof.attack.linked import Linked, link
from clerestory.proof.attack.programs import Impossible
from clerestory.proof.attack.recovery import recover
from clerestory.proof.attack.report import Fault, OpenCell
from clerestory.proof.attack.residual import broken_equations
from clerestory.proof.attack.shown import Flags, Ints, of_cube
from clerestory.release.jsonstat import PublishedCube


@dataclass(frozen=True)
class Together:
    """The outcome of one collection against one earlier release."""

    cells: int  # of the earlier release that today's tables do not repeat
    same_records: bool
    open_cells: tuple[OpenCell, ...] = ()
    undecided: int = 0


def together(
    today: Sequence[PublishedCube],
    counts: Ints,
    before: Sequence[PublishedCube],
    release: str,
    width: int,
    minimum: int,
) -> Together:
    """Try them jointly; ``counts`` are the true ones of today's cells, sorted by table, and ``release`` names what was before."""
    own = sorted(today, key=lambda cube: cube.table)
    added = [cube for cube in before if not any(_shows_the_same(cube, other) for other in own)]
    cells = sum(len(cube.values) for cube in added)
    if not added:
        return Together(0, same_records=True)
    named = [replace(cube, table=f"{cube.table} (release {release})") for cube in added]
    linked = link([of_cube(cube) for cube in (*own, *named)])
    if not _agrees(linked):
        return Together(cells, same_records=False)
    try:
        told, undecided = _told(linked, width, minimum)
        known_before, _ = _told(link([of_cube(cube) for cube in named]), width, minimum)
    except Impossible:
        return Together(cells, same_records=False)
    told[: counts.size] &= (counts >= 1) & (counts < minimum)
    told[counts.size :] &= ~known_before
    return Together(
        cells, same_records=True, open_cells=tuple(_open_cells(linked, told)), undecided=undecided
    )


def _shows_the_same(one: PublishedCube, other: PublishedCube) -> bool:
    """Alike in all that the intruder's system is made of; words may differ."""
    return _shown(one) == _shown(other)


def _shown(cube: PublishedCube) -> tuple[object, ...]:
    axes = [(part.id, part.codes, dict(part.child)) for part in cube.dimensions]
    return axes, cube.values, dict(cube.coarsens or {})


def _agrees(linked: Linked) -> bool:
    """Whether whole tables of the same records can show both."""
    shown = np.concatenate([table.known for table in linked.tables])
    value = np.concatenate([table.value for table in linked.tables])
    differing = shown & (value != linked.value[linked.unknown_of])
    return not differing.any() and not broken_equations(linked).size


def _told(linked: Linked, width: int, minimum: int) -> tuple[Flags, int]:
    """The withheld cells of whose small counts too much can be told; how many were beyond what was tried."""
    found = recover(linked, width)
    small = np.zeros(linked.size, dtype=np.bool_)
    small[linked.known & (linked.value >= 1) & (linked.value < minimum)] = True
    for finding in found.findings:
        small[finding.unknown] = finding.high >= 1 and finding.low < minimum
    withheld = ~np.concatenate([table.known for table in linked.tables])
    return small[linked.unknown_of] & withheld, found.undecided


def _open_cells(linked: Linked, told: Flags) -> Iterator[OpenCell]:
    for cell in np.flatnonzero(told):
        table, categories = linked.place(int(cell))
        yield OpenCell(table.name, categories, Fault.NARROW)
