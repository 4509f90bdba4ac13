"""A walk over whole-number tables: from the true one, by circuits, never negative, published cells unchanged.

Every table visited is an alternative. One that widens the interval of an unsafe cell still too
narrow is kept as a certificate. Steps that bring open cells farther are likelier; which way each is
drawn changes every few sweeps.
"""

# ruff: noqa: NPY002  (compiled code has a generator of its own, seeded by the caller)
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from clerestory.records.protection.certificate import Certificates
from clerestory.records.protection.compiled import compiled
from clerestory.records.protection.layout import Ints

LONGEST_STEP = 8
PULLED = 5  # sweeps, until open cells are drawn elsewhere
DOWNWARDS = 0.3  # of the open cells with room below
STEEPEST, EVEN = 3.0, 1e-9  # of what a step gains


def widen_by_circuits(
    circuits: Certificates, count: Ints, unsafe: NDArray[np.bool_], low: Ints, high: Ints, need: int
) -> list[tuple[Ints, Ints]]:
    """One circuit at a time, as far up and down as counts allow, short circuits first.

    Widens ``low`` and ``high`` in place; the tables used, as cells and changes.
    """
    order = np.argsort(np.diff(circuits.start), kind="stable")
    amounts = used_amounts(
        circuits.start, circuits.cell, circuits.delta, order, count, unsafe, low, high, need
    )
    tables = []
    for number, amount in amounts:
        part = slice(circuits.start[number], circuits.start[number + 1])
        tables.append((circuits.cell[part], circuits.delta[part] * amount))
    return tables


def widen_by_walk(
    circuits: Certificates,
    table: Ints,
    count: Ints,
    unsafe: NDArray[np.bool_],
    low: Ints,
    high: Ints,
    need: int,
    sweeps: int,
    seed: int,
) -> list[tuple[Ints, Ints]]:
    """Walk on from ``table`` while sweeps last and something is open; widens in place, keeps what widened."""
    done, pulled, gain = 0, -PULLED, np.empty(0)
    tables, draw = [], np.random.default_rng(seed)
    parts = (circuits.start, circuits.cell, circuits.delta)
    rows = csr_array((circuits.delta, circuits.cell, circuits.start), shape=(circuits.number, count.size))
    while done < sweeps and (unsafe & (high - low < need)).any():
        if done - pulled >= PULLED:
            gain, pulled = np.asarray(rows @ _pulls(unsafe & (high - low < need), low, draw)), done
        done += walk(table, *parts, gain, unsafe, low, high, need, sweeps - done, seed + done)
        if not (unsafe & (high - low < need) & ((table > high) | (table < low))).any():
            break
        changed = np.flatnonzero(table != count)
        tables.append((changed, (table - count)[changed]))
        np.minimum(low, table, out=low)
        np.maximum(high, table, out=high)
    return tables


def _pulls(is_open: NDArray[np.bool_], low: Ints, draw: np.random.Generator) -> NDArray[np.float64]:
    """How strongly each open cell is drawn upwards, or, if there is room below, at times downwards."""
    down = (low > 0) & (draw.random(low.size) < DOWNWARDS)
    return np.where(is_open, np.where(down, -1.0, 1.0) * draw.random(low.size), 0.0)


@compiled
def used_amounts(
    start: Ints,
    cell: Ints,
    delta: Ints,
    order: Ints,
    count: Ints,
    unsafe: NDArray[np.bool_],
    low: Ints,
    high: Ints,
    need: int,
) -> list[tuple[np.int64, np.int64]]:
    """The circuits (and how often) that widen an unsafe cell still too narrow."""
    used = [(np.int64(0), np.int64(0)) for _ in range(0)]
    for number in order:
        up, down = room(start[number], start[number + 1], cell, delta, count)
        for amount in (up, np.int64(-down)):
            widens = False
            for n in range(start[number], start[number + 1]):
                own = cell[n]
                value = count[own] + amount * delta[n]
                if unsafe[own] and high[own] - low[own] < need and (value > high[own] or value < low[own]):
                    widens = True
                    break
            if not widens:
                continue
            used.append((number, amount))
            for n in range(start[number], start[number + 1]):
                value = count[cell[n]] + amount * delta[n]
                low[cell[n]] = min(low[cell[n]], value)
                high[cell[n]] = max(high[cell[n]], value)
    return used


@compiled
def room(first: int, last: int, cell: Ints, delta: Ints, table: Ints) -> tuple[np.int64, np.int64]:
    """How often a circuit can be added to a table, and taken from it."""
    up = down = np.int64(2**40)
    for n in range(first, last):
        if delta[n] < 0:
            up = min(up, table[cell[n]] // -delta[n])
        else:
            down = min(down, table[cell[n]] // delta[n])
        if up == 0 and down == 0:
            break
    return up, down


@compiled
def walk(
    table: Ints,
    start: Ints,
    cell: Ints,
    delta: Ints,
    gain: NDArray[np.float64],
    unsafe: NDArray[np.bool_],
    low: Ints,
    high: Ints,
    need: int,
    sweeps: int,
    seed: int,
) -> int:
    """Random feasible steps until a sweep ends where something open is widened; how many sweeps."""
    np.random.seed(seed)
    number = start.size - 1
    for done in range(sweeps):
        for _ in range(number):
            one = np.random.randint(number)
            up, down = room(start[one], start[one + 1], cell, delta, table)
            up, down = min(up, np.int64(LONGEST_STEP)), min(down, np.int64(LONGEST_STEP))
            if up == 0 and down == 0:
                continue
            step = drawn(up, down, gain[one])
            if step != 0:
                for n in range(start[one], start[one + 1]):
                    table[cell[n]] += step * delta[n]
        for own in range(table.size):
            if (
                unsafe[own]
                and high[own] - low[own] < need
                and (table[own] > high[own] or table[own] < low[own])
            ):
                return done + 1
    return sweeps


@compiled
def drawn(up: np.int64, down: np.int64, gain: float) -> int:
    """A step from ``-down`` to ``up``: each the likelier the more it gains, by the exponential."""
    slope = min(abs(gain), STEEPEST)
    if slope < EVEN:
        return int(np.random.randint(-down, up + 1))
    reach = 1.0 - np.exp(-slope * (up + down + 1))
    short = min(np.int64(-np.log(1.0 - np.random.random() * reach) / slope), up + down)
    return int(up - short if gain > 0 else short - down)
