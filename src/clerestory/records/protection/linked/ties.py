"""What ties tables over different records: hidden cubes along the axis that tells the records apart.

Two tables that differ by an agency, or a table and its revision, publish a third without saying so:
their difference. Along an axis of *atoms* (the agencies; the times at which a record was counted)
every table is a set of atoms, and so is every difference. A hidden cube over the variables that two
tables share, and the atoms, makes their sums hold; a cell of a difference is owed what any is owed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from clerestory.errors import InputError
from clerestory.records.cubes.cube import FREE, UNCHANGED, UnprotectedCube
from clerestory.records.protection.axes import closed
from clerestory.records.protection.linked.columns import Columns, Ints, in_order
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

COLLECTION = "table"
RELEASE = " release"
Atoms = frozenset[str]


@dataclass(frozen=True, repr=False)
class Slice:
    """One table: its variables, its counts, and which records it is over."""

    id: str
    by: tuple[str, ...]
    minimum: int
    leaves: Ints
    part_of: str | None = None  # the variable that restricts
    kept: Atoms = frozenset()
    release: int | None = None
    whole: bool = False  # some table counts by the variable that restricts

    @property
    def axis(self) -> str | None:
        """The axis along which the table is a slice."""
        return self.part_of if self.release is None else RELEASE

    @property
    def code(self) -> str:
        """What its set of atoms is called."""
        return f"in {self.release}" if self.release is not None else _named(self.kept)

    def restricted(
        self, cube: UnprotectedCube, settled: NDArray[np.int8] | None, *, hidden: bool
    ) -> UnprotectedCube:
        """The cube as a slice: one more variable, with the table's set of atoms as its only category."""
        states = None if settled is None else np.stack([settled, settled], axis=-1)  # Total and the set
        return replace(_slice(cube, str(self.axis), self.code), settled=states, hidden=hidden)


@dataclass(frozen=True)
class _Tie:
    """Counts over shared variables and atoms, and the sets of atoms that are shown or told by them."""

    shared: tuple[str, ...]
    axis: str
    leaves: Ints  # shared variables, then atoms
    shown: Mapping[str, Atoms]
    told: Mapping[str, Atoms]
    minimum: int


def ties(slices: Sequence[Slice], columns: Columns) -> Iterator[UnprotectedCube]:
    """The hidden cubes of tables over parts of the records."""
    number = 0
    for axis in dict.fromkeys(one.part_of for one in slices if one.part_of):
        on_axis = [one for one in slices if one.part_of == axis]
        shown = {one.code: one.kept for one in on_axis}
        is_counted = any(one.whole for one in on_axis)
        groups = _groups(columns.leaves(axis), shown.values(), whole=is_counted)
        atoms = {min(group) if is_counted else _named(group): group for group in groups}
        as_atoms = {
            code: frozenset(a for a, group in atoms.items() if group <= kept) for code, kept in shown.items()
        }
        told = _told({**as_atoms, "all": frozenset(atoms)})
        for shared in _shared(slices, axis, columns):
            counted = columns.margin((*shared, axis))
            place = {code: at for at, code in enumerate(columns.leaves(axis))}
            leaves = np.stack(
                [counted[..., [place[code] for code in sorted(group)]].sum(axis=-1) for group in groups],
                axis=-1,
            )
            minimum = max(one.minimum for one in slices)
            tie = _Tie(shared, axis, leaves, as_atoms, told, minimum)
            for cube in _tied(tie, tuple(atoms), columns, coarsens=True):
                yield replace(cube, table=f" {number}")
                number += 1


def release_ties(slices: Sequence[Slice], columns: Columns) -> list[UnprotectedCube]:
    """The hidden cubes of releases over time: who came, who went, between any two of them."""
    releases = sorted({one.release for one in slices if one.release is not None})
    made: list[UnprotectedCube] = []
    found = [(shared, _presence(shared, slices, releases)) for shared in _shared(slices, RELEASE, columns)]
    atoms = sorted({atom for _, counts in found for atom, own in counts.items() if own.any()})
    if not atoms:
        raise InputError("no record is counted in any of these releases; give the files of this collection")
    somebody_went = any(_last(atom) < releases[-1] for atom in atoms)
    shown = {f"in {r}": frozenset(a for a in atoms if _first(a) <= r <= _last(a)) for r in releases}
    told = {
        name: own
        for a, b in combinations(shown, 2)
        for name, own in ((f"{a} not {b}", shown[a] - shown[b]), (f"{b} not {a}", shown[b] - shown[a]))
        if own
    }
    for shared, counts in found:
        shape = next(iter(counts.values())).shape
        leaves = np.stack([counts.get(atom, np.zeros(shape, np.int64)) for atom in atoms], axis=-1)
        tie = _Tie(shared, RELEASE, leaves, shown, told, max(one.minimum for one in slices))
        for cube in _tied(tie, tuple(atoms), columns, coarsens=False):
            zero = with_zeros(cube) if somebody_went else None
            made.append(replace(cube, table=f" {len(made)}", settled=zero))
    return made


def with_zeros(cube: UnprotectedCube) -> NDArray[np.int8]:
    """Nobody came or went: taken as known where some went, lest one come and another go for no reason."""
    from clerestory.records.protection.system import with_totals

    counts = with_totals(cube.leaves, cube.hierarchies)
    return np.where(counts == 0, UNCHANGED, FREE).astype(np.int8)


