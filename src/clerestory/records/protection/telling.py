"""What leaves the engine once everything is proven: protected cubes, evidence, a summary.

Nothing is told before the proofs were checked once more, from the equations and counts alone.
"""

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import Refused
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection import protected
from clerestory.records.protection.certificate import proven_intervals
from clerestory.records.protection.layout import Ints
from clerestory.records.protection.pattern import Pattern
from clerestory.records.protection.protected import WITHHELD, Merge, ProtectedCube, Protection, Summary
from clerestory.records.protection.system import System, equations
from clerestory.release.evidence import Evidence

TOLERANCE = 1e-6  # of intervals over the reals


def told(
    system: System, found: Pattern, hidden: NDArray[np.bool_], width: int, merges: tuple[Merge, ...]
) -> Protection:
    """The protected cubes with their evidence; ``Refused`` if a proof does not hold."""
    proven = _checked(system, found, hidden, width)
    status = np.zeros(system.count.size, np.int8)
    status[found.withheld] = 2
    status[found.unsafe] = 1
    at = _told_cells(system)
    shown = status[at]
    unsafe = int(np.count_nonzero(shown == 1))
    continuous = int(np.count_nonzero((shown == 1) & (proven[at] < width)))
    whole = proven[found.unsafe][proven[found.unsafe] >= width]
    summary = Summary(
        cells=shown.size,
        published=int(np.count_nonzero(shown == 0)),
        primary=unsafe,
        secondary=int(np.count_nonzero(shown == 2)),
        integer=unsafe - continuous,
        continuous=continuous,
        width=width,
        narrowest=int(whole.min()) if whole.size else 0,
        merges=merges,
    )
    return Protection(
        _sealed(system, found.withheld, merges), _evidence(system, status, found, width), summary
    )


def _checked(system: System, found: Pattern, hidden: NDArray[np.bool_], width: int) -> Ints:
    """How far apart whole tables take each cell; every withheld one is wide so, or over the reals."""
    low, high = proven_intervals(found.certificates, equations(system), system.count, found.withheld)
    whole = high - low
    is_wide = whole >= width
    is_wide[found.intervals.cell] |= found.intervals.high - found.intervals.low >= width - TOLERANCE
    owed = found.withheld & ~hidden
    owed[found.unsafe] = True
    narrow = int(np.count_nonzero(owed & ~is_wide))
    if narrow or (system.count[found.withheld & ~hidden] == 0).any():
        raise Refused(
            f"collection {system.cubes[0].collection}: {narrow} proofs do not hold; nothing is released: please report it"
        )
    return whole


def _sealed(
    system: System, withheld: NDArray[np.bool_], merges: tuple[Merge, ...]
) -> tuple[ProtectedCube, ...]:
    shown = np.where(withheld, WITHHELD, system.count)
    return tuple(
        ProtectedCube(
            table=cube.table,
            collection=cube.collection,
            variables=cube.variables,
            hierarchies=cube.hierarchies,
            counts=shown[system.cells_of(number)[_told(cube)]],
            minimum=cube.minimum,
            coarsens=cube.coarsens,
            merged=tuple((m.variable, m.code) for m in merges if m.variable in cube.variables),
            where=cube.where,
            seal=protected.SEAL,
        )
        for number, cube in enumerate(system.cubes[: system.shown])
    )


def _told(cube: UnprotectedCube) -> tuple[slice, ...]:
    """The part of a cube that is told: no total along a variable that restricts it (``Total`` stands first)."""
    return tuple(slice(1 if variable in cube.where else 0, None) for variable in cube.variables)


def _told_cells(system: System) -> Ints:
    """The cell at every place of every table that is told, table after table."""
    told = [
        system.cells_of(number)[_told(cube)].ravel()
        for number, cube in enumerate(system.cubes[: system.shown])
    ]
    return np.concatenate(told)


def _evidence(system: System, status: NDArray[np.int8], found: Pattern, width: int) -> Evidence:
    """Evidence speaks of places: a shared cell changes in every cube that shows it, a hidden one in none."""
    certificates, intervals = found.certificates, found.intervals
    cell_of = _told_cells(system)
    places = np.argsort(cell_of, kind="stable")
    ends = np.searchsorted(cell_of[places], np.arange(system.count.size + 1))
    times = np.diff(ends)[certificates.cell]
    nth = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    grown = np.concatenate([[0], np.cumsum(times)])
    low, high = np.full(system.count.size, np.nan), np.full(system.count.size, np.nan)
    low[intervals.cell], high[intervals.cell] = intervals.low, intervals.high
    by_program = ~np.isnan(low)[cell_of]
    return Evidence(
        count=system.count[cell_of],
        status=status[cell_of],
        owed=np.where(status[cell_of] == 1, width, 0).astype(np.int32),
        start=grown[certificates.start],
        cell=places[np.repeat(ends[certificates.cell], times) + nth],
        delta=np.repeat(certificates.delta, times),
        lp_cell=np.flatnonzero(by_program),
        lp_low=low[cell_of[by_program]],
        lp_high=high[cell_of[by_program]],
    )
