"""Differential privacy: noise on every finest count, by OpenDP; totals are sums of noisy counts.

The noise is OpenDP's discrete Laplace, drawn from the system's source of randomness: no seed
repeats it. Counts are not cut off at nothing, since that would bias every total upwards.
"""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from clerestory.errors import InputError
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.methods.interface import UNBOUNDED, Altered, Ints, altered
from clerestory.records.protection.methods.ledger import spend
from clerestory.records.protection.system import with_totals
from clerestory.vocabulary.progress import Progress


@dataclass(frozen=True)
class DifferentialPrivacy:
    """Noise for a privacy loss of ``epsilon``; ``ledger`` None: a rehearsal that is not shown to anybody."""

    epsilon: Decimal
    ledger: Path | None
    budget: Decimal | None = None
    records: int = 1  # the most that one person has
    name: str = "dp"

    def __post_init__(self) -> None:
        if self.records < 1:
            raise InputError("--records-per-person: give 1 or more")

    @property
    def title(self) -> str:
        """What readers call it, with its parameters."""
        return f"Differential privacy, epsilon {self.epsilon}"

    def apply(self, cube: UnprotectedCube, progress: Progress) -> Altered:
        """Spend, then draw."""
        measurement = _measurement(self.records / float(self.epsilon))
        if measurement.map(self.records) > float(self.epsilon) * (1 + 1e-9):
            raise InputError(f"--epsilon {self.epsilon}: OpenDP cannot keep to it; give a larger one")
        if self.ledger is not None:
            spend(self.ledger, self.epsilon, self.budget, cube.table)
        noisy = np.array(measurement(cube.leaves.ravel().tolist()), np.int64).reshape(cube.leaves.shape)
        counts = with_totals(noisy, cube.hierarchies)
        progress.advance(1, 1)
        return altered(
            cube,
            counts,
            _nothing_known(counts),
            f"every number has random noise (differential privacy, epsilon {self.epsilon}, at most {self.records} "
            f"records a person); small numbers say little, and some are below nothing",
            additive=True,
        )


def _nothing_known(counts: Ints) -> tuple[Ints, Ints]:
    return np.zeros_like(counts), np.full_like(counts, UNBOUNDED)


def _measurement(scale: float) -> Any:  # noqa: ANN401  (OpenDP's own)
    try:
        import opendp.prelude as dp
    except ImportError:
        raise InputError("--method dp: needs OpenDP; install clerestory[privacy]") from None
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    return dp.m.make_laplace(*space, scale=scale)