def _presence(shared: Sequence[str], slices: Sequence[Slice], releases: Sequence[int]) -> dict[str, Ints]:
    """How many records of every cell were counted from one release to another: last come, first gone."""
    counts = [_margin_at(release, shared, slices) for release in releases]
    here: dict[int, Ints] = {}
    found: dict[str, Ints] = {}
    before = np.zeros_like(counts[0])
    for release, now in zip(releases, counts, strict=True):
        here[release] = np.maximum(now - before, 0)
        gone = np.maximum(before - now, 0)
        for start in sorted(here, reverse=True)[1:]:
            leaving = np.minimum(here[start], gone)
            here[start] = here[start] - leaving
            gone = gone - leaving
            found[_atom(start, release - 1)] = found.get(_atom(start, release - 1), 0) + leaving
        before = now
    return found | {_atom(start, releases[-1]): own for start, own in here.items()}


def _margin_at(release: int, shared: Sequence[str], slices: Sequence[Slice]) -> Ints:
    holder = next(one for one in slices if one.release == release and set(shared) <= set(one.by))
    gone = tuple(axis for axis, name in enumerate(holder.by) if name not in shared)
    kept = [name for name in holder.by if name in shared]
    margin: Ints = holder.leaves.sum(axis=gone).transpose([kept.index(name) for name in shared])
    return margin


def _atom(start: int, end: int) -> str:
    return f"{start}-{end}"


def _first(atom: str) -> int:
    return int(atom.partition("-")[0])


def _last(atom: str) -> int:
    return int(atom.partition("-")[2])


def _tied(
    tie: _Tie, atoms: tuple[str, ...], columns: Columns, *, coarsens: bool
) -> Iterator[UnprotectedCube]:
    """A tree for every set of atoms, so that it is the sum of its own; and each difference as a table."""
    coarse = tuple(
        (name, columns.coarsens[name]) for name in tie.shared if name in columns.coarsens and coarsens
    )
    for trees in product(*(columns.trees[name] for name in tie.shared)):
        leaves = in_order(tie.leaves, tie.shared, trees, columns)
        for code, own in {**tie.shown, **tie.told}.items():
            tree = _tree(code, own, atoms)
            order = [atoms.index(atom) for atom in tree.leaves]
            cube = UnprotectedCube(
                "",
                COLLECTION,
                (*tie.shared, tie.axis),
                (*trees, tree),
                leaves[..., order],
                0,
                coarse,
                hidden=True,
            )
            yield cube
            if code in tie.told:
                inside = [at for at, atom in enumerate(atoms) if atom in own]
                bare = replace(
                    cube, variables=tie.shared, hierarchies=trees, leaves=leaves[..., inside].sum(axis=-1),
                    minimum=tie.minimum,
                )  # fmt: skip
                yield _slice(bare, tie.axis, code)


def _slice(cube: UnprotectedCube, axis: str, code: str) -> UnprotectedCube:
    variable = f"{axis} {code}"
    return replace(
        cube,
        variables=(*cube.variables, variable),
        hierarchies=(*cube.hierarchies, Hierarchy.flat((code,))),
        leaves=cube.leaves[..., None],
        coarsens=(*cube.coarsens, (variable, axis)),
        where=(*cube.where, variable),
    )


def _tree(code: str, own: Atoms, atoms: Sequence[str]) -> Hierarchy:
    rest = f"not {code}"
    parent = {code: TOTAL}
    if len(own) < len(atoms):
        parent[rest] = TOTAL
    parent |= {atom: code if atom in own else rest for atom in atoms if atom != code}
    return Hierarchy(parent)


def _groups(leaves: Sequence[str], sets: Iterable[Atoms], *, whole: bool) -> list[Atoms]:
    """The finest parts that the sets tell apart; every leaf alone where a table counts by them."""
    if whole:
        return [frozenset({leaf}) for leaf in leaves]
    told: dict[tuple[bool, ...], list[str]] = {}
    tests = list(sets)
    for leaf in leaves:
        told.setdefault(tuple(leaf in own for own in tests), []).append(leaf)
    return [frozenset(group) for group in told.values()]


def _named(codes: Atoms) -> str:
    """A code for a set of categories that no category has."""
    return " " + "+".join(sorted(codes))


def _told(shown: Mapping[str, Atoms]) -> dict[str, Atoms]:
    """What subtracting one shown set from another tells, and then subtracting these."""
    known, told = dict(shown), {}
    for _ in range(2):
        for (a, larger), (b, smaller) in list(product(known.items(), known.items())):
            rest = larger - smaller
            if smaller < larger and rest not in known.values():
                known[f"{a} less {b}"] = told[f"{a} less {b}"] = rest
    return told


def _shared(slices: Sequence[Slice], axis: str, columns: Columns) -> list[tuple[str, ...]]:
    """The variables that two tables over different records share: the largest sets alone."""
    used = {name for one in slices for name in one.by}
    coarse = {name: fine for name, fine in columns.coarsens.items() if name in used}
    found: set[frozenset[str]] = set()
    for one, other in combinations(slices, 2):
        if (one.axis != axis and other.axis != axis) or (one.axis == other.axis and one.code == other.code):
            continue
        common = (closed(one.by, coarse) & closed(other.by, coarse)) - {axis}
        found.add(frozenset(name for name in common if coarse.get(name) not in common))
    largest = [own for own in found if not any(own < other for other in found)]
    return sorted(tuple(name for name in columns.position if name in own) for own in largest)
