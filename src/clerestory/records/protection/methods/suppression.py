"""Suppression: small counts and what would betray them are withheld; every number shown is true."""

from dataclasses import dataclass

import numpy as np

from clerestory.project.model import Policy
from clerestory.records.cubes.cube import UnprotectedCube
from clerestory.records.protection.engine import protect
from clerestory.records.protection.methods.interface import UNBOUNDED, Altered, altered
from clerestory.records.protection.protected import WITHHELD
from clerestory.vocabulary.progress import Progress


@dataclass(frozen=True)
class Suppression:
    """The default: certified cell suppression."""

    policy: Policy
    name: str = "suppress"

    @property
    def title(self) -> str:
        """What readers call it, with its parameters."""
        return f"Suppression, minimum {self.policy.minimum}"

    def apply(self, cube: UnprotectedCube, progress: Progress) -> Altered:
        """The protected cube; its withheld cells may be anything."""
        counts = protect([cube], self.policy, progress).cubes[0].counts
        unseen = counts == WITHHELD
        bounds = np.where(unseen, 0, counts), np.where(unseen, UNBOUNDED, counts)
        return altered(
            cube,
            counts,
            bounds,
            "every number shown is the true count; small counts, and counts that would betray one, are withheld",
            additive=True,
            withheld=unseen,
        )
