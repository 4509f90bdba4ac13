"""What protection gives back. A ``ProtectedCube`` can be made by ``protect`` alone."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clerestory.release.evidence import Evidence
from clerestory.vocabulary.hierarchy import TOTAL, Hierarchy

WITHHELD = -1
SEAL = object()  # protect() holds it; the architecture tests see that nobody else does


@dataclass(frozen=True, repr=False)
class ProtectedCube:
    """A cube that may be written out: withheld counts are not in it; its repr gives shape only.

    ``counts`` has one axis a variable, along each the order of ``codes[k]``, and ``WITHHELD`` where
    nothing may be said. ``merged`` names the categories that were made by merging; their children
    are withheld throughout. ``where`` restricts: along such a variable there is no total, since
    ``Total`` means all records in every table of a collection.
    """

    table: str
    collection: str
    variables: tuple[str, ...]
    hierarchies: tuple[Hierarchy, ...]
    counts: NDArray[np.int64]
    minimum: int
    coarsens: tuple[tuple[str, str], ...] = ()
    merged: tuple[tuple[str, str], ...] = ()  # variable, code
    where: tuple[str, ...] = ()
    seal: object = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.seal is not SEAL:
            raise TypeError("only protect() makes a protected cube")

    def __repr__(self) -> str:
        return f"ProtectedCube({self.table!r}, shape={self.counts.shape})"

    @property
    def codes(self) -> tuple[tuple[str, ...], ...]:
        """The codes along each axis: all of the hierarchy's, or all but ``Total`` where it restricts."""
        return tuple(
            tuple(code for code in hierarchy.codes if code != TOTAL or variable not in self.where)
            for variable, hierarchy in zip(self.variables, self.hierarchies, strict=True)
        )

    @property
    def withheld(self) -> NDArray[np.bool_]:
        """The cells that are not shown."""
        unseen: NDArray[np.bool_] = self.counts == WITHHELD
        return unseen


@dataclass(frozen=True)
class Merge:
    """Categories of one variable that become one."""

    variable: str
    codes: tuple[str, ...]
    code: str  # of the merged category
    cells: int = 0  # published cells that readers lose by it


@dataclass(frozen=True)
class Summary:
    """What a protected collection looks like, in counts that may be told to everybody."""

    cells: int
    published: int
    primary: int
    secondary: int
    integer: int  # unsafe cells proven by an integer alternative table
    continuous: int  # unsafe cells proven over the linear relaxation
    width: int  # owed to each
    narrowest: int  # the smallest width proven in integers
    merges: tuple[Merge, ...] = ()

    @property
    def withheld(self) -> int:
        """All cells not shown."""
        return self.primary + self.secondary


@dataclass(frozen=True, repr=False)
class Protection:
    """A collection's protected cubes, the evidence for them, and a summary."""

    cubes: tuple[ProtectedCube, ...]
    evidence: Evidence
    summary: Summary

    def __repr__(self) -> str:
        return f"Protection({self.summary})"
